"""Where an entry stands in time: a moment in, a row number out that grows with it.

A row is the minutes since 1970 followed by 14 bits for the order within that minute, so that the index gives
the newest first without sorting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, tzinfo

ROWS_A_MINUTE = 1 << 14
_START = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MINUTE = int((datetime(2100, 1, 1, tzinfo=UTC) - _START).total_seconds()) // 60
END = 2 * LAST_MINUTE * ROWS_A_MINUTE  # beyond every row, also when the last minute flowed over


def minute_of(moment: datetime) -> int:
    """Minutes since 1970; what lies outside 1970 to 2100 is moved to its edge."""
    return min(max(int((moment - _START).total_seconds() // 60), 0), LAST_MINUTE)


def first_row(day: date, zone: tzinfo = UTC) -> int:
    """The first row of a day as the clocks of `zone` have it."""
    if not 1970 < day.year < 2100:
        return 0 if day.year <= 1970 else END
    return minute_of(datetime.combine(day, time(), tzinfo=zone)) * ROWS_A_MINUTE


def assign(minutes: Iterable[int], last_row_of: Callable[[int], int | None]) -> list[int]:
    """A free row for each of `minutes`, in their order; a full minute flows over into the next.

    `last_row_of`: the last row taken in a minute, or None; asked once for each minute.
    """
    taken: dict[int, int] = {}
    rows = []
    for minute in minutes:
        place = minute
        while True:
            if place not in taken:
                last = last_row_of(place)
                taken[place] = place * ROWS_A_MINUTE - 1 if last is None else last
            if taken[place] + 1 < (place + 1) * ROWS_A_MINUTE:
                break
            place += 1
        taken[place] += 1
        rows.append(taken[place])
    return rows
