"""Names of events in; their appointments made, changed, moved to another client or gone, as their letters say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.connections.models import OwnAddress
from alongside.diary.invitations import Letter, Occurrence, answers_of, occurrences
from alongside.diary.keeping import event_name, from_json, key_of
from alongside.diary.models import Appointment, Invitation, Origin, State
from alongside.diary.rules import Invited, standing
from alongside.diary.settling import lay_into, steps_of
from alongside.diary.taking import take
from alongside.diary.told import tell
from alongside.timeline.database import hold_intake
from alongside.timeline.models import Filing, Proof

# What repeats for ever is foreseen for so long, and further every day.
FORESEEN = timedelta(days=120)


def reconcile(uids: Iterable[str], *, now: datetime) -> None:
    """Within a transaction."""
    for uid in uids:
        made_here = Appointment.objects.filter(uid=uid).exclude(origin=Origin.INVITATION).first()
        if made_here is not None:
            _note_answers(made_here, _letters(uid))
        else:
            _reconcile(uid, now=now)


def foresee(*, now: datetime) -> None:
    """Once a day: what repeats is foreseen a day further, each event in a transaction of its own."""
    uids = Invitation.objects.filter(repeats=True).values_list("uid", flat=True).distinct()
    for uid in sorted(uids):
        with transaction.atomic():
            hold_intake()
            reconcile([uid], now=now)


def invited_of(row: Appointment, *, now: datetime) -> Invited | None:
    """What the letters about it say now; None for what was planned here, or where they say nothing any more."""
    if row.origin != Origin.INVITATION:
        return None
    found = _occurrences(_letters(row.uid).get(row.client_id, []), now=now)
    one = next((one for name, one in found.items() if event_name(row.uid, name) == row.event), None)
    return one.invited if one is not None else None


def _letters(uid: str) -> dict[int, list[tuple[Letter, int | None]]]:
    """By client the letters about an event, each with the member whose mailbox it came to.

    Of what a forged sender wrote, or a member keeps to herself, nothing is planned; and of a client's own
    mailbox only what one of us is asked to.
    """
    rows = Invitation.objects.filter(uid=uid, interaction__private_to=None)
    rows = rows.exclude(interaction__proof=Proof.DOUBTFUL).select_related("interaction__connection")
    kept = {row.pk: row for row in rows}
    entries = {row.interaction_id for row in kept.values()}
    clients: dict[int, list[int]] = {}
    for number, client in Filing.objects.filter(interaction_id__in=entries).values_list(
        "interaction_id", "client_id"
    ):
        clients.setdefault(number, []).append(client)
    own, found = own_addresses(), dict[int, list[tuple[Letter, int | None]]]()
    for row in kept.values():
        entry = row.interaction
        letter = Letter(from_json(row.event), entry.happened_at, bytes(entry.source_key))
        if entry.connection.owner_client_id is not None and not _names_us(letter, own):
            continue
        for client in clients.get(entry.pk, ()):
            found.setdefault(client, []).append((letter, entry.connection.owner_member_id))
    return found


def _names_us(letter: Letter, own: frozenset[str]) -> bool:
    organizer = letter.event.organizer
    named = {one.address for one in letter.event.guests} | ({organizer.address} if organizer else set())
    return not own.isdisjoint(named)


def own_addresses() -> frozenset[str]:
    ours = OwnAddress.objects.filter(connection__owner_client=None).values_list("address", flat=True)
    members = Member.objects.exclude(email="").values_list("email", flat=True)
    return frozenset(one.lower() for one in (*ours, *members))


def _occurrences(letters: Sequence[tuple[Letter, int | None]], *, now: datetime) -> dict[str, Occurrence]:
    some = [letter for letter, _ in letters]
    return occurrences(some, here=zone_here(), own=own_addresses(), until=now + FORESEEN)


@dataclass(frozen=True, slots=True)
class _Whose:
    """To whose mailbox the letters came, and when the first was written."""

    member_id: int | None
    first_at: datetime


def _reconcile(uid: str, *, now: datetime) -> None:
    wanted: dict[tuple[str, int], tuple[Occurrence, _Whose]] = {}
    for client, letters in _letters(uid).items():
        newest_first = sorted(letters, key=lambda pair: pair[0].order, reverse=True)
        first_at = min(letter.written_at for letter, _ in letters)
        whose = _Whose(next((member for _, member in newest_first if member), None), first_at)
        for name, one in _occurrences(letters, now=now).items():
            wanted[event_name(uid, name), client] = (one, whose)
    rows = list(Appointment.objects.select_for_update().filter(uid=uid, origin=Origin.INVITATION))
    known = {(row.event, row.client_id): row for row in rows}
    left = [row for place, row in known.items() if place not in wanted]
    for (event, client), (one, whose) in sorted(wanted.items(), key=lambda item: item[0]):
        row = known.get((event, client)) or _moved(left, event, client)
        _keep(row or Appointment(uid=uid, event=event, client_id=client), one, whose)
    for row in left:
        if row.state != State.GONE:
            row.state = State.GONE
            row.save(update_fields=["state"])
            take(row)
            tell(row)


def _moved(left: list[Appointment], event: str, client: int) -> Appointment | None:
    """The letters were filed elsewhere: its appointment, and what was said of it, moves along."""
    row = next((one for one in left if one.event == event), None)
    if row is not None:
        left.remove(row)
        row.client_id = client
    return row


def _keep(row: Appointment, one: Occurrence, whose: _Whose) -> None:
    stands = standing(steps_of(row) if row.pk else (), invited=one.invited)
    if stands is None:
        return
    before = _values(row) if row.pk else None
    lay_into(row, stands)
    row.key = key_of(row.event, row.client_id)
    row.origin, row.sequence, row.invited_by = Origin.INVITATION, one.sequence, one.key
    row.answers = [list(answer) for answer in one.answers]
    row.member_id, row.made_at = whose.member_id, whose.first_at
    if before != _values(row):
        row.save()
        take(row)
        tell(row)


def _values(row: Appointment) -> dict[str, object]:
    values = {field.attname: getattr(row, field.attname) for field in Appointment._meta.concrete_fields}
    return values | {"invited_by": bytes(row.invited_by) if row.invited_by else None}


def _note_answers(row: Appointment, letters: dict[int, list[tuple[Letter, int | None]]]) -> None:
    """To what was planned here only the client it was planned with can answer."""
    heard = sorted((letter for letter, _ in letters.get(row.client_id, ())), key=lambda one: one.order)
    answers = [list(answer) for answer in answers_of(heard, own_addresses())]
    if answers != row.answers:
        Appointment.objects.filter(pk=row.pk).update(answers=answers)
        tell(row)
