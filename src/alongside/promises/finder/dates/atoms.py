"""What expressions of days mean: what a pattern matched and the day it was said on in, `Days` or nothing out."""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from alongside.promises.finder.dates import calendar, feasts
from alongside.promises.finder.dates.shapes import Days, Precision
from alongside.promises.finder.dates.words import (
    DAY,
    MONTHS,
    NUMBERS,
    ORDINALS,
    WEEKDAYS,
)

_DAY = re.compile(DAY)
UNIT = r"(?:week|month|quarter|year|weekend|fortnight)"


class Seen(Struct, frozen=True):
    """What an expression is read by: the day it was said on, and whether days come first in 3/4."""

    today: date
    day_first: bool


_FIRST_OF_LAST_CENTURY = 70


def number_of(word: str | None) -> int:
    word = " ".join((word or "a").split())
    return int(word) if word.isdigit() else NUMBERS.get(word, 1)


def month_of(word: str) -> int:
    return MONTHS[word.strip(" .")]


def day_of(word: str) -> int:
    return WEEKDAYS[word.strip(" .,")]


def year_of(word: str | None) -> int | None:
    if not word:
        return None
    digits = word.strip("'")
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < _FIRST_OF_LAST_CENTURY else 1900)


def read_iso(m: re.Match[str], seen: Seen) -> Days | None:
    return calendar.in_month(seen.today, int(m["m"]), int(m["d"]), int(m["y"]))


def read_numeric(m: re.Match[str], seen: Seen) -> Days | None:
    a, b = int(m["a"]), int(m["b"])
    day, month = (a, b) if seen.day_first else (b, a)
    if month > 12 >= day:
        day, month = month, day
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    year = year_of(m.groupdict().get("y"))
    found = calendar.in_month(seen.today, month, day, year)
    either = a <= 12 and b <= 12 and a != b
    if either and (named := _weekday_before(m)) is not None:
        # "Friday 3/4" says itself which of the two is meant.
        other = calendar.in_month(seen.today, day, month, year)
        fits = [one for one in (found, other) if one and one.on.weekday() == named]
        if len(fits) == 1:
            return replace(fits[0], is_ambiguous=True)
    return _as_named(m, replace(found, is_ambiguous=either)) if found else None


def _weekday_before(m: re.Match[str]) -> int | None:
    named = _DAY.match(m[0])
    return day_of(named[0]) if named else None


def _as_named(m: re.Match[str], days: Days) -> Days:
    """A day that is no such day of the week: one of the two is a slip."""
    named = _weekday_before(m)
    is_slip = named is not None and days.starts_on.weekday() != named
    return replace(days, is_ambiguous=True) if is_slip else days


def read_day_month(m: re.Match[str], seen: Seen) -> Days | None:
    groups = m.groupdict()
    day = int(re.sub(r"\D", "", m["d"]))
    found = calendar.in_month(seen.today, month_of(m["m"]), day, year_of(m["y"]))
    if found and groups.get("d0"):
        first = int(re.sub(r"\D", "", m["d0"]))
        if 0 < first < day:
            found = calendar.stretch(found.on.replace(day=first), found.on, "days")
    return _as_named(m, found) if found else None


def read_weekday_nth(m: re.Match[str], seen: Seen) -> Days | None:
    """Friday the 13th: months away where the next 13th is none, which is rather a slip."""
    day = int(m["d"][:-2])
    soon, fits = calendar.nth(seen.today, day), calendar.nth(seen.today, day, day_of(m["w"]))
    if fits is None or fits == soon:
        return replace(soon, is_ambiguous=True) if soon and fits is None else fits
    return replace(fits, is_ambiguous=True)


def read_nth(m: re.Match[str], seen: Seen) -> Days | None:
    day = int(m["d"][:-2])
    found = calendar.nth(seen.today, day)
    if found and m["of"]:
        is_next = m["of"].endswith("next month") or (m["of"].endswith("the month") and day < seen.today.day)
        month = calendar.add_months(calendar.month_start(seen.today), int(is_next))
        return calendar.one_day(month.replace(day=day)) if day <= calendar.month_end(month).day else None
    return found


