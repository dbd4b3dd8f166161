"""Days and hours of the sample practice: the words of a script in, moments and written dates out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
# Not by strftime, which answers in the language of the machine.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = "January February March April May June July August September October November December".split()
_HOLIDAYS = frozenset({(12, 25), (12, 26), (1, 1)})
_WHEN = re.compile(r"(?:\+(?P<weeks>\d)w )?(?P<day>Mon|Tue|Wed|Thu|Fri) (?P<time>\d\d:\d\d)")
_BEFORE_TODAY = re.compile(r"-?(?P<days>\d+) (?P<time>\d\d:\d\d)")
_FIELD = re.compile(r"\{(?P<name>[a-z_]+)(?P<plus>[+-]\d+)?\}")


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in _HOLIDAYS


def working_days_from(day: date, days: int) -> date:
    """So many working days after (or before) this one; with 0, the first on or before it."""
    step = timedelta(days=1 if days > 0 else -1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    for _ in range(abs(days)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def first_day(start: str, *, today: date) -> date:
    """The Monday a conversation begins in; today for the last days. Never over 364 days ago."""
    this_monday = today - timedelta(days=today.weekday())
    if start == "now":
        return today
    if start.isdigit():
        return this_monday - timedelta(weeks=int(start))
    if start.startswith("month "):
        months, day = map(int, start.split()[1:])
        at = date(*_month(today, -months), day)
        return at + timedelta(days=-at.weekday() % 7)
    return _season(start, today=today)


def _season(start: str, *, today: date) -> date:
    month, day = map(int, start.split("-"))
    for year in (today.year + 1, today.year, today.year - 1):
        at = date(year, month, day)
        monday = at - timedelta(days=at.weekday())
        if monday <= today:
            break
    # Weeks do not fill a year: the same week may lie 371 days back.
    return monday + timedelta(weeks=1) if (today - monday).days > 364 else monday


def moment(when: str, *, after: datetime, seconds: int, today: date) -> datetime:
    """When a mail is sent: on the next such weekday from `after` on, or so many working days before today."""
    before = _BEFORE_TODAY.fullmatch(when)
    if before:
        day = working_days_from(today, -int(before["days"]))
        return datetime.combine(day, time.fromisoformat(before["time"]), LONDON) + timedelta(seconds=seconds)
    match = _WHEN.fullmatch(when)
    if not match:
        raise ValueError(f"No moment: {when!r}")
    wanted = [name[:3] for name in WEEKDAYS].index(match["day"])
    day = after.date() + timedelta(days=(wanted - after.weekday()) % 7, weeks=int(match["weeks"] or 0))
    at = _at(day, match["time"], seconds)
    return at if at > after else _at(day + timedelta(weeks=1), match["time"], seconds)


def _at(day: date, clock: str, seconds: int) -> datetime:
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(clock), LONDON) + timedelta(seconds=seconds)


def _month(day: date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def fill(text: str, *, day: date, details: Mapping[str, str]) -> str:
    """`{day+2}` Thursday, `{date+2}` Thursday 6 March, `{short+2}` 6 March: working days from the mail's own.

    `{month-1}` and `{year-1}` count in months; other names are looked up in `details`.
    """

    def written(match: re.Match[str]) -> str:
        name, plus = match["name"], int(match["plus"] or 0)
        if name in details:
            return details[name]
        year, month = _month(day, plus)
        if name in ("month", "year"):
            return MONTHS[month - 1] if name == "month" else str(year)
        return _written_date(name, working_days_from(day, plus))

    return _FIELD.sub(written, text)


def _written_date(name: str, at: date) -> str:
    weekday, short = WEEKDAYS[at.weekday()], f"{at.day} {MONTHS[at.month - 1]}"
    return {"day": weekday, "date": f"{weekday} {short}", "short": short}[name]


def attribution_date(at: datetime) -> str:
    """As mail programs write it above a quotation: `Tue, 4 Mar 2025 at 09:12`."""
    return f"{WEEKDAYS[at.weekday()][:3]}, {at.day} {MONTHS[at.month - 1][:3]} {at.year} at {at:%H:%M}"
