"""Two moments in, the working time between them out: nights, weekends and changes of the clock left out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MONDAY_TO_FRIDAY = frozenset(range(5))
NINE_TO_FIVE = (9, 17)


def worked(
    start: datetime,
    end: datetime,
    *,
    zone: tzinfo,
    hours: tuple[int, int] = NINE_TO_FIVE,
    days: Collection[int] = MONDAY_TO_FRIDAY,
) -> timedelta:
    """Working time from `start` to `end`, both aware; none when `end` is the earlier.

    `hours`: when work begins and ends on the clock of `zone`; `days`: weekdays, Monday is 0.
    """
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    whole_day = timedelta(hours=hours[1] - hours[0])
    total, on = timedelta(), first
    while on <= last:
        if on.weekday() in days:
            # Nowhere are clocks changed in the hours of work: a day in between is as long as any other.
            total += whole_day if first < on < last else _worked_on(on, start, end, zone=zone, hours=hours)
        on += timedelta(days=1)
    return total


def _worked_on(
    on: date, start: datetime, end: datetime, *, zone: tzinfo, hours: tuple[int, int]
) -> timedelta:
    # In UTC: within one zone Python subtracts what clocks show, not the time that passed (PEP 495).
    begins, ends = (datetime.combine(on, time(hour), zone).astimezone(UTC) for hour in hours)
    return max(min(end, ends) - max(start, begins), timedelta())
