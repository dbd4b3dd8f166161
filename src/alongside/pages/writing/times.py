"""Now and two clocks in, the times at which a letter may be sent later out, each in words of both. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from msgspec import Struct

from alongside.lib.working_time import MONDAY_TO_FRIDAY
from alongside.pages.base.words import DAYS, clock, short_date, when

NINE = time(9)
AFTER_NOON = time(14)


class Preset(Struct, frozen=True):
    """A time to choose. `words` names it, `detail` says what the other clock shows then, or both."""

    at: datetime
    words: str
    detail: str


def presets(
    now: datetime, *, hers: tzinfo, theirs: tzinfo | None = None, opens_at: datetime | None = None
) -> list[Preset]:
    """The next good moments, soonest first: in an hour, this afternoon, the beginning of the next working day.

    `opens_at`: when her own work begins next; else it is nine o'clock.
    """
    an_hour = now + timedelta(hours=1)
    found = [Preset(an_hour, "In an hour", said(an_hour, now=now, hers=hers, theirs=theirs))]
    here = now.astimezone(hers)
    if here.hour < AFTER_NOON.hour - 1 and here.weekday() in MONDAY_TO_FRIDAY:
        at = datetime.combine(here.date(), AFTER_NOON, hers)
        found.append(
            Preset(at, f"Today {clock(at)}", _other(at, now=now, hers=hers, theirs=theirs, but=hers))
        )
    zones = [hers] if theirs is None or _agree(hers, theirs, now) else [theirs, hers]
    for zone in zones:
        at = opens_at.astimezone(hers) if opens_at is not None and zone is hers else _nine(now, zone)
        whose = "" if len(zones) == 1 else " their time" if zone is theirs else " your time"
        words = f"{_day(at, now, zone, today='Today')} {clock(at)}{whose}"
        found.append(Preset(at, words, _other(at, now=now, hers=hers, theirs=theirs, but=zone)))
    return sorted(found, key=lambda preset: preset.at)


def said(at: datetime, *, now: datetime, hers: tzinfo, theirs: tzinfo | None) -> str:
    """ "Mon 09:00 their time, Mon 14:00 your time"; one clock alone where both show the same."""
    if theirs is None or _agree(hers, theirs, at):
        return when(at.astimezone(hers), now=now.astimezone(hers))
    return ", ".join(_other(at, now=now, hers=hers, theirs=theirs, but=zone) for zone in (hers, theirs))


def _other(at: datetime, *, now: datetime, hers: tzinfo, theirs: tzinfo | None, but: tzinfo) -> str:
    """What the other clock shows, "" where there is none or it shows the same."""
    if theirs is None or _agree(hers, theirs, at):
        return ""
    zone, whose = (theirs, "their time") if but is hers else (hers, "your time")
    return f"{when(at.astimezone(zone), now=now.astimezone(zone))} {whose}"


def chosen_time(text: str, *, zone: tzinfo) -> datetime | None:
    """A time from a preset's button, with its zone, or from the field, by her own clock; None when it is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _agree(one: tzinfo, other: tzinfo, at: datetime) -> bool:
    return at.astimezone(one).utcoffset() == at.astimezone(other).utcoffset()


def _nine(now: datetime, zone: tzinfo) -> datetime:
    """Nine o'clock of the next working day there."""
    day = now.astimezone(zone).date() + timedelta(days=1)
    while day.weekday() not in MONDAY_TO_FRIDAY:
        day += timedelta(days=1)
    return datetime.combine(day, NINE, zone)


def better(at: datetime, *, now: datetime, hers: tzinfo, theirs: tzinfo | None) -> tuple[str, str]:
    """ "09:00 tomorrow", "09:00 on Monday", "09:00 on Mon 4 Jan" by her clock, and what the client's shows then."""
    here = at.astimezone(hers)
    day = _day(here, now, hers, today="today")
    words = f"{clock(here)} {day.lower()}" if day in ("today", "Tomorrow") else f"{clock(here)} on {day}"
    return words, _other(at, now=now, hers=hers, theirs=theirs, but=hers)


def _day(at: datetime, now: datetime, zone: tzinfo, *, today: str) -> str:
    on, here = at.date(), now.astimezone(zone).date()
    days = (on - here).days
    if days < 2:
        return "Tomorrow" if days else today
    return DAYS[on.weekday()] if days < 7 else f"{DAYS[on.weekday()][:3]} {short_date(on, today=here)}"
