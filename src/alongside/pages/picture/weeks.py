"""Contact days of two years in, the places of what is drawn of them week by week out, with silences and words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt

from msgspec import Struct

from alongside.pages.base.words import MONTHS, count, short_date
from alongside.rhythm.rules import DayFacts

WEEKS = 105
CELL, LEFT = 6, 58
WIDTH = LEFT + WEEKS * CELL
# Lanes, from above: what they wrote stands on the line, what we wrote hangs from it.
LINE, TALL = 62, 40
VOICE, FACE, HEIGHT = 122, 146, 162
# A pause that is no holiday's weekend: three weeks without a word either way.
LEAST_SILENCE_DAYS = 21
MOST_SILENCES = 6


class Bar(Struct, frozen=True):
    x: float
    y: float
    height: float
    kind: str
    words: str


class Silence(Struct, frozen=True):
    """From the day after the last word to the day before the next; `until` None: it lasts."""

    begin: date
    until: date | None
    days: int
    x: float
    width: float
    words: str


class Tick(Struct, frozen=True):
    x: float
    text: str


class Weeks(Struct, frozen=True):
    """`rows`: month, written by them, by us, calls, minutes, face to face; the newest first."""

    bars: tuple[Bar, ...]
    silences: tuple[Silence, ...]
    months: tuple[Tick, ...]
    rows: tuple[tuple[str, int, int, int, int, int], ...]
    summary: str


def first_monday(today: date) -> date:
    """Of the oldest week that is drawn; the newest is the one of today."""
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def weeks_of(days: Sequence[DayFacts], *, today: date) -> Weeks:
    begin = first_monday(today)
    drawn = [day for day in days if begin <= day.on <= today]
    silences = _silences(days, begin=begin, today=today)
    return Weeks(
        bars=tuple(_bars(drawn, begin)),
        silences=silences,
        months=_months(begin, today),
        rows=_rows(drawn, today),
        summary=_summary(drawn, silences),
    )


def _x(on: date, begin: date) -> float:
    return LEFT + (on - begin).days // 7 * CELL


def _bars(days: Iterable[DayFacts], begin: date) -> Iterable[Bar]:
    by_week: dict[date, list[DayFacts]] = {}
    for day in days:
        by_week.setdefault(day.on - timedelta(days=day.on.weekday()), []).append(day)
    theirs = {week: _written(some, "incoming") for week, some in by_week.items()}
    ours = {week: _written(some, "outgoing") for week, some in by_week.items()}
    most = max([1, *theirs.values(), *ours.values()])
    for week, some in by_week.items():
        x, words = _x(week, begin), _words(week, some)
        if theirs[week]:
            tall = _tall(theirs[week], most)
            yield Bar(x, LINE - tall, tall, "theirs", words)
        if ours[week]:
            yield Bar(x, LINE + 1, _tall(ours[week], most), "ours", words)
        for kind, y in (("voice", VOICE), ("face", FACE)):
            if any(day.kind == kind for day in some):
                yield Bar(x, y, CELL, kind, words)


def _written(days: Iterable[DayFacts], side: str) -> int:
    return sum(int(getattr(day, side)) for day in days if day.kind == "written")


def _tall(number: int, most: int) -> float:
    """By the root, so that a week of one letter is seen beside one of a hundred."""
    return round(max(2.0, TALL * sqrt(number / most)), 1)


def _words(week: date, days: Sequence[DayFacts]) -> str:
    theirs, ours = _written(days, "incoming"), _written(days, "outgoing")
    talks = _spoken(days, "voice")
    faces = _spoken(days, "face")
    minutes = sum(sum(day.lengths) for day in days)
    parts = [
        f"{theirs} from them" if theirs else "",
        f"{ours} from you" if ours else "",
        count(talks, "call", "calls") if talks else "",
        f"met {count(faces, 'time', 'times')}" if faces else "",
        f"{minutes} min" if minutes else "",
    ]
    said = ", ".join(one for one in parts if one)
    return f"Week of {short_date(week, today=date.min)}: {said}"


def _spoken(days: Iterable[DayFacts], kind: str) -> int:
    return sum(day.incoming + day.outgoing for day in days if day.kind == kind)


def _silences(days: Iterable[DayFacts], *, begin: date, today: date) -> tuple[Silence, ...]:
    """The longest, the newest first; nothing before the first word that is known."""
    spoken = sorted({day.on for day in days if day.on <= today})
    ends: list[tuple[date, date | None]] = list(pairwise(spoken))
    if spoken:
        ends.append((spoken[-1], None))
    found = [one for last, after in ends if (one := _silence(last, after, begin, today)) is not None]
    longest = sorted(found, key=lambda one: -one.days)[:MOST_SILENCES]
    return tuple(sorted(longest, key=lambda one: one.begin, reverse=True))


def _silence(last: date, after: date | None, begin: date, today: date) -> Silence | None:
    end = after or today + timedelta(days=1)
    days = (end - last).days - 1
    if days < LEAST_SILENCE_DAYS or end <= begin:
        return None
    x = _exact(max(last + timedelta(days=1), begin), begin)
    width = round(_exact(end, begin) - x, 1)
    first = last + timedelta(days=1)
    span = f"{_day(first)} to {_day(end - timedelta(days=1))}" if after else f"since {_day(first)}"
    return Silence(
        first, after, days, round(x, 1), width, f"{span}: {count(days, 'day', 'days')} without a word"
    )


def _exact(on: date, begin: date) -> float:
    return LEFT + (on - begin).days / 7 * CELL


def _day(on: date) -> str:
    return short_date(on, today=date.min)


def _months(begin: date, today: date) -> tuple[Tick, ...]:
    ticks = []
    for number in range(begin.year * 12 + begin.month, today.year * 12 + today.month):
        first = date(number // 12, number % 12 + 1, 1)
        if first.month % 3 == 1 and first <= today - timedelta(days=14):
            name = MONTHS[first.month - 1][:3]
            ticks.append(
                Tick(round(_exact(first, begin), 1), f"{name} {first.year}" if first.month == 1 else name)
            )
    return tuple(ticks)


def _rows(days: Iterable[DayFacts], today: date) -> tuple[tuple[str, int, int, int, int, int], ...]:
    """From this month back to the first with a word."""
    by_month: dict[int, list[DayFacts]] = {}
    for day in days:
        by_month.setdefault(day.on.year * 12 + day.on.month - 1, []).append(day)
    last = today.year * 12 + today.month - 1
    return tuple(
        _row(number, by_month.get(number, [])) for number in range(last, min(by_month, default=last) - 1, -1)
    )


def _row(number: int, days: Sequence[DayFacts]) -> tuple[str, int, int, int, int, int]:
    return (
        f"{MONTHS[number % 12][:3]}\N{NO-BREAK SPACE}{number // 12}",
        _written(days, "incoming"),
        _written(days, "outgoing"),
        _spoken(days, "voice"),
        sum(sum(day.lengths) for day in days),
        _spoken(days, "face"),
    )


def _summary(days: Sequence[DayFacts], silences: Sequence[Silence]) -> str:
    """The whole in a sentence, which is also what a screen reader says of the picture."""
    written = _written(days, "incoming") + _written(days, "outgoing")
    calls, faces = _spoken(days, "voice"), _spoken(days, "face")
    parts = [
        count(written, "message", "messages") if written else "",
        count(calls, "call", "calls") if calls else "",
        f"met {count(faces, 'time', 'times')}" if faces else "",
        count(len(silences), "silence", "silences") if silences else "no silence of three weeks",
    ]
    words = ", ".join(one for one in parts if one)
    return f"{words[:1].upper()}{words[1:]}."
