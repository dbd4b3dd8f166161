"""Contact days in, the places of what is drawn out: plain numbers, which a template makes into SVG. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from math import log
from statistics import median

from msgspec import Struct

from alongside.pages.base.words import MONTHS, count, short_date
from alongside.rhythm.rules import DayFacts
from alongside.rhythm.words import took

CELL = 13
LEFT, TOP = 26, 16
# Whatever was nearest counts for the look of a day: face to face, then by voice, then in writing.
_NEAREST = ("face", "voice", "written")


class Cell(Struct, frozen=True):
    """A day with contact: its middle, what was nearest, and the words for it."""

    x: int
    y: int
    kind: str
    words: str


class Label(Struct, frozen=True):
    x: float
    y: float
    text: str


class Year(Struct, frozen=True):
    """A year's calendar: a column a week, a row a weekday."""

    number: int
    width: int
    height: int
    cells: tuple[Cell, ...]
    empty: str
    months: tuple[Label, ...]
    table: tuple[tuple[str, int, int, int], ...]


def years_of(days: Sequence[DayFacts], *, today: date) -> list[Year]:
    """This year's and last year's calendar, the newer first."""
    return [_year(days, number, today=today) for number in (today.year, today.year - 1)]


def _year(days: Sequence[DayFacts], number: int, *, today: date) -> Year:
    begin, end = date(number, 1, 1), min(date(number, 12, 31), today)
    by_day: dict[date, list[DayFacts]] = {}
    for day in days:
        if begin <= day.on <= end:
            by_day.setdefault(day.on, []).append(day)
    cells, empty = [], []
    on = begin
    while on <= end:
        x, y = _place(on, begin)
        if on in by_day:
            kinds = {day.kind for day in by_day[on]}
            nearest = next(kind for kind in _NEAREST if kind in kinds)
            cells.append(Cell(x, y, nearest, _day_words(by_day[on])))
        else:
            # One path for all empty days: a round dot each.
            empty.append(f"M{x} {y}h0")
        on += timedelta(days=1)
    firsts = [date(number, month, 1) for month in range(1, 13)]
    months = tuple(
        Label(_place(on, begin)[0] - 4, 10, MONTHS[on.month - 1][:3]) for on in firsts if on <= end
    )
    return Year(
        number=number,
        width=LEFT + 54 * CELL,
        height=TOP + 7 * CELL,
        cells=tuple(cells),
        empty="".join(empty),
        months=months,
        table=tuple(_month_row(by_day, on) for on in firsts if on <= end),
    )


def _place(on: date, begin: date) -> tuple[int, int]:
    week = ((on - begin).days + begin.weekday()) // 7
    return LEFT + week * CELL + CELL // 2, TOP + on.weekday() * CELL + CELL // 2


def _day_words(found: Iterable[DayFacts]) -> str:
    by_kind = {day.kind: day for day in found}
    parts = []
    for kind, one, many in (
        ("face", "meeting", "meetings"),
        ("voice", "call", "calls"),
        ("written", "message", "messages"),
    ):
        if day := by_kind.get(kind):
            minutes = sum(day.lengths)
            parts.append(
                count(day.incoming + day.outgoing, one, many) + (f" ({minutes} min)" if minutes else "")
            )
    on = next(iter(by_kind.values())).on
    return f"{short_date(on, today=date.min)}: {', '.join(parts)}"


def _month_row(by_day: dict[date, list[DayFacts]], first: date) -> tuple[str, int, int, int]:
    found = [
        day for on, some in by_day.items() if (on.year, on.month) == (first.year, first.month) for day in some
    ]
    face, voice, written = (sum(day.kind == kind for day in found) for kind in _NEAREST)
    return MONTHS[first.month - 1], face, voice, written


# Answer times

WIDTH, HEIGHT, BAND_TOP = 688, 150, 10
# The scale stands at the right, beside the newest.
SCALE_X = WIDTH - 42
MONTHS_SHOWN = 24
# Fewer answers in a month make a dot, and no band.
LEAST_FOR_BAND = 3
_HOUR = 3600
# Working time: a day has eight hours, a week five days.
_TICKS = ((_HOUR, "1 h"), (4 * _HOUR, "4 h"), (8 * _HOUR, "1 day"), (40 * _HOUR, "1 week"))
_TOP_SECONDS = 80 * _HOUR


