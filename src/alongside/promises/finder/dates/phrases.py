"""Days that take some words to name: "Monday or Tuesday", "the ninth of December", "the day after Christmas"; what a
pattern matched and the day it was said on in, `Days` or nothing out."""

from __future__ import annotations

import re
from datetime import date, timedelta

from alongside.promises.finder.dates import calendar, feasts
from alongside.promises.finder.dates.atoms import Seen, day_of, month_of
from alongside.promises.finder.dates.shapes import Days
from alongside.promises.finder.dates.words import MONTHS

_NAMES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_TENS = {"twenty": 20, "thirty": 30, "thirtieth": 30}
_LAST_OF_CHRISTMAS = 31
SPELT = rf"(?:(?:twenty|thirty)[\s-](?:{'|'.join(_NAMES[:9])})|thirtieth|{'|'.join(_NAMES)})"


def read_either_weekday(m: re.Match[str], seen: Seen) -> Days | None:
    """Monday or Tuesday: both are still to come, the later one is what to go by."""
    first = calendar.coming(seen.today, day_of(m["w"]))
    return calendar.stretch(first, calendar.coming(first, day_of(m["w2"])), "days")


def read_either_nth(m: re.Match[str], seen: Seen) -> Days | None:
    first = calendar.nth(seen.today, int(m["d0"][:-2]))
    last = calendar.nth(first.on, int(m["d"][:-2])) if first else None
    return calendar.stretch(first.on, last.on, "days") if first and last else None


def read_spelt(m: re.Match[str], seen: Seen) -> Days | None:
    """The ninth of December, the first of the month, the first of the year."""
    number, period = _number(m["o"]), " ".join(m["p"].split()).strip(".")
    if period.endswith("year"):
        return calendar.one_day(date(seen.today.year + 1, 1, 1)) if number == 1 else None
    if period in MONTHS:
        return calendar.in_month(seen.today, month_of(period), number, None)
    start = seen.today
    if period == "next month":
        start = calendar.add_months(calendar.month_start(seen.today), 1)
    return calendar.nth(start, number)


def _number(words: str) -> int:
    *tens, last = words.replace("-", " ").split()
    rest = _TENS[last] if last in _TENS else _NAMES.index(last) + 1
    return rest + sum(_TENS[word] for word in tens)


def read_beside_feast(m: re.Match[str], seen: Seen) -> Days | None:
    days = timedelta(days=1 if m["k"] == "after" else -1)
    found = feasts.next_feast(" ".join(m["feast"].split()), seen.today) + days
    return calendar.one_day(found) if found >= seen.today else None


def read_christmas_week(_: re.Match[str], seen: Seen) -> Days | None:
    first = feasts.next_feast("christmas", seen.today)
    return calendar.stretch(first, first.replace(day=_LAST_OF_CHRISTMAS), "days")


def read_out(m: re.Match[str], seen: Seen) -> Days | None:
    """Before the year is out, before the week's over."""
    return calendar.edge(calendar.period(seen.today, m["u"], 0), "end")
