"""Days, times and counts in, the words that people read for them out. Pure: `now` is given."""

from __future__ import annotations

from datetime import date, datetime, timedelta

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
WORKING_DAY = timedelta(hours=8)


def short_month(on: date) -> str:
    return MONTHS[on.month - 1][:3]


def clock(at: datetime) -> str:
    return f"{at.hour:02}:{at.minute:02}"


def when(at: datetime, *, now: datetime) -> str:
    """The shortest form that cannot be misread, in the reader's zone: "14:20", "Tue 14:20", "3 Mar 2024"."""
    days = abs((at.date() - now.date()).days)
    if days == 0:
        return clock(at)
    if days < 7:
        return f"{DAYS[at.weekday()][:3]} {clock(at)}"
    return short_date(at.date(), today=now.date())


def short_date(on: date, *, today: date) -> str:
    words = f"{on.day} {short_month(on)}"
    return words if on.year == today.year else f"{words} {on.year}"


def day(on: date, *, today: date) -> str:
    """A day as a heading: "Tuesday 3 March", with the year when it is another one."""
    words = f"{DAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"
    return words if on.year == today.year else f"{words} {on.year}"


def waited(length: timedelta) -> str:
    """Working time that somebody has waited: "20 min", "5 h", "2 days" of eight hours; "new" before any passed."""
    if not length:
        return "new"
    if length < timedelta(hours=1):
        return f"{max(1, int(length.total_seconds() // 60))} min"
    if length < WORKING_DAY:
        return f"{int(length.total_seconds() // 3600)} h"
    return count(int(length / WORKING_DAY), "day", "days")


def count(value: int, one: str, many: str) -> str:
    """ "1 message", "1,204 messages"."""
    return f"{value:,} {one if value == 1 else many}"


def due(on: date | None, at: datetime | None, *, now: datetime) -> str:
    """When something is due, in the reader's zone: "today 16:00", "tomorrow", "Fri 6 Mar", "3 Mar 2024", "no day"."""
    day_on = at.astimezone(now.tzinfo).date() if at is not None else on
    if day_on is None:
        return "no day"
    days = (day_on - now.date()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    words = near or (
        f"{DAYS[day_on.weekday()][:3]} {short_date(day_on, today=now.date())}"
        if abs(days) < 14
        else short_date(day_on, today=now.date())
    )
    return f"{words} {clock(at.astimezone(now.tzinfo))}" if at is not None else words


def duration(length: timedelta) -> str:
    """ "45 min", "1 h 20", "2 h"; anything begun is at least a minute."""
    minutes = max(1, round(length.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"
