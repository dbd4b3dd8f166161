"""Hours of work on two clocks and what is taken in, times that are free for a call out. Pure; `now` is given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from msgspec import Struct

EVERY_DAY = frozenset(range(7))
STEP = timedelta(minutes=30)
MOST_DAYS_AHEAD = 120


class Hours(Struct, frozen=True):
    """When somebody can be spoken with: from and until, by the clock of `zone`, on weekdays (Monday is 0)."""

    zone: tzinfo
    begins: time
    ends: time
    days: Collection[int] = EVERY_DAY
    off: Collection[date] = frozenset()

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """The moments between which that day is open; None on a day off. Until midnight is 00:00."""
        if day.weekday() not in self.days or day in self.off:
            return None
        last = day if self.ends > self.begins else day + timedelta(days=1)
        return self._moment(day, self.begins), self._moment(last, self.ends)

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


class Terms(Struct, frozen=True):
    """What may be booked: how long, how long before, with how much room between, and how far ahead."""

    length: timedelta = timedelta(minutes=30)
    notice: timedelta = timedelta(hours=24)
    buffer: timedelta = timedelta(minutes=15)
    days_ahead: int = 28


def free_times(
    hers: Hours,
    theirs: Hours | None,
    taken: Iterable[tuple[datetime, datetime]],
    *,
    terms: Terms,
    now: datetime,
) -> list[datetime]:
    """Beginnings, soonest first, in UTC: wholly within her hours and theirs, apart from all that is taken."""
    busy = sorted((start - terms.buffer, end + terms.buffer) for start, end in taken)
    earliest = now + terms.notice
    today = now.astimezone(hers.zone).date()
    found: list[datetime] = []
    for ahead in range(min(terms.days_ahead, MOST_DAYS_AHEAD) + 1):
        for start in _beginnings(hers, today + timedelta(days=ahead), terms.length):
            end = start + terms.length
            if start >= earliest and _fits(theirs, start, end) and not _meets(busy, start, end):
                found.append(start)
    return found


def _beginnings(hours: Hours, day: date, length: timedelta) -> Iterator[datetime]:
    """Counted in time that passes: on the two days of a year on which clocks change none is lost or doubled."""
    span = hours.on(day)
    if span is None:
        return
    start, last = span[0], span[1] - length
    while start <= last:
        yield start
        start += STEP


def _fits(hours: Hours | None, start: datetime, end: datetime) -> bool:
    """Within the hours of the day that it is there; hours past midnight belong to the day before."""
    if hours is None:
        return True
    day = start.astimezone(hours.zone).date()
    spans = (hours.on(one) for one in (day, day - timedelta(days=1)))
    return any(span is not None and span[0] <= start and end <= span[1] for span in spans)


def _meets(busy: Sequence[tuple[datetime, datetime]], start: datetime, end: datetime) -> bool:
    return any(begun < end and start < over for begun, over in busy)
