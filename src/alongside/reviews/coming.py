"""Plans with their days in, the coming months on one line out: names of months and places between 0 and 1. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from alongside.lib.words import MONTHS, short_date

MONTHS_AHEAD = 6


class Point(Struct, frozen=True):
    """`at` between 0 and 1; `words` for who does not see the picture."""

    at: float
    on: date
    words: str


class Strip(Struct, frozen=True):
    """`months`: name and where each begins."""

    months: tuple[tuple[str, float], ...]
    points: tuple[Point, ...]
    words: str


def strip_of(plans: Sequence[tuple[date, str]], *, today: date, months: int = MONTHS_AHEAD) -> Strip:
    """`months` from this one on; what lies beyond stands in no picture."""
    begin, end = today.replace(day=1), _month(today, months)
    length = (end - begin).days
    firsts = [_month(today, number) for number in range(months)]
    points = tuple(
        Point((on - begin).days / length, on, f"{short_date(on, today=today)}: {text}")
        for on, text in sorted(plans)
        if begin <= on < end
    )
    words = "; ".join(one.words for one in points) or "nothing has a day yet"
    return Strip(
        tuple((MONTHS[on.month - 1][:3], (on - begin).days / length) for on in firsts),
        points,
        f"The coming {months} months: {words}.",
    )


def _month(today: date, ahead: int) -> date:
    years, month = divmod(today.month - 1 + ahead, 12)
    return date(today.year + years, month + 1, 1)
