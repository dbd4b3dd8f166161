"""Hours agreed for a month and hours worked in; the account of each month, and when they run out, out. Pure.

What a month gives is a lot of its own. The oldest lot is used first; what may not be carried on lapses at the end of a
month. So for each month, and over all of them: in = used + left + lapsed. What was worked beyond is told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from alongside.hours.months import first_of, last_of, months, next_month

Carry = Literal["none", "cap", "months"]
# Fewer weeks say nothing of a pace; more than these say what was long ago.
FEWEST_WEEKS, MOST_WEEKS = 4, 8


class Terms(Struct, frozen=True):
    """From this month on. `minutes` a month; 0 ends it. `limit`: minutes carried at most, or for how many months."""

    from_on: date
    minutes: int
    carry: Carry = "none"
    limit: int = 0


class Account(Struct, frozen=True):
    """A month in minutes. `carried` came over from before, `given` is new, `used` was taken from both of them.

    `over` was worked beyond them. `left` goes on to the next month; of a month that is not over, it can still be used.
    """

    month: date
    carried: int
    given: int
    used: int
    over: int
    lapsed: int
    left: int
    is_over: bool

    @property
    def worked(self) -> int:
        return self.used + self.over


class _Lot(Struct):
    month: date
    minutes: int


def terms_in(terms: Sequence[Terms], month: date) -> Terms | None:
    """Those that hold in this month: the newest that began in it or before."""
    begun = [one for one in terms if first_of(one.from_on) <= month]
    return max(begun, key=lambda one: one.from_on) if begun else None


def accounts(
    terms: Sequence[Terms], worked: Mapping[date, int], *, until: date, today: date
) -> list[Account]:
    """Each month from the first agreed one to that of `until`. `worked`: minutes by first day of the month."""
    if not terms:
        return []
    lots: list[_Lot] = []
    found = []
    for month in months(min(one.from_on for one in terms), until):
        held = terms_in(terms, month) or Terms(month, 0)
        found.append(_account(lots, month, held, worked.get(month, 0), is_over=last_of(month) < today))
    return found


def _account(lots: list[_Lot], month: date, held: Terms, worked: int, *, is_over: bool) -> Account:
    carried = sum(lot.minutes for lot in lots)
    lots.append(_Lot(month, held.minutes))
    used = _take(lots, worked)
    lapsed = _lapse(lots, month, held) if is_over else 0
    lots[:] = [lot for lot in lots if lot.minutes]
    left = sum(lot.minutes for lot in lots)
    return Account(month, carried, held.minutes, used, worked - used, lapsed, left, is_over)


def _take(lots: list[_Lot], wanted: int) -> int:
    """From the oldest first; how much there was to take."""
    taken = 0
    for lot in lots:
        some = min(lot.minutes, wanted - taken)
        lot.minutes -= some
        taken += some
    return taken


def _lapse(lots: list[_Lot], month: date, held: Terms) -> int:
    """What may not go on into the next month, by the terms of the one that ends."""
    if held.carry == "months":
        kept_since = _months_back(month, held.limit - 1)
        gone = sum(lot.minutes for lot in lots if lot.month < kept_since)
        lots[:] = [lot for lot in lots if lot.month >= kept_since]
        return gone
    most = held.limit if held.carry == "cap" else 0
    # The oldest is the first to lapse, as it is the first to be used.
    return _take(lots, max(0, sum(lot.minutes for lot in lots) - most))


def _months_back(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


class Pace(Struct, frozen=True):
    """`minutes` worked in the last `weeks` whole weeks, on `days` days of work."""

    minutes: int
    weeks: int
    days: int


class Forecast(Struct, frozen=True):
    """`runs_out_on`: the day on which the hours of the month are used up, if work goes on as in these weeks.

    None where they last to the end of the month, or longer; a day that is past where they are used up.
    """

    pace: Pace
    runs_out_on: date | None


def pace(
    worked_on: Mapping[date, int], *, today: date, first_on: date | None, is_open: Callable[[date], bool]
) -> Pace | None:
    """Of the last whole weeks before today, eight at most. None where there are fewer than four since `first_on`."""
    if first_on is None:
        return None
    weeks = min(MOST_WEEKS, (today - first_on).days // 7)
    if weeks < FEWEST_WEEKS:
        return None
    span = [today - timedelta(days=back) for back in range(1, weeks * 7 + 1)]
    days = sum(1 for on in span if is_open(on))
    return Pace(sum(worked_on.get(on, 0) for on in span), weeks, days)


def forecast(left: int, found: Pace, *, today: date, is_open: Callable[[date], bool]) -> Forecast:
    """Day after day of work at this pace, from today to the end of the month."""
    if left <= 0:
        return Forecast(found, today)
    if not found.minutes or not found.days:
        return Forecast(found, None)
    on, used = today, 0
    while on < next_month(today):
        # Whole numbers: `left` is reached when used * minutes / days is.
        used += is_open(on)
        if used * found.minutes >= left * found.days:
            return Forecast(found, on)
        on += timedelta(days=1)
    return Forecast(found, None)
