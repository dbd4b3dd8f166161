"""Now and two clocks in, the times at which a letter may be sent later out, each in words of both. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from alongside.lib.working_time import MONDAY_TO_FRIDAY
from alongside.pages.base.words import DAYS, clock, when

NINE = time(9)
AFTER_NOON = time(14)


@dataclass(frozen=True, slots=True)
class Preset:
    """A time to choose. `words` names it, `detail` says what the other clock shows then."""

    at: datetime
    words: str
    detail: str


def presets(now: datetime, *, hers: tzinfo, theirs: tzinfo | None = None) -> list[Preset]:
    """The next good moments, soonest first: in an hour, this afternoon, nine o'clock of the next working day."""
    found = [_preset(now + timedelta(hours=1), "In an hour", now, hers, theirs)]
    here = now.astimezone(hers)
    if here.hour < AFTER_NOON.hour - 1 and here.weekday() in MONDAY_TO_FRIDAY:
        at = datetime.combine(here.date(), AFTER_NOON, hers)
        found.append(_preset(at, f"Today {clock(at)}", now, hers, theirs))
    zones = [hers] if theirs is None or _agree(hers, theirs, now) else [theirs, hers]
    for zone in zones:
        at = _nine(now, zone)
        mine = "" if len(zones) == 1 else (" their time" if zone is theirs else " your time")
        found.append(_preset(at, f"{_day(at, now, zone)} {clock(at)}{mine}", now, hers, theirs, zone=zone))
    return sorted(found, key=lambda preset: preset.at)


def _preset(
    at: datetime, words: str, now: datetime, hers: tzinfo, theirs: tzinfo | None, zone: tzinfo | None = None
) -> Preset:
    other = hers if zone is not None and zone is theirs else theirs
    if theirs is None or other is None or _agree(hers, theirs, at):
        return Preset(at, words, "" if zone is not None else when(at.astimezone(hers), now=now.astimezone(hers)))
    return Preset(at, words, said(at, now=now, hers=hers, theirs=theirs, but=zone))


def said(
    at: datetime, *, now: datetime, hers: tzinfo, theirs: tzinfo | None, but: tzinfo | None = None
) -> str:
    """ "Mon 09:00 their time, 10:00 yours"; one clock alone where both show the same."""
    here = at.astimezone(hers)
    if theirs is None or _agree(hers, theirs, at):
        return when(here, now=now.astimezone(hers))
    there = at.astimezone(theirs)
    mine = f"{when(here, now=now.astimezone(hers))} your time"
    their = f"{when(there, now=now.astimezone(theirs))} their time"
    if but is theirs:
        return mine
    if but is hers:
        return their
    return f"{their}, {mine}"


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


def _day(at: datetime, now: datetime, zone: tzinfo) -> str:
    today: date = now.astimezone(zone).date()
    return "Tomorrow" if at.date() == today + timedelta(days=1) else DAYS[at.weekday()]
