"""Talks by day in, what to say of them out. Pure. There is no score: only who, how long, and since when nobody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

Works = Callable[[date], bool]
# Working days with nobody: from this many on it is a quiet spell.
QUIET_SPELL_DAYS = 2


def is_weekday(on: date) -> bool:
    return on.weekday() < 5


class Heard(Struct, frozen=True):
    """One talk: with whom, on which day. `minutes` None: nobody noted how long."""

    on: date
    who: str
    by: str
    minutes: int | None


class DayHeard(Struct, frozen=True):
    """A day, and who was spoken with on it."""

    on: date
    talks: tuple[Heard, ...]

    @property
    def minutes(self) -> int:
        return sum(talk.minutes or 0 for talk in self.talks)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(talk.who for talk in self.talks))


def by_day(talks: Iterable[Heard], *, since: date, until: date) -> list[DayHeard]:
    """Every day of the span, the newest first, those with nobody included."""
    found: dict[date, list[Heard]] = {}
    for talk in talks:
        found.setdefault(talk.on, []).append(talk)
    days = [until - timedelta(days=back) for back in range((until - since).days + 1)]
    return [DayHeard(on, tuple(found.get(on, ()))) for on in days]


def longest_gap(days: Sequence[DayHeard]) -> tuple[date, date] | None:
    """The longest run of days with nobody among these; None when there is none, or nobody was spoken with at all."""
    heard = sorted(day.on for day in days if day.talks)
    if not heard:
        return None
    first, last = min(day.on for day in days), max(day.on for day in days)
    ends = [first - timedelta(days=1), *heard, last + timedelta(days=1)]
    gaps = [(later - earlier, earlier, later) for earlier, later in pairwise(ends)]
    length, earlier, later = max(gaps, key=lambda gap: (gap[0], gap[1]))
    if length <= timedelta(days=1):
        return None
    return earlier + timedelta(days=1), later - timedelta(days=1)


def quiet_spell(days: Collection[DayHeard], *, today: date, works: Works = is_weekday) -> int:
    """Working days in a row, before today, with nobody; 0 when she spoke with somebody today."""
    heard = {day.on for day in days if day.talks}
    if today in heard:
        return 0
    quiet = 0
    for day in sorted(days, key=lambda day: day.on, reverse=True):
        if day.on >= today:
            continue
        if day.on in heard:
            break
        quiet += works(day.on)
    return quiet


def last_quiet_day(
    days: Iterable[DayHeard], *, today: date, within: int = 7, works: Works = is_weekday
) -> date | None:
    """The newest working day of the past week on which she spoke with nobody."""
    begin = today - timedelta(days=within)
    return max(
        (day.on for day in days if begin < day.on < today and works(day.on) and not day.talks),
        default=None,
    )
