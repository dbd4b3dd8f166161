"""Worked spans in; minutes by day, rounded as a client's statements are, out. Pure: plain values, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from msgspec import Struct

STEPS = (0, 5, 6, 10, 15, 30)
Way = Literal["up", "nearest"]
Per = Literal["entry", "day"]


class Rounding(Struct, frozen=True):
    """How a client's statements round. `step` in minutes; 0: they do not."""

    step: int = 0
    way: Way = "up"
    per: Per = "entry"

    def of(self, minutes: int) -> int:
        """Half a step goes up."""
        if self.step <= 1:
            return minutes
        more = self.step - 1 if self.way == "up" else self.step // 2
        return (minutes + more) // self.step * self.step


class Part(Struct, frozen=True):
    """What of an entry belongs to one day: `minutes` as worked, `stated` as the client is told."""

    entry: int
    on: date
    minutes: int
    stated: int = 0


def whole_minutes(seconds: float) -> int:
    """Half a minute counts as one; a thing that was begun as at least one."""
    return max(1, int((seconds + 30) // 60))


def by_day(started_at: datetime, ended_at: datetime, zone: tzinfo) -> list[tuple[date, int]]:
    """Minutes of a span on each day of `zone`; together they are what the whole span is, to the minute.

    Time that passed, not what clocks showed: over the night on which they change it is an hour more or less.
    """
    total = whole_minutes((ended_at - started_at).total_seconds())
    on, last = started_at.astimezone(zone).date(), ended_at.astimezone(zone).date()
    found: list[tuple[date, int]] = []
    before = 0
    while on < last:
        seconds = (_midnight(on + timedelta(days=1), zone) - started_at).total_seconds()
        until = min(total, int((seconds + 30) // 60))
        if until > before:
            found.append((on, until - before))
        before, on = until, on + timedelta(days=1)
    return [*found, (last, total - before)] if total > before else found


def _midnight(on: date, zone: tzinfo) -> datetime:
    """In UTC, since within one zone Python subtracts what clocks show (PEP 495)."""
    return datetime.combine(on, time(), zone).astimezone(UTC)


def stated(parts: Iterable[Part], rounding: Rounding) -> list[Part]:
    """The same parts with what a statement says of each, so that all sums of them are right.

    An entry, or a day, is rounded as a whole; its parts take their minutes in order, and the last takes what is left.
    """
    ordered = sorted(
        parts, key=lambda one: (one.on, one.entry) if rounding.per == "day" else (one.entry, one.on)
    )
    groups: dict[object, list[Part]] = {}
    for one in ordered:
        groups.setdefault(one.on if rounding.per == "day" else one.entry, []).append(one)
    found = [part for group in groups.values() for part in _shared_out(group, rounding)]
    return sorted(found, key=lambda one: (one.on, one.entry))


def _shared_out(group: Sequence[Part], rounding: Rounding) -> list[Part]:
    left = rounding.of(sum(one.minutes for one in group))
    found = []
    for place, one in enumerate(group, start=1):
        mine = left if place == len(group) else min(one.minutes, left)
        left -= mine
        found.append(Part(one.entry, one.on, one.minutes, mine))
    return found


def overlapping(spans: Sequence[tuple[int, datetime, datetime]]) -> set[int]:
    """Numbers of the spans that share time with another. They are shown, never forbidden."""
    found: set[int] = set()
    furthest: tuple[int, datetime] | None = None
    for number, begins, ends in sorted(spans, key=lambda one: (one[1], one[2], one[0])):
        if furthest is not None and begins < furthest[1]:
            found |= {number, furthest[0]}
        if furthest is None or ends > furthest[1]:
            furthest = (number, ends)
    return found


def week_of(on: date) -> list[date]:
    """Monday to Sunday."""
    monday = on - timedelta(days=on.weekday())
    return [monday + timedelta(days=ahead) for ahead in range(7)]
