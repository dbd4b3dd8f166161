"""What a call was, said by its member: its notes closed, one entry of the client's story made of them.

First one statement says what it was and closes the notes; what follows is made of that alone. So pressed twice, or
killed anywhere in between, it is one entry, and `finish_all` brings in what was cut short.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.calls.actions import cleaned_people, put_lines, take_back_lines
from alongside.calls.errors import CallsError, NotThere
from alongside.calls.making import (
    finish_each,
    held_for_making,
    open_in_diary,
    private_note,
    take_back_all,
    tell_diary,
)
from alongside.calls.marking import mark_promises
from alongside.calls.models import Call, State
from alongside.calls.queries import find_call, home_of, length_of, spans_of
from alongside.calls.rules import LONGEST_MINUTES, questions_in, written
from alongside.channels.hand.parse import Somebody
from alongside.clients.models import Client
from alongside.clients.queries import sees_client
from alongside.diary.rules import kind_of
from alongside.intake.by_hand import CannotWriteDownError, Wanted, write_down
from alongside.promises.following import handle as find_promises
from alongside.rooms.actions import end_room
from alongside.timeline.database import hold_intake

_PRIVATE = UUID("8f6a3c55-3f0e-4b9a-9d1c-4f5f0c7f5a11")
_CAME_ABOUT = (State.HELD,)
_DID_NOT = (State.MISSED, State.DECLINED, State.FAILED)
OUTCOMES = (*_CAME_ABOUT, *_DID_NOT, State.NOT_HELD)


class Outcome(Struct, frozen=True):
    """What she says of it. `minutes` None: as it was timed, or not known. `direction`: who rang."""

    state: str
    minutes: int | None = None
    people: tuple[tuple[str, str], ...] = ()
    direction: str = "out"
    answers: int | None = None


def keep(member: Member, number: int, outcome: Outcome, *, now: datetime) -> Call:
    """Say what it was; what was said already holds. Raises CallsError."""
    call = find_call(member, number)
    if call.kept_at is None:
        _close(call, outcome, now)
        call = find_call(member, number)
    return finish(call)


def _close(call: Call, outcome: Outcome, now: datetime) -> None:
    if outcome.state not in OUTCOMES:
        raise CallsError("Say whether it took place. Nothing is lost: your notes are kept as they are.")
    minutes = outcome.minutes if outcome.minutes is not None else length_of(call, now=now)
    if minutes is not None and not 0 < minutes <= LONGEST_MINUTES:
        raise CallsError("Minutes are a number between 1 and 10,080, which is a week.")
    with transaction.atomic():
        closed = Call.objects.filter(pk=call.pk, kept_at=None).update(
            state=outcome.state,
            minutes=minutes if outcome.state == State.HELD else None,
            people=cleaned_people(outcome.people),
            direction="in" if outcome.direction == "in" else "out",
            answers=outcome.answers if outcome.state == State.HELD else None,
            kept_at=now,
        )
        if closed:
            call.spans.filter(ended_at=None).update(ended_at=now)
            if call.room is not None:
                # Its links open nothing from now on.
                end_room(call.room, now=now)


def finish(call: Call) -> Call:
    """Make of a closed call what is still to be made of it."""
    if call.is_made:
        return call
    member, client = call.member, Client.objects.get(pk=home_of(call))
    if not sees_client(member, client.pk):
        raise NotThere
    entry = private = None
    try:
        if call.state != State.NOT_HELD:
            entry = write_down(member, client, _entry(call))
        private = _write_private(member, client, call)
    except CannotWriteDownError as error:
        raise CallsError(str(error)) from error
    _make(call, client.pk, entry, private)
    call.refresh_from_db()
    return call


def _make(call: Call, client_id: int, entry: int | None, private: int | None) -> None:
    """All that follows and the mark that it was made, in one; after it nothing is made a second time."""
    rows = Call.objects.filter(pk=call.pk, identity=call.identity)
    with held_for_making(rows, call.member, entry, private) as row:
        if row is not None and not row.is_made:
            _follow(call.member, client_id, call, entry)
            rows.update(entry=entry, private_entry=private, is_made=True)


def _follow(member: Member, client_id: int, call: Call, entry: int | None) -> None:
    """What follows from its notes: promises, what is to be asked next time, a planned call that took place."""
    now = call.kept_at or call.made_at
    if entry is not None:
        find_promises([entry])
        mark_promises(member, call.said, entry, now=now)
    put_lines(member, client_id, questions_in(call.said), now=now)
    tell_diary(member, call.appointment_id, call.identity, is_held=call.state == State.HELD, now=now)


def _entry(call: Call) -> Wanted:
    began_at, ended_at = _times(call)
    is_held = call.state == State.HELD
    return Wanted(
        id=call.identity,
        kind=kind_of(call.way) if is_held else "call",
        happened_at=began_at,
        ended_at=ended_at,
        direction=call.direction,
        who=tuple(Somebody(name, address) for name, address in call.people),
        text=written(call.said).text,
        answers=call.answers,
        outcome="" if is_held else call.state,
    )


def _times(call: Call) -> tuple[datetime, datetime | None]:
    """When it began, and when it would have ended without the time between its halves."""
    kept_at = call.kept_at or call.changed_at
    spans, length = spans_of(call), timedelta(minutes=call.minutes or 0)
    if spans:
        began_at = spans[0][0]
    elif call.appointment is not None and call.appointment.starts_at <= kept_at:
        began_at = call.appointment.starts_at
    else:
        began_at = kept_at - length
    began_at = began_at.replace(microsecond=0)
    if call.state != State.HELD:
        return began_at, began_at
    return began_at, began_at + length if call.minutes else None


def _write_private(member: Member, client: Client, call: Call) -> int | None:
    """What is hers alone, as a note of its own."""
    note = private_note(call.said, name=uuid5(_PRIVATE, call.identity), happened_at=_times(call)[0])
    return write_down(member, client, note) if note is not None else None


def finish_all(*, now: datetime) -> int:
    """Calls of which something is still to be made, because making it was cut short."""
    rows = Call.objects.filter(is_made=False).select_related("member", "client", "appointment")
    return finish_each(rows, "kept_at", finish, error=CallsError, now=now)


def reopen(member: Member, number: int, *, now: datetime) -> Call:
    """Undoes `keep`: the entry goes, and the notes can be written again."""
    call = find_call(member, number)
    # All of it or nothing: an entry that is gone must not stand as made.
    with transaction.atomic():
        hold_intake()
        row = Call.objects.select_for_update().get(pk=call.pk)
        if row.kept_at is not None:
            take_back_all(member, row.entry, row.private_entry)
            take_back_lines(member, home_of(row), questions_in(row.said), put_at=row.kept_at)
            # What was erased never comes back under its old name.
            Call.objects.filter(pk=row.pk).update(
                state=State.OVER,
                identity=uuid4().hex,
                is_made=False,
                **dict.fromkeys(("kept_at", "entry", "private_entry", "tried_at")),
            )
            open_in_diary(member, row.appointment_id, now=now)
    call.refresh_from_db()
    return call
