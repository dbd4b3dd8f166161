"""A clock of work in, how long somebody has waited by it out; plain values, no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from msgspec import Struct

from alongside.lib.working_time import (
    MONDAY_TO_FRIDAY,
    NINE_TO_FIVE,
    is_open,
    next_beginning,
    next_opening,
    worked,
)


class Clock(Struct, frozen=True):
    """Hours of work in a zone, and the days off. `answer_within`: working time agreed for an answer, if any."""

    zone: tzinfo
    hours: tuple[time, time] = NINE_TO_FIVE
    days: frozenset[int] = MONDAY_TO_FRIDAY
    off: frozenset[date] = frozenset()
    answer_within: timedelta | None = None

    def waited(self, since: datetime, now: datetime) -> timedelta:
        return worked(since, now, zone=self.zone, hours=self.hours, days=self.days, off=self.off)

    def next_morning(self, now: datetime) -> datetime:
        return next_beginning(now, zone=self.zone, hours=self.hours, days=self.days, off=self.off)

    def works_on(self, on: date) -> bool:
        return on.weekday() in self.days and on not in self.off

    def is_open(self, now: datetime) -> bool:
        return is_open(now, zone=self.zone, hours=self.hours, days=self.days, off=self.off)

    def next_opening(self, now: datetime) -> datetime | None:
        return next_opening(now, zone=self.zone, hours=self.hours, days=self.days, off=self.off)

    def is_over(self, waited: timedelta) -> bool:
        return self.answer_within is not None and waited > self.answer_within


def better_time(now: datetime, *, hers: Clock, theirs: Clock | None = None) -> datetime | None:
    """When a letter that is ready now had better go; None while both work, or where nobody knows a better time.

    At the next beginning of her own work; while she works and the client does not, at theirs.
    """
    if not hers.is_open(now):
        return hers.next_opening(now)
    return theirs.next_opening(now) if theirs is not None and not theirs.is_open(now) else None


class AbsenceThere(Struct, frozen=True):
    """The days of an absence by another clock. `back_on`: when work goes on; None where nobody knows."""

    first_on: date
    last_on: date
    back_on: date | None


def absence_there(starts_on: date, ends_on: date, *, hers: Clock, theirs: tzinfo) -> AbsenceThere:
    """`hers` knows of the absence itself. What begins in her morning may be another day where the client is."""
    first = datetime.combine(starts_on, hers.hours[0], hers.zone)
    last = datetime.combine(ends_on, hers.hours[1], hers.zone)
    back = hers.next_opening(last)
    return AbsenceThere(
        first.astimezone(theirs).date(),
        last.astimezone(theirs).date(),
        back.astimezone(theirs).date() if back is not None else None,
    )


def weekdays(digits: str) -> frozenset[int]:
    """ "01234" is Monday to Friday."""
    return frozenset(int(digit) for digit in digits if digit in "0123456")


def days_of(starts_on: date, ends_on: date) -> Iterator[date]:
    """Both included; of more than a year the first."""
    for ahead in range(min((ends_on - starts_on).days, 366) + 1):
        yield starts_on + timedelta(days=ahead)


def nobody_works(absences: Iterable[tuple[int, date, date]], members: Sequence[int]) -> frozenset[date]:
    """Days on which every one of the members is away. `absences`: member, first day, last day."""
    away: dict[date, set[int]] = {}
    for member, starts_on, ends_on in absences:
        for day in days_of(starts_on, ends_on):
            away.setdefault(day, set()).add(member)
    everybody = set(members)
    return frozenset(day for day, some in away.items() if everybody and everybody <= some)
