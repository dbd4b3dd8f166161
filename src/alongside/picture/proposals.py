"""What a client answered beside what is known: read, taken over into the picture or left out, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.actions import ClientsError
from alongside.clients.anniversaries import Coming, all_at, find_for, keep_day, move_day
from alongside.clients.joining import homes
from alongside.clients.models import Anniversary, AnniversaryKind
from alongside.clients.queries import client_for, sees_client
from alongside.picture import actions
from alongside.picture.asking import ASKED_OF, DAY, MONTHS
from alongside.picture.errors import NotThere, PictureError
from alongside.picture.models import Proposal
from alongside.picture.queries import Known, Picture, Somebody, picture_for
from alongside.picture.rules import PERSON, PERSON_FIELDS, same_name
from alongside.prepared import prepared
from alongside.timeline.models import Interaction


class Field(Struct, frozen=True):
    """One thing that was answered: what stands there now, "" for nothing, and what they say."""

    label: str
    now: str
    said: str

    @property
    def is_new(self) -> bool:
        return self.now != self.said


class Offered(Struct, frozen=True):
    """`is_known`: something of this name stands in the picture. `entry`: where it was said, 0 where that is hidden."""

    row: Proposal
    title: str
    is_known: bool
    fields: tuple[Field, ...]
    said_by: str
    said_at: datetime | None
    entry: int

    @property
    def brings_news(self) -> bool:
        return not self.is_known or any(one.is_new for one in self.fields)


class Taken(Struct, frozen=True):
    """What taking over has made, for the way back."""

    proposal: int
    changes: tuple[int, ...] = ()
    person: int = 0
    day: int = 0
    # Month and day that a day had which stood there before.
    day_was: tuple[int, int] | None = None


def _family(client_id: int) -> list[int]:
    return [client_id, *(one for one, home in homes().items() if home == client_id)]


def _of_client(client_id: int) -> QuerySet[Proposal]:
    return Proposal.objects.filter(questionnaire__client_id__in=_family(client_id))


def open_count_for(member: Member, client_id: int) -> int:
    return len(_open_numbers(_family(client_id))) if sees_client(member, client_id) else 0


@prepared
def _open_numbers(clients: Any) -> Any:
    rows = Proposal.objects.filter(questionnaire__client_id__in=clients.numbers, state="open")
    return rows.values_list("id")


def proposals_for(member: Member, client_id: int, *, is_open: bool = True) -> list[Offered]:
    """Beside what everybody sees of the picture: what is one member's alone is never compared."""
    picture = picture_for(member, client_id, shareable=True)
    if picture is None:
        return []
    state = Q(state=Proposal.State.OPEN)
    rows = list(_of_client(client_id).filter(state if is_open else ~state).order_by("id"))
    keys = {bytes(one.source_key) for one in rows}
    entries = {
        bytes(key): (number, name, at)
        for key, number, name, at in Interaction.objects.filter(
            Q(private_to=None) | Q(private_to=member), source_key__in=keys
        ).values_list("source_key", "id", "sender_name", "happened_at")
    }
    days = {name: f"{one.day} {MONTHS[one.month - 1]}" for name, one in _days(member, client_id).items()}
    return [_offered(one, picture, days, entries.get(bytes(one.source_key))) for one in rows]


def _days(member: Member, client_id: int) -> dict[str, Coming]:
    return {same_name(one.label): one for one in all_at(member, client_id, today=timezone.localdate())}


def _offered(
    row: Proposal, picture: Picture, days: Mapping[str, str], entry: tuple[int, str, datetime] | None
) -> Offered:
    number, name, at = entry or (0, "", None)
    asked = ASKED_OF[row.kind]
    if row.kind == DAY:
        now = days.get(same_name(row.name), "")
        said = _on(row)
        fields: tuple[Field, ...] = (Field("Every year on", now, said),) if said else ()
        return Offered(row, asked.title, bool(now), fields, name, at, number)
    known = _values(row, picture)
    fields = tuple(
        Field(field.label, (known or {}).get(field.name, ""), row.fields[field.name])
        for field in asked.fields
        if row.fields.get(field.name)
    )
    return Offered(row, asked.title, known is not None, fields, name, at, number)


def _on(row: Proposal) -> str:
    day, month = row.fields.get("day"), row.fields.get("month")
    return f"{day} {MONTHS[int(month) - 1]}" if day and month else ""


def _values(row: Proposal, picture: Picture) -> dict[str, str] | None:
    """What is known of the same thing; None where nothing of this name is."""
    if row.kind == PERSON:
        person = _person_called(row.name, picture)
        if person is None:
            return None
        above = next((one.shown for one in picture.people if one.id == person.answers_to), "")
        return {**{one.name: getattr(person, one.name) for one in PERSON_FIELDS}, "answers_to": above}
    line = _line_called(row, picture)
    return line.fields if line is not None else None


def _person_called(name: str, picture: Picture) -> Somebody | None:
    return next((one for one in picture.people if same_name(one.shown) == same_name(name)), None)


def _line_called(row: Proposal, picture: Picture) -> Known | None:
    return next((one for one in picture.of(row.kind) if same_name(one.name) == same_name(row.name)), None)


