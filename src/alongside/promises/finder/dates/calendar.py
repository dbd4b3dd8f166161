"""Calendar arithmetic for what people say: "Friday week", "end of next month", "mid-March"; days in, `Days` out."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from alongside.promises.finder.dates.shapes import Days, Precision

FRIDAY, SATURDAY = 4, 5
_QUARTER_MONTHS = 3


def one_day(on: date, *, precision: Precision = "day", is_ambiguous: bool = False) -> Days:
    return Days(on, on, precision, is_ambiguous)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, month_end(date(year, month + 1, 1)).day))


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def add_working_days(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def coming(today: date, weekday: int) -> date:
    """The next such day, never today itself."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def weekday(today: date, number: int, word: str = "") -> Days | None:
    """`word` is what stands before it: this, next, coming, or nothing. None for what is past."""
    monday = today - timedelta(days=today.weekday())
    if word == "this":
        day = monday + timedelta(days=number)
        return one_day(day if day >= today else day + timedelta(days=7))
    if word == "next":
        return one_day(monday + timedelta(days=7 + number), is_ambiguous=number > today.weekday())
    if word in ("last", "previous", "every", "each", "most", "past"):
        return None
    return one_day(coming(today, number), is_ambiguous=not word and number == today.weekday())


def nth(today: date, day: int, weekday_number: int | None = None) -> Days | None:
    """The 3rd: of this month or the next that has one; with a weekday, of the next month where it falls on it."""
    first = month_start(today)
    for _ in range(40 if weekday_number is not None else 3):
        if day <= month_end(first).day:
            found = first.replace(day=day)
            if found >= today and weekday_number in (None, found.weekday()):
                return one_day(found)
        first = add_months(first, 1)
    return None


def in_month(today: date, month: int, day: int, year: int | None) -> Days | None:
    """5 March: of the year given, else the next one to come. None for 31 June."""
    years = (year,) if year else range(today.year, today.year + 5)
    for number in years:
        try:
            found = date(number, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return one_day(found, is_ambiguous=not year and _was_just(today, month, day))
    return None


def _was_just(today: date, month: int, day: int) -> bool:
    """Within the last two months: "on 3 March", said on the 4th, may well be yesterday."""
    return any(
        date(year, month, day) < today <= date(year, month, day) + timedelta(days=60)
        for year in (today.year - 1, today.year)
        if day <= month_end(date(year, month, 1)).day
    )


def whole_month(today: date, month: int, year: int | None) -> Days:
    number = year or today.year + (month < today.month)
    return stretch(date(number, month, 1), month_end(date(number, month, 1)), "month")


def stretch(first: date, last: date, precision: Precision, *, is_ambiguous: bool = False) -> Days:
    return Days(last, first, precision, is_ambiguous)


def period(today: date, unit: str, offset: int) -> Days:
    """This (0), next (1) or the one after (2). A week that something is due in ends on its Friday."""
    if unit == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(days=7 * offset)
        return stretch(first, max(first + timedelta(days=FRIDAY), today if offset == 0 else first), "week")
    if unit == "weekend":
        first = today - timedelta(days=today.weekday()) + timedelta(days=SATURDAY + 7 * offset)
        is_ambiguous = offset == 1 and today.weekday() < SATURDAY
        return stretch(first, first + timedelta(days=1), "days", is_ambiguous=is_ambiguous)
    if unit == "fortnight":
        return stretch(today, today + timedelta(days=14), "week")
    if unit == "month":
        first = add_months(month_start(today), offset)
        return stretch(first, month_end(first), "month")
    if unit == "quarter":
        return quarter((today.month - 1) // _QUARTER_MONTHS + 1 + offset, today.year)
    return stretch(date(today.year + offset, 1, 1), date(today.year + offset, 12, 31), "year")


def quarter(number: int, year: int) -> Days:
    """Calendar quarters; a number above four runs into the next year."""
    first = add_months(date(year, 1, 1), (number - 1) * _QUARTER_MONTHS)
    return stretch(first, month_end(add_months(first, 2)), "quarter")


def named_quarter(today: date, number: int, year: int | None) -> Days:
    found = quarter(number, year or today.year)
    return found if year or found.on >= today else quarter(number, today.year + 1)


def from_today(days: Days, today: date) -> Days:
    """Without what of the stretch is over already."""
    return replace(days, starts_on=today) if days.starts_on < today <= days.on else days


def edge(days: Days, word: str) -> Days:
    """The end, start, middle, early or late part of a stretch."""
    first = days.starts_on
    if word == "end":
        return one_day(days.on, is_ambiguous=days.is_ambiguous)
    if word == "start":
        return one_day(first, is_ambiguous=days.is_ambiguous)
    if word == "early":
        return stretch(first, first + _early(days), _finer(days))
    if word == "middle":
        return one_day(first + _middle(days), precision=_finer(days))
    return stretch(days.on - _early(days), days.on, _finer(days))


def _finer(days: Days) -> Precision:
    return {"week": "days", "month": "week", "quarter": "month", "year": "quarter"}.get(days.precision, "day")  # type: ignore[return-value]


def _early(days: Days) -> timedelta:
    return timedelta(days={"week": 1, "month": 9, "quarter": 29, "year": 89}.get(days.precision, 0))


def _middle(days: Days) -> timedelta:
    return timedelta(days={"week": 2, "month": 14, "quarter": 45, "year": 181}.get(days.precision, 0))


def nth_weekday(first_of_month: date, number: int, weekday_number: int) -> date | None:
    """The second Tuesday of a month; -1 is the last."""
    if number < 0:
        last = month_end(first_of_month)
        return last - timedelta(days=(last.weekday() - weekday_number) % 7)
    found = first_of_month + timedelta(
        days=(weekday_number - first_of_month.weekday()) % 7 + 7 * (number - 1)
    )
    return found if found.month == first_of_month.month else None