def read_nth_weekday(m: re.Match[str], seen: Seen) -> Days | None:
    number = ORDINALS[m["n"]]
    firsts = [_month_of_period(m["p"], seen)]
    if m["p"].strip(".") in MONTHS:
        firsts.append(calendar.add_months(firsts[0], 12))
    for first in firsts:
        found = _counted_day(first, number, m["w"])
        if found and found >= seen.today:
            return calendar.one_day(found)
    return None


def _month_of_period(words: str, seen: Seen) -> date:
    start = calendar.month_start(seen.today)
    if words.strip(".") in MONTHS:
        return calendar.whole_month(seen.today, month_of(words), None).starts_on
    return calendar.add_months(start, int("next" in words))


def _counted_day(first: date, number: int, what: str) -> date | None:
    if what == "day":
        return calendar.month_end(first) if number < 0 else first + timedelta(days=number - 1)
    if what.endswith("day") and " " in what:
        if number > 0:
            return calendar.add_working_days(first - timedelta(days=1), number)
        last = calendar.month_end(first)
        return last - timedelta(days=max(0, last.weekday() - 4))
    return calendar.nth_weekday(first, number, day_of(what))


_PARTS = {"tonight", "this morning", "this afternoon", "this evening"}


def read_feast(m: re.Match[str], seen: Seen) -> Days | None:
    return calendar.one_day(feasts.next_feast(" ".join(m["feast"].split()), seen.today))


def read_nth_week(m: re.Match[str], seen: Seen) -> Days | None:
    """The second week of October: seven days each, the last one the last seven."""
    days = period_named(m["p"], seen)
    if days is None or days.precision != "month":
        return None
    number = ORDINALS[m["n"]]
    first = days.on - timedelta(days=6) if number < 0 else days.starts_on + timedelta(days=7 * (number - 1))
    return calendar.stretch(first, min(first + timedelta(days=6), days.on), "week")


def read_relative(m: re.Match[str], seen: Seen) -> Days | None:
    word = " ".join(m["r"].split())
    if word.startswith(("yesterday", "last")):
        return None
    days = (
        2 if "day after" in word else 1 if word.startswith("tom") or word in ("tmrw", "in the morning") else 0
    )
    precision: Precision = "part" if word in _PARTS or m["p"] or word == "in the morning" else "day"
    return calendar.one_day(seen.today + timedelta(days=days), precision=precision)


def read_weeks_on(m: re.Match[str], seen: Seen) -> Days | None:
    """A week on Thursday, a fortnight today, Friday week: the next such day, and the weeks after that."""
    groups = m.groupdict()
    base = m["b"]
    weeks = number_of(groups.get("n")) * (2 if m["u"] == "fortnight" else 1)
    if base in ("today", "now"):
        start = seen.today
    elif base == "tomorrow":
        start = seen.today + timedelta(days=1)
    else:
        start = calendar.coming(seen.today, day_of(base))
    return calendar.one_day(start + timedelta(days=7 * weeks))


def read_weekday(m: re.Match[str], seen: Seen) -> Days | None:
    word = " ".join((m["q"] or "").split())
    week = m["of"] or m["of2"] or m["of3"]
    number = day_of(m["w"])
    if week:
        monday = seen.today - timedelta(days=seen.today.weekday())
        return _with_part(
            calendar.one_day(monday + timedelta(days=number + (7 if "next" in week else 0))), m["p"]
        )
    if word == "following":
        return None
    word = "coming" if "coming" in word else "coming" if m["x"] else word
    return _with_part(calendar.weekday(seen.today, number, word), m["p"])


def read_after_next(m: re.Match[str], seen: Seen) -> Days | None:
    return calendar.one_day(calendar.coming(seen.today, day_of(m["w"])) + timedelta(days=7))


def _with_part(days: Days | None, part: str | None) -> Days | None:
    return replace(days, precision="part") if days and part else days


