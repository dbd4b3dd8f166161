"""A clock of work in, how long somebody has waited by it out; plain values, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from alongside.lib.working_time import MONDAY_TO_FRIDAY, NINE_TO_FIVE, next_beginning, worked


@dataclass(frozen=True, slots=True)
class Clock:
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

    def is_over(self, waited: timedelta) -> bool:
        return self.answer_within is not None and waited > self.answer_within


def weekdays(digits: str) -> frozenset[int]:
    """ "01234" is Monday to Friday."""
    return frozenset(int(digit) for digit in digits if digit in "0123456")


def nobody_works(absences: Iterable[tuple[int, date, date]], members: Sequence[int]) -> frozenset[date]:
    """Days on which every one of the members is away. `absences`: member, first day, last day."""
    away: dict[date, set[int]] = {}
    for member, starts_on, ends_on in absences:
        for ahead in range(min((ends_on - starts_on).days, 366) + 1):
            away.setdefault(starts_on + timedelta(days=ahead), set()).add(member)
    everybody = set(members)
    return frozenset(day for day, some in away.items() if everybody and everybody <= some)
