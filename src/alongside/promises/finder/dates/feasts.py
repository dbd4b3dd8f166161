"""Days that go by a name: "before Christmas", "after Easter"; the name in, the next such day out."""

from __future__ import annotations

from datetime import date, timedelta

from alongside.promises.finder.dates.calendar import nth_weekday

_THURSDAY = 3
_FIXED = {
    "christmas eve": (12, 24), "christmas": (12, 25), "xmas": (12, 25), "boxing day": (12, 26),
    "new year's eve": (12, 31), "new years eve": (12, 31), "new year's day": (1, 1), "new years day": (1, 1),
    "new year": (1, 1),
    "halloween": (10, 31), "valentine's day": (2, 14), "independence day": (7, 4),
}  # fmt: skip
_FROM_EASTER = {"easter": 0, "easter sunday": 0, "easter monday": 1, "good friday": -2, "whit monday": 50}
NAMES = "|".join(
    name.replace(" ", r"\s")
    for name in sorted({*_FIXED, *_FROM_EASTER, "thanksgiving"}, key=len, reverse=True)
)


def next_feast(name: str, today: date) -> date:
    return next(day for day in (_in_year(name, today.year + ahead) for ahead in range(3)) if day >= today)


def _in_year(name: str, year: int) -> date:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        return _easter(year) + timedelta(days=_FROM_EASTER[name])
    return nth_weekday(date(year, 11, 1), 4, _THURSDAY) or date(year, 11, 28)


def _easter(year: int) -> date:
    """By the Gregorian computus (Meeus, Jones, Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
