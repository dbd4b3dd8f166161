"""What was said in a conversation and what was decided about it in, who waits for whom since when out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from statistics import median
from typing import Literal, NamedTuple

from msgspec import Struct

Heap = Literal["theirs", "quiet", "ours"]
# Talking to each other answers both.
TALKS = frozenset({"call", "meeting", "visit"})


class Said(NamedTuple):
    """An entry that counts: said by a person, not forged, nobody's alone. `key` is its source key.

    `is_missed`: they rang and nobody took it, which asks to be rung back.
    """

    number: int
    key: bytes
    at: datetime
    is_mine: bool
    is_talk: bool = False
    is_missed: bool = False


class Judged(NamedTuple):
    """`why`: asks, trouble, tells or closes; `words`: the sentence that asks."""

    why: str
    words: str = ""


class Decided(Struct, frozen=True):
    """The newest decision about one entry: done with, or hidden until a time; both for what was said until then."""

    key: bytes
    through_at: datetime
    hidden_until: datetime | None


class Standing(Struct, frozen=True):
    heap: Heap
    first: Said
    why: str
    words: str
    until: datetime
    hidden_until: datetime | None

    @property
    def fresh_at(self) -> datetime:
        return max(self.until, self.hidden_until or self.until)


Judge = Callable[[Said], Judged]


def counts(*, kind: str, nature: str, proof: str, was_missed: bool = False, is_mine: bool = True) -> bool:
    """Whether an entry can open or close: no machine's letter, no forged one, no note, no call of ours that nobody
    took (`was_missed`: it ended as it began). One of theirs opens."""
    if kind == "note" or nature not in ("personal", "colleague") or proof == "doubtful":
        return False
    return not (was_missed and is_mine)


def unanswered(said: Iterable[Said]) -> list[Said]:
    """What one side said last, oldest first; nothing when the last was a talk. Order of arrival plays no part."""
    ordered = sorted(said, key=lambda one: (one.at, one.key), reverse=True)
    if not ordered or ordered[0].is_talk:
        return []
    is_mine = ordered[0].is_mine
    run = list(takewhile(lambda one: one.is_mine == is_mine and not one.is_talk, ordered))
    run.reverse()
    return run


def stand(run: Sequence[Said], decided: Sequence[Decided], judge: Judge) -> Standing | None:
    """Who waits at the end of a conversation. `run` as `unanswered` gives it; judged from its first entry on."""
    keys = {one.key for one in run}
    ours = [one for one in decided if one.key in keys]
    done = [one.through_at for one in ours if one.hidden_until is None]
    rest = [one for one in run if not done or one.at > max(done)]
    judged = [(one, judge(one)) for one in rest]
    found = _first(judged, is_mine=bool(run) and run[0].is_mine)
    if found is None:
        return None
    heap, first, why, words = found
    hidden = _hidden(ours, judged)
    return Standing(heap, first, why, words, rest[-1].at, hidden)


def _first(judged: Sequence[tuple[Said, Judged]], *, is_mine: bool) -> tuple[Heap, Said, str, str] | None:
    """Mine waits where it asks; theirs where it asks or is in trouble, quietly where it tells."""
    wanted = {"asks"} if is_mine else {"asks", "trouble"}
    for one, (why, words) in judged:
        if why in wanted:
            return ("ours" if is_mine else "theirs"), one, why, words
    # Thanks after what only told close it.
    if is_mine or not judged or judged[-1][1].why == "closes":
        return None
    one, (why, words) = next((one, seen) for one, seen in judged if seen.why == "tells")
    return "quiet", one, why, words


def _hidden(decided: Sequence[Decided], judged: Sequence[tuple[Said, Judged]]) -> datetime | None:
    """Until when it is put off; a later question ends that, thanks do not."""
    later = [one for one in decided if one.hidden_until is not None]
    if not later:
        return None
    last = max(later, key=lambda one: (one.through_at, one.hidden_until or one.through_at))
    asked = any(one.at > last.through_at and seen.why in ("asks", "trouble") for one, seen in judged)
    return None if asked else last.hidden_until


MOST_OF_A_RUN = 3


def turns(said: Iterable[Said]) -> list[tuple[list[Said], Said]]:
    """What they said in one go, and what answered it; a few letters of each go."""
    found: list[tuple[list[Said], Said]] = []
    run: list[Said] = []
    for one in sorted(said, key=lambda one: (one.at, one.key)):
        if not one.is_mine and not one.is_talk:
            run.append(one)
        elif run:
            found.append((run[:MOST_OF_A_RUN], one))
            run = []
    return found


def first_question(run: Sequence[Said], judge: Judge) -> Said | None:
    return next((one for one in run if judge(one).why in ("asks", "trouble")), None)


class Kept(NamedTuple):
    """Of the questions that were asked in a month: how many were answered in time; `middle`: their median wait."""

    answered: int
    in_time: int | None
    middle: timedelta


def kept(waits: Sequence[timedelta], target: timedelta | None) -> Kept:
    """`waits` is not empty."""
    in_time = sum(one <= target for one in waits) if target is not None else None
    seconds = median(one.total_seconds() for one in waits)
    return Kept(len(waits), in_time, timedelta(seconds=seconds))
