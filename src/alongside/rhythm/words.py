"""Evidence and medians in, the sentences that are read of them out. Pure: `today` is given."""

from __future__ import annotations

from datetime import date, timedelta

from alongside.lib.words import DAYS, count, day, duration, waited
from alongside.rhythm.rules import Evidence, Gap, Times

KIND_NAMES = {"voice": "By voice", "face": "Face to face", "written": "In writing"}
_NOTHING = {
    "voice": "No call",
    "face": "No meeting",
    "written": "Nothing from them in writing",
    "spoken": "No call or meeting",
    "any": "Not a word from them",
}


def days(value: float) -> str:
    return count(round(value), "day", "days")


def sentence(evidence: Evidence, *, today: date) -> str:
    """ "No call for 31 days, usually every 9."; "Their answers took 4 h, now 2 days." """
    if evidence.what == "answers":
        return f"Their answers took {took(evidence.then)}, now {took(evidence.now)}."
    if evidence.what == "cancelled":
        return f"They cancelled or missed {round(evidence.now or 0)} calls or meetings in four weeks."
    if evidence.what == "planned" and evidence.last_on is not None:
        return f"A call is planned for {planned_for(evidence.last_on, today=today)}."
    since = (today - evidence.last_on).days if evidence.last_on else 0
    usual = evidence.usual or 0
    if evidence.what == "wish":
        return f"{_NOTHING[evidence.kind]} for {days(since)}; you want no more than {round(usual)}."
    often = "every day" if round(usual) <= 1 else f"every {round(usual)}"
    return f"{_NOTHING[evidence.kind]} for {days(since)}, usually {often}."


def planned_for(on: date, *, today: date) -> str:
    """ "today", "tomorrow", "Thursday", "Thursday 3 December"."""
    ahead = (on - today).days
    if ahead in (0, 1):
        return "tomorrow" if ahead else "today"
    return DAYS[on.weekday()] if 0 < ahead < 7 else day(on, today=today)


def took(seconds: float | None) -> str:
    """Working time that an answer took; what was answered outside working hours took no time of them."""
    if seconds is None:
        return "too few to say"
    return waited(timedelta(seconds=seconds)) if seconds >= 60 else "no time"


def standing(gap: Gap) -> tuple[str, str, str]:
    """A kind's last contact, what is usual, and how far from it: three cells of a table."""
    if gap.last_on is None or gap.since is None:
        return "never", "—", ""
    since = "today" if gap.since == 0 else "yesterday" if gap.since == 1 else f"{gap.since} days"
    if gap.usual is None or gap.spread is None:
        return since, "too little past", ""
    often = "every day" if round(gap.usual) <= 1 else f"every {round(gap.usual)} days"
    return since, often, "longer than usual" if gap.is_long else "as usual"


def length(minutes: float | None) -> str:
    return "too few to say" if minutes is None else duration(timedelta(minutes=minutes))


def who_begins(by_them: int, by_us: int) -> str:
    """Of the conversations of a span, whose beginning it was."""
    total = by_them + by_us
    return f"they began {by_them} of {total}" if total else "none"


def then_and_now(label: str, times: Times, *, is_length: bool = False) -> tuple[str, str, str]:
    words = length if is_length else took
    return label, words(times.then), words(times.now)
