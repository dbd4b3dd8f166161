"""Two moments in, the working time between them out: nights, weekends and changes of the clock left out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta, tzinfo

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
    total = timedelta()
    on, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while on <= last:
        if on.weekday() in days:
            # In UTC: within one zone Python subtracts what clocks show, not the time that passed (PEP 495).
            begins, ends = (datetime.combine(on, time(hour), zone).astimezone(UTC) for hour in hours)
            total += max(min(end, ends) - max(start, begins), timedelta())
        on += timedelta(days=1)
    return total