def _proposal_for(member: Member, proposal_id: int) -> tuple[Proposal, int]:
    """With the client whose it is now. Raises NotThere."""
    row = Proposal.objects.filter(pk=proposal_id).select_related("questionnaire").first()
    at = row.questionnaire.client_id if row is not None else 0
    home = homes().get(at, at)
    if row is None or not sees_client(member, home):
        raise NotThere("There is no such answer.")
    return row, home


def client_of(member: Member, proposal_id: int) -> int:
    return _proposal_for(member, proposal_id)[1]


def take_over(member: Member, proposal_id: int, *, now: datetime) -> Taken:
    """Into the picture: what is new is added, what is known gets these words. Raises PictureError."""
    row, client_id = _proposal_for(member, proposal_id)
    with transaction.atomic():
        _decide(row, member, Proposal.State.TAKEN, now=now)
        if row.kind == DAY:
            return _take_day(member, client_id, row)
        picture = picture_for(member, client_id, shareable=True)
        if picture is None:
            raise NotThere("There is no such client.")
        if row.kind == PERSON:
            return _take_person(member, picture, row, now=now)
        known = _line_called(row, picture)
        change = actions.keep_line(
            member,
            client_id,
            kind=row.kind,
            name=known.name if known else row.name,
            fields={**(known.fields if known else {}), **row.fields},
            is_private=False,
            now=now,
            line_id=known.id if known else None,
        )
        return Taken(row.pk, (change.pk,))


def _take_day(member: Member, client_id: int, row: Proposal) -> Taken:
    """The day of this name is put right where there is one."""
    client = client_for(member, client_id)
    if client is None or not _on(row):
        raise PictureError("No day was given. Add it yourself once you know it.")
    there = _days(member, client_id).get(same_name(row.name))
    on = {name: int(row.fields[name]) for name in ("month", "day")}
    try:
        if there is not None:
            move_day(there.id, **on, was=(there.month, there.day))
            return Taken(row.pk, day=there.id, day_was=(there.month, there.day))
        kept = keep_day(client, None, kind=AnniversaryKind.OTHER, label=row.name, **on, year=None)
    except ClientsError as error:
        raise PictureError(str(error)) from error
    return Taken(row.pk, day=kept.pk)


def _take_person(member: Member, picture: Picture, row: Proposal, *, now: datetime) -> Taken:
    known = _person_called(row.name, picture)
    made = actions.add_person(member, picture.client_id, row.name) if known is None else None
    number = made.pk if made is not None else known.id if known is not None else 0
    said = {name: text for name, text in row.fields.items() if name != "answers_to"}
    fields = {one.name: getattr(known, one.name) if known else "" for one in PERSON_FIELDS}
    above = (
        _person_called(row.fields.get("answers_to", ""), picture) if row.fields.get("answers_to") else None
    )
    if above is None and row.fields.get("answers_to"):
        # Nobody of this name is known: the words are not lost.
        line = f"Answers to {row.fields['answers_to']}"
        fields["notes"] = fields["notes"] if line in fields["notes"] else f"{fields['notes']}\n{line}".strip()
    changes = actions.keep_person(
        member,
        picture.client_id,
        number,
        name="",
        fields={**fields, **said},
        answers_to=above.id if above else known.answers_to if known else None,
        aside=None,
        now=now,
    )
    return Taken(row.pk, tuple(one.pk for one in changes), person=made.pk if made else 0)


def leave_out(member: Member, proposal_id: int, *, now: datetime) -> Taken:
    row, _ = _proposal_for(member, proposal_id)
    with transaction.atomic():
        _decide(row, member, Proposal.State.LEFT, now=now)
    return Taken(row.pk)


def _decide(row: Proposal, member: Member, state: Proposal.State, *, now: datetime) -> None:
    """Once: of two who decide at the same time the first does. Raises PictureError."""
    mine = Proposal.objects.filter(pk=row.pk, state=Proposal.State.OPEN)
    if mine.update(state=state, decided_by=member, decided_at=now) != 1:
        raise PictureError("This was decided already. Look at the picture.")


def take_back(member: Member, taken: Taken, *, now: datetime) -> None:
    """The proposal waits again, and what taking it over has made is as it was."""
    row, _ = _proposal_for(member, taken.proposal)
    with transaction.atomic():
        mine = Proposal.objects.filter(pk=row.pk, decided_by=member)
        if mine.update(state=Proposal.State.OPEN, decided_by=None, decided_at=None) != 1:
            return
        actions.undo(member, list(taken.changes), now=now)
        if taken.person:
            actions.forget_person(member, taken.person)
        if taken.day_was is not None:
            _put_day_back(member, taken, row)
        else:
            Anniversary.objects.filter(pk=taken.day, label=row.name).delete()


def _put_day_back(member: Member, taken: Taken, row: Proposal) -> None:
    """Unless it was moved again since, or is not hers to see."""
    kept = find_for(member, taken.day)
    if kept is not None and taken.day_was is not None:
        month, day = taken.day_was
        move_day(kept.pk, month=month, day=day, was=(int(row.fields["month"]), int(row.fields["day"])))
