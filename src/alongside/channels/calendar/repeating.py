"""An event that repeats in, the beginnings of its repetitions out, as its own clock shows them. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrulestr

# What comes more often than daily is no meeting. dateutil looks for a day that a rule never meets until the year 9999
# (ten seconds for the 31st of February): so only such rules are followed of which it finds a day soon.
_SHAPES = {
    "DAILY": {"BYDAY", "BYMONTH", "BYMONTHDAY"},
    "WEEKLY": {"BYDAY", "BYMONTH"},
    "MONTHLY": {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTH", "BYMONTHDAY"},
}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY = re.compile(r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
# Before that a rule is counted through day by day for nothing.
_OLDEST = timedelta(days=40 * 366)


def clock_of(zone: str, *, otherwise: tzinfo) -> tzinfo:
    """`otherwise` is the clock by which open times are meant, and those of a clock that is gone."""
    if zone == "UTC":
        return UTC
    try:
        return ZoneInfo(zone) if zone else otherwise
    except (ZoneInfoNotFoundError, ValueError):
        return otherwise


def repetitions(
    starts: datetime,
    *,
    rule: str,
    zone: tzinfo,
    since: datetime,
    until: datetime,
    but: Iterable[datetime] = (),
    also: Iterable[datetime] = (),
) -> list[datetime]:
    """Beginnings between `since` and `until`, soonest first; all are as the clock of `zone` shows them.

    A rule that cannot be followed is as none: then there is the first one alone.
    """
    found = {starts, *_of_rule(starts, rule, zone=zone, until=until), *also} - set(but)
    days_off = {one.date() for one in but if one.time() == time()} if starts.time() != time() else set()
    return sorted(one for one in found if since <= one < until and one.date() not in days_off)


def _of_rule(starts: datetime, rule: str, *, zone: tzinfo, until: datetime) -> Iterable[datetime]:
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    filters = _readable(parts)
    if filters is None or starts < until - _OLDEST:
        return []
    last = min(until, _last_of(parts.get("UNTIL", ""), starts, zone))
    count = int(parts["COUNT"]) if parts.get("COUNT", "x").isdecimal() and len(parts["COUNT"]) < 10 else None
    try:
        every = rrulestr(";".join(f"{name}={value}" for name, value in filters.items()), dtstart=starts)
    except (ValueError, TypeError, KeyError):
        return []
    found = (one for one in takewhile(lambda one: one < last, every) if _is_meant(one, parts))
    return islice(found, count)


def _readable(parts: dict[str, str]) -> dict[str, str] | None:
    """What dateutil is given of a rule, which then always comes to a day; None for what is not followed."""
    by = {name for name in parts if name.startswith("BY")}
    frequency, interval = parts.get("FREQ", ""), parts.get("INTERVAL", "1")
    if by - _SHAPES.get(frequency, set()) or frequency not in _SHAPES:
        return None
    if not (interval.isdecimal() and 1 <= int(interval[:4]) <= 99 and len(interval) < 3):
        return None
    if not (
        _are_numbers(parts.get("BYMONTH"), 12) and _are_numbers(parts.get("BYMONTHDAY"), 31, signed=True)
    ):
        return None
    if not _is_met(parts, frequency):
        return None
    given = {"FREQ": frequency, "INTERVAL": interval, "WKST": parts.get("WKST", "MO")}
    kept = {"DAILY": (), "WEEKLY": ("BYDAY",), "YEARLY": ("BYDAY", "BYMONTH", "BYMONTHDAY")}
    wanted = kept.get(frequency, ("BYDAY", "BYMONTHDAY", "BYSETPOS"))
    return given | {name: parts[name] for name in wanted if name in parts}


def _are_numbers(text: str | None, most: int, *, signed: bool = False) -> bool:
    if text is None:
        return True
    values = [one.lstrip("+-") if signed else one for one in text.split(",")]
    return all(one.isdecimal() and len(one) < 4 and 1 <= int(one) <= most for one in values)


def _is_met(parts: dict[str, str], frequency: str) -> bool:
    """Whether such days come again and again."""
    days = parts.get("BYDAY", "").split(",") if "BYDAY" in parts else []
    numbered = any(len(day) > 2 for day in days)
    if not all(_DAY.fullmatch(day) for day in days) or (numbered and frequency in ("DAILY", "WEEKLY")):
        return False
    if numbered and "BYMONTHDAY" in parts:
        return False
    if "BYSETPOS" in parts:
        # Of each weekday a month has four at least.
        is_set = bool(days) and not numbered and "BYMONTHDAY" not in parts
        return is_set and _are_numbers(parts["BYSETPOS"], 4 * len(days), signed=True)
    if frequency == "YEARLY" and "BYMONTHDAY" in parts:
        months = [int(one) for one in parts.get("BYMONTH", "1").split(",")]
        first = min(abs(int(one)) for one in parts["BYMONTHDAY"].split(","))
        return not days and any(first <= _LONGEST_MONTHS[month - 1] for month in months)
    return frequency != "YEARLY" or not days or "BYMONTH" in parts


def _is_meant(one: datetime, parts: dict[str, str]) -> bool:
    """What dateutil was not asked to look for."""
    if "BYMONTH" in parts and str(one.month) not in parts["BYMONTH"].split(","):
        return False
    if parts["FREQ"] != "DAILY":
        return True
    if "BYDAY" in parts and _WEEKDAYS[one.weekday()] not in parts["BYDAY"].split(","):
        return False
    length = monthrange(one.year, one.month)[1]
    wanted = {int(day) for day in parts.get("BYMONTHDAY", "0").split(",")}
    return "BYMONTHDAY" not in parts or one.day in wanted or one.day - length - 1 in wanted


def _last_of(text: str, starts: datetime, zone: tzinfo) -> datetime:
    """The first moment after UNTIL, as the clock of the event shows it (RFC 5545 §3.3.10)."""
    found = _UNTIL.fullmatch(text)
    if found is None:
        return datetime.max
    year, month, day, hour, minute, second = (int(one or 0) for one in found.groups()[:6])
    try:
        if found[4] is None:
            return datetime(year, month, day) + timedelta(days=1)
        last = datetime(year, month, day, hour, minute, min(second, 59))
        last = last.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if found[7] else last
        return last + timedelta(seconds=1)
    except (ValueError, OverflowError):
        return starts


def moment(shown: datetime, zone: tzinfo) -> datetime:
    """As a moment of the world: what the clocks leave out is as long after the hour before as it says."""
    try:
        return shown.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        # At either end of what a calendar can name no clock matters.
        return shown.replace(tzinfo=UTC)
