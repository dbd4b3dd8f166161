"""How a duty repeats in, the days on which it is due out; plain dates, no clock, no database."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Literal

from msgspec import Struct

Works = Callable[[date], bool]
Kind = Literal["weeks", "month_day", "month_end", "year"]
# What falls on days off is shown before them; nobody is away for longer than this.
LONGEST_OFF = timedelta(days=31)
MOST_WEEKS, MOST_MONTHS, MOST_YEARS = 52, 24, 10


class Repeat(Struct, frozen=True):
    """`every`: that many weeks, months or years, counted from `starts_on`.

    `day`: a weekday (Monday is 0) of weeks, else a day of the month, of which a shorter month has its last.
    `ends_on`: the last day on which it may be due.
    """

    kind: Kind
    starts_on: date
    every: int = 1
    day: int = 1
    month: int = 1
    ends_on: date | None = None


def always(day: date) -> bool:
    return True


def due_days(repeat: Repeat, *, since: date, until: date, works: Works = always) -> Iterator[date]:
    """Every day on which it is due, from `since` to `until`, both included, in order."""
    last = until if repeat.ends_on is None else min(until, repeat.ends_on)
    first = max(since, repeat.starts_on)
    for day in _series(repeat, since=first, works=works):
        if day > last:
            return
        if day >= first:
            yield day


def _series(repeat: Repeat, *, since: date, works: Works) -> Iterator[date]:
    """In order and without end, as far as there are dates; it begins at or before `since`."""
    if repeat.kind == "weeks":
        yield from _weeks(repeat, since)
        return
    months = repeat.every * (12 if repeat.kind == "year" else 1)
    start = _first_month(repeat)
    passed = max(0, since.year * 12 + since.month - 1 - start)
    for step in count(passed // months):
        year, month = divmod(start + step * months, 12)
        if year > date.max.year:
            return
        yield _day_in(repeat, year, month + 1, works)


def _first_month(repeat: Repeat) -> int:
    """The month from which it is counted, in months since the year 0: that of its first day."""
    begins = repeat.starts_on
    year, month = begins.year, repeat.month if repeat.kind == "year" else begins.month
    # The last working day is in this month, whichever it is.
    is_over = repeat.kind != "month_end" and _day_in(repeat, year, month, always) < begins
    return year * 12 + month - 1 + ((12 if repeat.kind == "year" else 1) if is_over else 0)


def _weeks(repeat: Repeat, since: date) -> Iterator[date]:
    step = timedelta(weeks=repeat.every)
    first = repeat.starts_on + timedelta(days=(repeat.day - repeat.starts_on.weekday()) % 7)
    passed = max(0, (since - first) // step)
    try:
        day = first + passed * step
        while True:
            yield day
            day += step
    except OverflowError:
        return


def _day_in(repeat: Repeat, year: int, month: int, works: Works) -> date:
    last = monthrange(year, month)[1]
    if repeat.kind != "month_end":
        return date(year, month, min(max(repeat.day, 1), last))
    days = (date(year, month, day) for day in range(last, 0, -1))
    return next((day for day in days if works(day)), date(year, month, last))


def is_settled(repeat: Repeat, day: date, seen_to: Collection[date]) -> bool:
    """The last working day of a month moves with days off: what was seen to in that month is seen to."""
    if day in seen_to:
        return True
    if repeat.kind != "month_end":
        return False
    return any((one.year, one.month) == (day.year, day.month) for one in seen_to)


def open_days(
    repeat: Repeat, seen_to: Collection[date], *, since: date, until: date, works: Works = always
) -> list[date]:
    """What is due from `since` to `until` and was neither ticked nor left out."""
    days = due_days(repeat, since=since, until=until, works=works)
    return [day for day in days if not is_settled(repeat, day, seen_to)]


def next_open(repeat: Repeat, seen_to: Collection[date], *, works: Works = always) -> date | None:
    """The first day that nobody has seen to; None where it is never due again."""
    days = due_days(repeat, since=repeat.starts_on, until=date.max, works=works)
    return next((day for day in days if not is_settled(repeat, day, seen_to)), None)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def shows_on(day: date, *, works: Works) -> date:
    """When it is told of: the day itself, or the last working day before it where nobody works then."""
    for back in range(LONGEST_OFF.days + 1):
        if works(earlier := day - timedelta(days=back)):
            return earlier
    return day


# What is offered before this desk has a catalogue of its own.
COMMON: tuple[tuple[str, str], ...] = (
    ("Inbox", "Mail is read, sorted and answered."),
    ("Diary", "Appointments are made, moved and confirmed."),
    ("Travel", "Journeys are found and booked, and put down on one page."),
    ("Invoicing", "Invoices go out, payments are watched, reminders are written."),
    ("Phone answering", "Calls are taken in the client’s name, and messages passed on."),
    ("Events", "Rooms, guests, food and papers, from the first list to the last bill."),
    ("Bookkeeping", "Receipts are gathered and handed to the accountant."),
    ("Documents", "Letters, minutes and slides are written, set and filed."),
    ("Customer questions", "Questions of customers are answered, and their details kept."),
    ("Website and newsletter", "Pages are kept true, and the newsletter goes out."),
    ("Social media", "Posts are planned, written and put up."),
    ("Research", "Prices, people and places are found and compared."),
)
