"""Two moments in, the working time between them out: nights, weekends, days off and changes of the clock left out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

MONDAY_TO_FRIDAY = frozenset(range(5))
NINE_TO_FIVE = (time(9), time(17))
# Beyond this nobody counts in hours, and a letter dated in another century costs no more than others.
MOST_DAYS = 3_660
# Longer than anybody may say to be away.
MOST_DAYS_AHEAD = 400


def worked(
    start: datetime,
    end: datetime,
    *,
    zone: tzinfo,
    hours: tuple[time, time] = NINE_TO_FIVE,
    days: frozenset[int] = MONDAY_TO_FRIDAY,
    off: frozenset[date] = frozenset(),
) -> timedelta:
    """Working time from `start` to `end`, both aware; none when `end` is the earlier.

    `hours`: when work begins and ends on the clock of `zone`; `days`: weekdays, Monday is 0; `off`: days on which
    nobody works. Of more than ten years the last ten are counted.
    """
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    # Nowhere are clocks changed in the hours of work: a day in between is as long as any other.
    whole_day = datetime.combine(first, hours[1]) - datetime.combine(first, hours[0])
    total = whole_day * _days_between(max(first, last - timedelta(days=MOST_DAYS + 1)), last, days, off)
    for on in {first, last}:
        if last - on <= timedelta(days=MOST_DAYS) and on.weekday() in days and on not in off:
            total += _worked_on(on, start, end, zone=zone, hours=hours)
    return total


@lru_cache(maxsize=4096)
def _days_between(first: date, last: date, days: frozenset[int], off: frozenset[date]) -> int:
    """On how many days work is done after the first and before the last; a list asks for the same ones all day."""
    between = (first + timedelta(days=number) for number in range(1, (last - first).days))
    return sum(on.weekday() in days and on not in off for on in between)


def next_beginning(
    after: datetime,
    *,
    zone: tzinfo,
    hours: tuple[time, time] = NINE_TO_FIVE,
    days: Collection[int] = MONDAY_TO_FRIDAY,
    off: Collection[date] = frozenset(),
) -> datetime:
    """When work begins on the next day of work after the day of `after`; without any, the day after it."""
    day = after.astimezone(zone).date()
    for ahead in range(1, 60):
        on = day + timedelta(days=ahead)
        if on.weekday() in days and on not in off:
            return datetime.combine(on, hours[0], zone)
    return datetime.combine(day + timedelta(days=1), hours[0], zone)


def is_open(
    at: datetime,
    *,
    zone: tzinfo,
    hours: tuple[time, time] = NINE_TO_FIVE,
    days: Collection[int] = MONDAY_TO_FRIDAY,
    off: Collection[date] = frozenset(),
) -> bool:
    """Whether work is done at this moment."""
    on = at.astimezone(zone).date()
    return (
        on.weekday() in days
        and on not in off
        and _moment(on, hours[0], zone) <= at < _moment(on, hours[1], zone)
    )


def next_opening(
    after: datetime,
    *,
    zone: tzinfo,
    hours: tuple[time, time] = NINE_TO_FIVE,
    days: Collection[int] = MONDAY_TO_FRIDAY,
    off: Collection[date] = frozenset(),
) -> datetime | None:
    """When work begins the next time, which may be later on the same day; None where it does not within 400 days."""
    day = after.astimezone(zone).date()
    for ahead in range(MOST_DAYS_AHEAD):
        on = day + timedelta(days=ahead)
        if on.weekday() in days and on not in off and (begins := _moment(on, hours[0], zone)) > after:
            return begins.astimezone(zone)
    return None


@lru_cache(maxsize=4096)
def _moment(on: date, at: time, zone: tzinfo) -> datetime:
    """In UTC: an hour that the clocks leave out is the one that they show instead."""
    return datetime.combine(on, at, zone).astimezone(UTC)


def _worked_on(
    on: date, start: datetime, end: datetime, *, zone: tzinfo, hours: tuple[time, time]
) -> timedelta:
    # In UTC: within one zone Python subtracts what clocks show, not the time that passed (PEP 495).
    begins, ends = (_moment(on, at, zone) for at in hours)
    return max(min(end, ends) - max(start, begins), timedelta())