def period_named(words: str, seen: Seen) -> Days | None:
    """This, next or the coming week, month, quarter, year; a named month or quarter; a year."""
    words = " ".join(words.split()).strip(".")
    if quarter := re.match(r"q([1-4])|the (\w+) quarter", words):
        if not quarter[1] and quarter[2] not in ORDINALS:
            return calendar.period(seen.today, "quarter", int(quarter[2] in ("next", "coming", "following")))
        said = re.search(r"20\d\d", words)
        number = int(quarter[1]) if quarter[1] else ORDINALS[quarter[2]] % 5
        return calendar.named_quarter(seen.today, number, int(said[0]) if said else None)
    if words == "the new year":
        return calendar.whole_month(seen.today, 1, None)
    if words.isdigit():
        year = int(words)
        return (
            calendar.stretch(date(year, 1, 1), date(year, 12, 31), "year")
            if year >= seen.today.year
            else None
        )
    if (first := words.split()[0].strip(".")) in MONTHS:
        return calendar.whole_month(seen.today, MONTHS[first], year_of(words.partition(" ")[2] or None))
    is_next = re.match(r"(?:the )?(?:next|following|this coming|coming)", words) is not None
    offset = 2 if words.endswith("after next") else int(is_next)
    unit = re.search(UNIT + r"\b", words)
    return calendar.period(seen.today, unit[0], offset) if unit else None


_EDGES = {
    "end": "end", "close": "end", "back end": "late", "start": "start", "beginning": "start",
    "middle": "middle", "mid": "middle", "early": "early", "early part": "early", "late": "late",
    "latter part": "late", "later part": "late",
}  # fmt: skip


def read_edge(m: re.Match[str], seen: Seen) -> Days | None:
    word = " ".join(m["e"].split())
    days = period_named(m["p"], seen)
    if days is None:
        return None
    if word == "later":
        return calendar.from_today(days, seen.today)
    return calendar.edge(days, _EDGES[word])


_SHORT = {"w": "week", "m": "month", "q": "quarter", "y": "year"}


def read_unit_end(m: re.Match[str], seen: Seen) -> Days | None:
    unit = m["u"] or _SHORT[m["s"]]
    return calendar.edge(calendar.period(seen.today, unit, 0), "end")


def read_period(m: re.Match[str], seen: Seen) -> Days | None:
    found = period_named(m["p"], seen)
    return calendar.from_today(found, seen.today) if found and found.on >= seen.today else None


def read_counted(m: re.Match[str], seen: Seen) -> Days | None:
    groups = m.groupdict()
    count, unit = number_of("two" if groups.get("two") else groups.get("n2") or m["n"]), m["u"]
    first = number_of(m["n"])
    if unit in ("minute", "min", "hour", "hr"):
        return None
    first_day, day = (
        _after(seen.today, first, unit, groups.get("w")),
        _after(seen.today, count, unit, groups.get("w")),
    )
    precision: Precision = "day" if unit == "day" else "month" if unit in ("month", "year") else "week"
    if not m["n"].isdigit() and ("few" in m["n"] or "couple" in m["n"]) and unit == "day":
        precision = "days"
    is_stretch = "next" in m[0] or groups.get("n2") or groups.get("two")
    return Days(day, (seen.today if "next" in m[0] else first_day) if is_stretch else day, precision)


def _after(today: date, count: int, unit: str, kind: str | None) -> date:
    if unit == "day":
        return (
            calendar.add_working_days(today, count)
            if kind in ("working", "business")
            else today + timedelta(days=count)
        )
    if unit in ("week", "wk", "fortnight"):
        return today + timedelta(days=count * (14 if unit == "fortnight" else 7))
    return calendar.add_months(today, count * (12 if unit == "year" else 1))


def read_within_unit(m: re.Match[str], seen: Seen) -> Days | None:
    return calendar.one_day(
        _after(seen.today, 1, m["u"], None), precision="week" if m["u"] == "week" else "day"
    )
