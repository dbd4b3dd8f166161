"""A client's entries in, its contact days out: pure, and the same whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from alongside.lib.working_time import worked
from alongside.message import FACE_KINDS, VOICE_KINDS, WRITTEN_KINDS
from alongside.rhythm.rules import DayFacts

# What is answered later than this was not an answer any more, but a new beginning.
LONGEST_ANSWER = timedelta(days=30)


class Said(Struct, frozen=True):
    """One thing said with a client. `key` puts what was said at the same moment into an order."""

    at: datetime
    key: bytes
    kind: str
    is_incoming: bool
    thread_id: int | None
    ended_at: datetime | None = None


class _Turn(Struct):
    """Whose turn a conversation was last, and since when the other has been waiting."""

    is_incoming: bool
    since: datetime


def kind_of(kind: str) -> str | None:
    """By voice, face to face, in writing; None for what is said to nobody."""
    if kind in VOICE_KINDS:
        return "voice"
    if kind in FACE_KINDS:
        return "face"
    return "written" if kind in WRITTEN_KINDS else None


def tally(said: Iterable[Said], *, zone: tzinfo) -> list[DayFacts]:
    """Contact days, the oldest first. A call of no length was missed, and is no contact."""
    days: dict[tuple[date, str], DayFacts] = {}
    turns: dict[int | str, _Turn] = {}
    for one in sorted(said, key=lambda one: (one.at, one.key)):
        kind = kind_of(one.kind)
        if kind is None or (kind == "voice" and one.ended_at == one.at):
            continue
        on = one.at.astimezone(zone).date()
        day = days.setdefault((on, kind), DayFacts(on, kind))
        if one.is_incoming:
            day.incoming += 1
        else:
            day.outgoing += 1
        if one.ended_at is not None and one.ended_at > one.at:
            day.lengths.append(max(1, round((one.ended_at - one.at).total_seconds() / 60)))
        if kind == "written":
            _take_turn(day, one, turns, zone=zone)
    for day in days.values():
        for values in (day.lengths, day.their_answers, day.our_answers):
            values.sort()
    return [days[key] for key in sorted(days)]


def _take_turn(day: DayFacts, one: Said, turns: dict[int | str, _Turn], *, zone: tzinfo) -> None:
    """Counts a beginning or an answer; an answer takes from the first thing that was left unanswered."""
    key = one.thread_id if one.thread_id is not None else one.kind
    turn = turns.get(key)
    if turn is None or one.at - turn.since > LONGEST_ANSWER:
        if one.is_incoming:
            day.begun_in += 1
        else:
            day.begun_out += 1
        turns[key] = _Turn(one.is_incoming, one.at)
    elif turn.is_incoming != one.is_incoming:
        took = int(worked(turn.since, one.at, zone=zone).total_seconds())
        (day.their_answers if one.is_incoming else day.our_answers).append(took)
        turns[key] = _Turn(one.is_incoming, one.at)
