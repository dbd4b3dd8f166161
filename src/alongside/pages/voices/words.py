"""Days and names in, the sentences about whom she has spoken with out. Pure: `today` is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from alongside.pages.base.words import DAYS, count, duration, short_date
from alongside.voices.queries import TodayLine
from alongside.voices.rules import DayHeard

MOST_NAMES = 4


def listed(names: Sequence[str]) -> str:
    """ "Mara", "Mara and Tom", "Mara, Tom and 3 more"."""
    shown = list(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        shown = [*shown[:-1], f"{len(names) - MOST_NAMES + 1} more"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def today_words(line: TodayLine, *, today: date) -> str:
    """ "You spoke with Mara and Tom today; with nobody on Tuesday." """
    nobody = ""
    if line.nobody_on is not None:
        is_yesterday = line.nobody_on == today - timedelta(days=1)
        nobody = "yesterday" if is_yesterday else f"on {DAYS[line.nobody_on.weekday()]}"
    if line.names:
        return f"You spoke with {listed(line.names)} today{f'; with nobody {nobody}' if nobody else ''}."
    if line.quiet_days > 1:
        return f"You have spoken with nobody for {count(line.quiet_days, 'working day', 'working days')}."
    return f"You spoke with nobody {nobody}." if nobody else "You have spoken with nobody yet today."


def long_words(day: DayHeard) -> str:
    """How long she spoke that day, as far as it was noted."""
    return duration(timedelta(minutes=day.minutes)) if day.minutes else ""


def gap_words(gap: tuple[date, date] | None, *, today: date) -> str:
    if gap is None:
        return ""
    begin, end = gap
    days = count((end - begin).days + 1, "day", "days")
    span = short_date(begin, today=today)
    if end > begin:
        span = f"{span} to {short_date(end, today=today)}"
    return f"The longest time with nobody was {days}: {span}."