class Month(Struct, frozen=True):
    """A month's answers: how many, the middle half of them, and the median."""

    first: date
    number: int
    low: float | None
    middle: float | None
    high: float | None


class Band(Struct, frozen=True):
    """Answer times month by month: the middle half as areas, the medians as lines, single ones as dots."""

    areas: tuple[str, ...]
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float, str], ...]
    ticks: tuple[Label, ...]
    months: tuple[Label, ...]
    table: tuple[tuple[str, int, str, str], ...]

    @property
    def is_empty(self) -> bool:
        return not self.dots


def band_of(days: Iterable[DayFacts], values: Callable[[DayFacts], Sequence[int]], *, today: date) -> Band:
    months = _months(days, values, today=today)
    runs = _runs(months)
    shown = [(number, month) for number, month in enumerate(months) if month.middle is not None]
    return Band(
        areas=tuple(_area(run) for run in runs if len(run) > 1),
        lines=tuple(
            " ".join(f"{_x(number)},{_y(month.middle)}" for number, month in run)
            for run in runs
            if len(run) > 1
        ),
        dots=tuple((_x(number), _y(month.middle), _month_words(month)) for number, month in shown),
        ticks=tuple(Label(SCALE_X, _y(seconds), words) for seconds, words in _TICKS),
        months=tuple(
            Label(_x(number), HEIGHT - 2, f"{MONTHS[month.first.month - 1][:3]}{_year_of(month.first)}")
            for number, month in enumerate(months)
            if month.first.month in (1, 4, 7, 10)
        ),
        table=tuple(_band_row(month) for month in reversed(months) if month.number),
    )


def _year_of(first: date) -> str:
    return f" {first.year}" if first.month == 1 else ""


def _months(
    days: Iterable[DayFacts], values: Callable[[DayFacts], Sequence[int]], *, today: date
) -> list[Month]:
    found: dict[date, list[int]] = {}
    for day in days:
        found.setdefault(day.on.replace(day=1), []).extend(values(day))
    last = today.year * 12 + today.month - 1
    firsts = [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS_SHOWN + 1, last + 1)]
    return [_month(first, sorted(found.get(first, ()))) for first in firsts]


def _month(first: date, seconds: Sequence[int]) -> Month:
    if not seconds:
        return Month(first, 0, None, None, None)
    low, high = seconds[(len(seconds) - 1) // 4], seconds[(3 * (len(seconds) - 1) + 3) // 4]
    return Month(first, len(seconds), low, median(seconds), high)


def _runs(months: Sequence[Month]) -> list[list[tuple[int, Month]]]:
    """Months in a row with enough answers for a band."""
    runs: list[list[tuple[int, Month]]] = [[]]
    for number, month in enumerate(months):
        if month.number >= LEAST_FOR_BAND:
            runs[-1].append((number, month))
        elif runs[-1]:
            runs.append([])
    return runs


def _area(run: Sequence[tuple[int, Month]]) -> str:
    there = [f"{_x(number)},{_y(month.high)}" for number, month in run]
    back = [f"{_x(number)},{_y(month.low)}" for number, month in reversed(run)]
    return " ".join([*there, *back])


def _x(number: int) -> float:
    return round(20 + number * (SCALE_X - 40) / (MONTHS_SHOWN - 1), 1)


def _y(seconds: float | None) -> float:
    """Logarithmic, so that hours and weeks stand on one picture."""
    part = log(1 + min(seconds or 0, _TOP_SECONDS) / _HOUR) / log(1 + _TOP_SECONDS / _HOUR)
    return round(HEIGHT - 22 - part * (HEIGHT - 22 - BAND_TOP), 1)


def _month_words(month: Month) -> str:
    name = f"{MONTHS[month.first.month - 1]} {month.first.year}"
    return f"{name}: {took(month.middle)}, {count(month.number, 'answer', 'answers')}"


def _band_row(month: Month) -> tuple[str, int, str, str]:
    name = f"{MONTHS[month.first.month - 1]} {month.first.year}"
    return name, month.number, took(month.middle), f"{took(month.low)} to {took(month.high)}"
