"""Names of events in; their appointments made, changed, moved to another client or gone, as their letters say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import QuerySet
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.connections.models import OwnAddress
from alongside.diary.invitations import Letter, Occurrence, answers_of, occurrences
from alongside.diary.keeping import event_name, from_json, key_of
from alongside.diary.models import Appointment, Invitation, Origin, Said, State
from alongside.diary.rules import Invited, Step, standing
from alongside.diary.settling import lay_into
from alongside.diary.taking import take
from alongside.diary.told import tell, tell_all, tell_change
from alongside.timeline.database import hold_intake, in_chunks, let_others_write
from alongside.timeline.models import Filing, Proof

# What repeats for ever is foreseen for so long, and further every day.
FORESEEN = timedelta(days=120)
# So many are written in one transaction: somebody else may be waiting.
_AT_ONCE = 10

Letters = dict[int, list[tuple[Letter, int | None]]]


def reconcile(uids: Iterable[str], *, now: datetime) -> None:
    """Within a transaction."""
    for uid in uids:
        made_here = _made_here(uid)
        if made_here is not None:
            _note_answers(made_here, _letters(uid))
        else:
            plan = _plan(uid, now=now)
            _write(plan, plan.events)


def reconcile_in_turn(uid: str, *, now: datetime) -> None:
    """The same in transactions of its own, all of them short: what repeats is many rows."""
    while not _is_level(uid, now=now):
        # A letter was filed elsewhere, or erased, between two of them.
        pass


def _is_level(uid: str, *, now: datetime) -> bool:
    """Planned first, then written as long as the letters are those that it was planned by; False if they are not."""
    if _made_here(uid) is not None:
        with transaction.atomic():
            hold_intake()
            reconcile([uid], now=now)
        return True
    plan = _plan(uid, now=now)
    for events in in_chunks(_differing(plan), _AT_ONCE):
        start = monotonic()
        with transaction.atomic():
            hold_intake()
            is_same = _letters(uid) == plan.letters
            if is_same:
                _write(plan, events)
        let_others_write(monotonic() - start)
        if not is_same:
            return False
    return True


def _made_here(uid: str) -> Appointment | None:
    return Appointment.objects.filter(uid=uid).exclude(origin=Origin.INVITATION).first()


def foresee(*, now: datetime) -> None:
    """Once a day: what repeats is foreseen a day further."""
    uids = Invitation.objects.filter(repeats=True).values_list("uid", flat=True).distinct()
    for uid in sorted(uids):
        reconcile_in_turn(uid, now=now)


def invited_of(row: Appointment, *, now: datetime) -> Invited | None:
    """What the letters about it say now; None for what was planned here, or where they say nothing any more."""
    if row.origin != Origin.INVITATION:
        return None
    letters = _letters(row.uid).get(row.client_id, [])
    found = _occurrences(row.uid, letters, known=frozenset((row.event,)), now=now)
    one = next((one for name, one in found.items() if event_name(row.uid, name) == row.event), None)
    return one.invited if one is not None else None


def _letters(uid: str) -> Letters:
    """By client the letters about an event, each with the member whose mailbox it came to.

    Of what a forged sender wrote, or a member keeps to herself, nothing is planned; and of a client's own
    mailbox only what one of us is asked to.
    """
    rows = Invitation.objects.filter(uid=uid, interaction__private_to=None)
    rows = rows.exclude(interaction__proof=Proof.DOUBTFUL).select_related("interaction__connection")
    kept = {row.pk: row for row in rows.order_by("pk")}
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


def _occurrences(
    uid: str, letters: Sequence[tuple[Letter, int | None]], *, known: frozenset[str], now: datetime
) -> dict[str, Occurrence]:
    """`known`: events that have an appointment, which stays level however long ago it was."""
    some = [letter for letter, _ in letters]
    return occurrences(
        some,
        here=zone_here(),
        own=own_addresses(),
        until=now + FORESEEN,
        besides=lambda name: event_name(uid, name) in known,
    )


class _Whose(Struct, frozen=True):
    """To whose mailbox the letters came, and when the first was written."""

    member_id: int | None
    first_at: datetime


class _Plan(Struct, frozen=True):
    """What the letters of an event come to, by the name of each time it takes place and by client."""

    uid: str
    letters: Letters
    wanted: dict[str, dict[int, tuple[Occurrence, _Whose]]]
    events: tuple[str, ...]


def _plan(uid: str, *, now: datetime) -> _Plan:
    letters_of = _letters(uid)
    known = frozenset(_rows(uid).values_list("event", flat=True))
    wanted: dict[str, dict[int, tuple[Occurrence, _Whose]]] = {}
    for client, letters in letters_of.items():
        newest_first = sorted(letters, key=lambda pair: pair[0].order, reverse=True)
        first_at = min(letter.written_at for letter, _ in letters)
        whose = _Whose(next((member for _, member in newest_first if member), None), first_at)
        for name, one in _occurrences(uid, letters, known=known, now=now).items():
            wanted.setdefault(event_name(uid, name), {})[client] = (one, whose)
    return _Plan(uid, letters_of, wanted, tuple(sorted(known | wanted.keys())))


def _rows(uid: str) -> QuerySet[Appointment]:
    return Appointment.objects.filter(uid=uid, origin=Origin.INVITATION)


def _differing(plan: _Plan) -> list[str]:
    """Events of which a row has to be written; of what is foreseen a day further they are few."""
    return sorted({row.event for row, before in _laid(plan, list(_rows(plan.uid))) if before != _values(row)})


def _write(plan: _Plan, events: Sequence[str]) -> None:
    for chunk in in_chunks(events):
        rows = list(_rows(plan.uid).select_for_update().filter(event__in=chunk))
        changed = [(row, before) for row, before in _laid(plan, rows, events=chunk) if before != _values(row)]
        known = {row.pk for row in rows}
        Appointment.objects.bulk_create(row for row, _ in changed if row.pk not in known)
        for row, before in changed:
            if row.pk in known:
                row.save()
            take(row)
            if before is not None:
                tell_change(row, before)
        tell_all([row for row, _ in changed])


def _laid(
    plan: _Plan, rows: Sequence[Appointment], *, events: Iterable[str] | None = None
) -> Iterator[tuple[Appointment, dict[str, object] | None]]:
    """Every row as it should stand, with what it was before: None for one that is new."""
    steps = _steps_of(rows)
    before = {row.pk: _values(row) for row in rows}
    known = {(row.event, row.client_id): row for row in rows}
    places = [
        (event, client) for event in events or plan.events for client in sorted(plan.wanted.get(event, ()))
    ]
    wanted = frozenset(places)
    left = [row for place, row in known.items() if place not in wanted]
    for event, client in places:
        row = known.get((event, client)) or _moved(left, event, client)
        row = row or Appointment(uid=plan.uid, event=event, client_id=client)
        if _lay(row, *plan.wanted[event][client], steps.get(row.pk, [])):
            yield row, before.get(row.pk)
    for row in left:
        row.state = State.GONE
        yield row, before[row.pk]


def _steps_of(rows: Sequence[Appointment]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {}
    for chunk in in_chunks(row.pk for row in rows):
        said = Said.objects.filter(appointment__in=chunk).order_by("id")
        for number, *step in said.values_list("appointment_id", "word", "said_at", "facts"):
            found.setdefault(number, []).append(Step(*step))
    return found


def _moved(left: list[Appointment], event: str, client: int) -> Appointment | None:
    """The letters were filed elsewhere: its appointment, and what was said of it, moves along."""
    row = next((one for one in left if one.event == event), None)
    if row is not None:
        left.remove(row)
        row.client_id = client
    return row


def _lay(row: Appointment, one: Occurrence, whose: _Whose, steps: Iterable[Step]) -> bool:
    """False where nothing stands."""
    stands = standing(steps, invited=one.invited)
    if stands is None:
        return False
    lay_into(row, stands)
    row.key = key_of(row.event, row.client_id)
    row.origin, row.sequence, row.invited_by = Origin.INVITATION, one.sequence, one.key
    row.answers = [list(answer) for answer in one.answers]
    row.member_id, row.made_at = whose.member_id, whose.first_at
    return True


def _values(row: Appointment) -> dict[str, object]:
    values = {field.attname: getattr(row, field.attname) for field in Appointment._meta.concrete_fields}
    return values | {"invited_by": bytes(row.invited_by) if row.invited_by else None}


def _note_answers(row: Appointment, letters: Letters) -> None:
    """To what was planned here only the client it was planned with can answer."""
    heard = sorted((letter for letter, _ in letters.get(row.client_id, ())), key=lambda one: one.order)
    answers = [list(answer) for answer in answers_of(heard, own_addresses())]
    if answers != row.answers:
        Appointment.objects.filter(pk=row.pk).update(answers=answers)
        tell(row)
