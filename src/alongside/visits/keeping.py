"""How a visit was, said by its member: its notes closed, one entry of the client's story made of them.

As calls do it: one statement says what it was and closes the notes, what follows is made of that alone. So pressed
twice, or killed anywhere in between, it is one entry, and `finish_all` brings in what was cut short.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from msgspec import Struct, field

from alongside.accounts.models import Member
from alongside.calls.actions import cleaned_people, put_lines, take_back_lines
from alongside.calls.making import (
    finish_each,
    held_for_making,
    open_in_diary,
    private_note,
    take_back_all,
    tell_diary,
)
from alongside.calls.marking import mark_promises
from alongside.calls.rules import questions_in, written
from alongside.channels.hand.parse import Somebody
from alongside.clients.models import Client
from alongside.clients.queries import sees_client
from alongside.intake.by_hand import CannotWriteDownError, Wanted, write_down
from alongside.promises.following import handle as find_promises
from alongside.timeline.database import hold_intake
from alongside.visits.errors import NotThere, VisitsError
from alongside.visits.models import Cost, Receipt, State, Visit
from alongside.visits.queries import find_visit, home_of, notes_of, times_of
from alongside.visits.rules import appended, words_of
from alongside.visits.support import forget_ratings, tell_support

RECEIPTS_STAY = timedelta(days=1)
LONGEST_MINUTES = 31 * 24 * 60
_PRIVATE = UUID("c4a6f8b2-5e1d-4c57-9b3a-7d20f1e6a934")


class Outcome(Struct, frozen=True):
    """What she says of it. `minutes` None: as it was planned. `costs`: those that count."""

    state: str
    minutes: int | None = None
    people: tuple[tuple[str, str], ...] = ()
    costs: Collection[int] = ()
    ratings: Mapping[int, int] = field(default_factory=dict)


def keep(member: Member, number: int, outcome: Outcome, *, now: datetime) -> Visit:
    """Say what it was; what was said already holds. Raises VisitsError."""
    visit = find_visit(member, number)
    if visit.kept_at is None:
        _close(visit, outcome, now)
        visit = find_visit(member, number)
    return finish(visit)


def _close(visit: Visit, outcome: Outcome, now: datetime) -> None:
    if outcome.state not in (State.HELD, State.NOT_HELD):
        raise VisitsError("Say whether it took place. Nothing is lost: your notes are kept as they are.")
    if outcome.minutes is not None and not 0 < outcome.minutes <= LONGEST_MINUTES:
        raise VisitsError("How long it took is a number of minutes, at most a month. Nothing is lost.")
    is_held = outcome.state == State.HELD
    if is_held and times_of(visit)[0] > now:
        raise VisitsError("This visit has not begun yet. Nothing is lost: your notes are kept as they are.")
    with transaction.atomic():
        closed = Visit.objects.filter(pk=visit.pk, kept_at=None).update(
            state=outcome.state,
            minutes=outcome.minutes if is_held else None,
            people=cleaned_people(outcome.people),
            ratings={str(one): stars for one, stars in outcome.ratings.items()} if is_held else {},
            kept_at=now,
        )
        if closed:
            mine = Cost.objects.filter(visit=visit, removed_at=None)
            mine.filter(pk__in=list(outcome.costs)).update(confirmed_at=now)


def finish(visit: Visit) -> Visit:
    """Make of a closed visit what is still to be made of it."""
    if visit.is_made:
        return visit
    member, client = visit.member, Client.objects.get(pk=home_of(visit))
    if not sees_client(member, client.pk):
        raise NotThere
    entry = None
    try:
        if visit.state == State.HELD:
            entry = write_down(member, client, _entry(visit))
        private = _write_private(member, client, visit)
    except CannotWriteDownError as error:
        raise VisitsError(str(error)) from error
    _make(visit, client.pk, entry, private)
    visit.refresh_from_db()
    return visit


def _make(visit: Visit, client_id: int, entry: int | None, private: int | None) -> None:
    """All that follows and the mark that it was made, in one; after it nothing is made a second time."""
    rows = Visit.objects.filter(pk=visit.pk, identity=visit.identity)
    with held_for_making(rows, visit.member, entry, private) as row:
        if row is not None and not row.is_made:
            _follow(visit.member, client_id, visit, entry)
            rows.update(entry=entry, private_entry=private, is_made=True)


def _follow(member: Member, client_id: int, visit: Visit, entry: int | None) -> None:
    """What follows from its notes: promises, what is to be asked next time, a planned visit that took place."""
    words, now = words_of(notes_of(visit)), _kept_at(visit)
    if entry is not None:
        find_promises([entry])
        mark_promises(member, words, entry, now=now)
        tell_support(member, visit, client_id, now=now)
    put_lines(member, client_id, questions_in(words), now=now)
    tell_diary(member, visit.appointment_id, visit.identity, is_held=visit.state == State.HELD, now=now)


def _kept_at(visit: Visit) -> datetime:
    return visit.kept_at or visit.changed_at


def _entry(visit: Visit) -> Wanted:
    began_at, ended_at = _times(visit)
    return Wanted(
        id=visit.identity,
        kind="visit",
        happened_at=began_at,
        ended_at=ended_at,
        direction="out",
        who=tuple(Somebody(name, address) for name, address in visit.people),
        place=visit.appointment.place if visit.appointment is not None else "",
        text=written(words_of(notes_of(visit))).text or visit.why,
    )


def _times(visit: Visit) -> tuple[datetime, datetime]:
    begins, ends = times_of(visit)
    begins = begins.replace(microsecond=0)
    return begins, begins + timedelta(minutes=visit.minutes) if visit.minutes else ends.replace(microsecond=0)


def _write_private(member: Member, client: Client, visit: Visit) -> int | None:
    """What is hers alone, as a note of its own."""
    name, words = uuid5(_PRIVATE, visit.identity), words_of(notes_of(visit))
    note = private_note(words, name=name, happened_at=_times(visit)[0])
    return write_down(member, client, note) if note is not None else None


def finish_all(*, now: datetime) -> int:
    """Visits of which something is still to be made, because making it was cut short."""
    rows = Visit.objects.filter(is_made=False).select_related("member", "client", "appointment")
    return finish_each(rows, "kept_at", finish, error=VisitsError, now=now)


def forget_receipts(*, now: datetime) -> None:
    """What was taken out goes with its bytes once nobody can be about to take that back."""
    Receipt.objects.filter(removed_at__lt=now - RECEIPTS_STAY).delete()


def reopen(member: Member, number: int, *, now: datetime) -> Visit:
    """Undoes `keep`: the entry goes, and the notes can be written again, with what cards brought since."""
    visit = find_visit(member, number)
    # All of it or nothing: an entry that is gone must not stand as made.
    with transaction.atomic():
        hold_intake()
        row = Visit.objects.select_for_update().get(pk=visit.pk)
        if row.kept_at is not None:
            take_back_all(member, row.entry, row.private_entry)
            asked = questions_in(words_of(notes_of(row)))
            take_back_lines(member, home_of(row), asked, put_at=row.kept_at)
            # What was erased never comes back under its old name.
            Visit.objects.filter(pk=row.pk).update(
                state=State.PLANNED,
                identity=uuid4().hex,
                is_made=False,
                said=appended(row.said, row.later) if row.later else row.said,
                later="",
                revision=row.revision + 1,
                **dict.fromkeys(("kept_at", "entry", "private_entry", "tried_at")),
            )
            Cost.objects.filter(visit=row).update(confirmed_at=None)
            forget_ratings(member, row)
            open_in_diary(member, row.appointment_id, now=now)
    visit.refresh_from_db()
    return visit
