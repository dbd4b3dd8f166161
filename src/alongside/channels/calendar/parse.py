"""A calendar file (RFC 5545) in, its events out; whatever else is in it is left alone.

It comes from strangers: it is read in a worker under limits, and what one property says wrongly costs that alone.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from alongside.channels.calendar.events import CannotReadError, Event, Guest
from alongside.channels.calendar.zones import name_of

if TYPE_CHECKING:
    from icalendar.cal import Component

MAXIMUM_BYTES = 2 << 20
MOST_EVENTS, MOST_GUESTS, MOST_DAYS = 500, 100, 1000
_LONGEST_LINE, _LONGEST_TEXT, _LONGEST_UID = 500, 20_000, 255
_EARLIEST, _LATEST = 2000, 2100
_LONGEST = timedelta(days=62)
# Where the makers of calendars put the way in, before their texts.
_LINKS = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "URL")
_MACHINES = frozenset({"ROOM", "RESOURCE"})
_WRONG = (ValueError, TypeError, AttributeError, KeyError, IndexError, OverflowError)


def parse(raw: bytes) -> tuple[Event, ...]:
    """Raises CannotReadError."""
    if len(raw) > MAXIMUM_BYTES:
        raise CannotReadError("It is larger than any invitation.")
    # Loaded here, as everywhere: few processes ever see a calendar, and it takes 4 MiB.
    from icalendar import Calendar
    from icalendar.timezone import tzp

    # Clocks that a file defines under a name of its own are not to hold for the next file.
    tzp.use_default()
    try:
        with warnings.catch_warnings():
            # It warns of names that it guesses; the guess is what is wanted.
            warnings.simplefilter("ignore")
            calendars = Calendar.from_ical(_letters(raw), multiple=True)
    except (*_WRONG, RecursionError) as error:
        raise CannotReadError("It is no calendar that can be read.") from error
    found: list[Event] = []
    for calendar in calendars:
        method = _line(calendar.get("METHOD")).upper()
        for component in calendar.walk("VEVENT")[: MOST_EVENTS - len(found)]:
            event = _event(component, method)
            if event is not None:
                found.append(event)
    return tuple(found)


def _letters(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _event(component: Component, method: str) -> Event | None:
    """None where it has no name or no beginning: nothing can be planned by it."""
    uid, begin = _line(component.get("UID"))[:_LONGEST_UID], _moment(component.get("DTSTART"))
    if not uid or begin is None or not _EARLIEST <= begin.year < _LATEST:
        return None
    zone = name_of(begin.tzinfo, at=begin) if isinstance(begin, datetime) else ""
    if isinstance(begin, datetime) and begin.tzinfo is not None and not zone:
        zone = "UTC"
    starts = _shown(begin, zone)
    repeated = component.get("RECURRENCE-ID")
    repetition = _moment(repeated)
    return Event(
        uid=uid,
        method=method,
        sequence=min(_number(component.get("SEQUENCE")), 2**31 - 1),
        stamp=_stamp(component),
        is_cancelled=_line(component.get("STATUS")).upper() == "CANCELLED",
        starts=starts,
        ends=starts + _length(component, begin, zone),
        is_all_day=not isinstance(begin, datetime),
        zone=zone,
        title=_line(component.get("SUMMARY")),
        place=_line(component.get("LOCATION")),
        text=_text(component.get("DESCRIPTION"))[:_LONGEST_TEXT],
        links=tuple(_line(value, 2000) for name in _LINKS for value in _all(component, name)[:5]),
        organizer=next(iter(_guests(component, "ORGANIZER")), None),
        guests=tuple(_guests(component, "ATTENDEE")),
        repetition=_shown(repetition, zone) if repetition is not None else None,
        is_from_there_on=_parameter(repeated, "RANGE").upper() == "THISANDFUTURE",
        rule=_rule(component),
        except_on=_days(component, "EXDATE", zone),
        also_on=_days(component, "RDATE", zone),
    )


def _all(component: Component, name: str) -> list[Any]:
    found = component.get(name)
    return found if isinstance(found, list) else [] if found is None else [found]


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if value is None:
        return ""
    try:
        text = str(value)
    except _WRONG:
        return ""
    return text.replace("\0", "").replace("\r", "").encode("utf-8", "replace").decode()


def _line(value: Any, longest: int = _LONGEST_LINE) -> str:
    return " ".join(_text(value).split())[:longest]


def _number(value: Any) -> int:
    text = _line(value)
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 12 else 0


def _parameter(value: Any, name: str) -> str:
    try:
        return str(value.params.get(name, ""))[:_LONGEST_LINE]
    except _WRONG:
        return ""


def _moment(value: Any) -> date | datetime | None:
    if isinstance(value, list):
        value = value[0] if value else None
    try:
        found = value.dt
    except _WRONG:
        return None
    return found if isinstance(found, date) else None


def _shown(moment: date | datetime, zone: str) -> datetime:
    """As the clock of `zone` shows it; a day is its midnight."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    if moment.tzinfo is None:
        return moment.replace(microsecond=0)
    try:
        return moment.astimezone(_clock(zone)).replace(tzinfo=None, microsecond=0)
    except OverflowError:
        return moment.replace(tzinfo=None, microsecond=0)


def _clock(zone: str) -> tzinfo:
    from icalendar.timezone import tzp

    return (tzp.timezone(zone) if zone != "UTC" else None) or UTC


def _length(component: Component, begin: date | datetime, zone: str) -> timedelta:
    """As the clock counts it; nothing lasts less than nothing, or longer than two months."""
    end = _moment(component.get("DTEND"))
    if end is not None:
        found = _shown(end, zone) - _shown(begin, zone)
    else:
        try:
            found = component.get("DURATION").dt
        except _WRONG:
            found = None
    if not isinstance(found, timedelta):
        # RFC 5545 §3.6.1: a day lasts a day, a moment no time.
        found = timedelta(0) if isinstance(begin, datetime) else timedelta(days=1)
    return min(max(found, timedelta(0)), _LONGEST)


def _stamp(component: Component) -> datetime | None:
    found = _moment(component.get("DTSTAMP"))
    if not isinstance(found, datetime):
        return None
    try:
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _rule(component: Component) -> str:
    found = component.get("RRULE")
    try:
        found = found[0] if isinstance(found, list) else found
        return str(found.to_ical().decode())[:_LONGEST_LINE] if found is not None else ""
    except _WRONG:
        return ""


def _days(component: Component, name: str, zone: str) -> tuple[datetime, ...]:
    found: list[datetime] = []
    for row in _all(component, name):
        for one in _listed(row):
            if len(found) < MOST_DAYS:
                found.append(_shown(one, zone))
    return tuple(found)


def _listed(row: Any) -> Iterable[date | datetime]:
    """A list of days, moments or spans; of a span its beginning."""
    try:
        values = [one.dt for one in row.dts]
    except _WRONG:
        return
    for value in values:
        value = value[0] if isinstance(value, tuple) and value else value
        if isinstance(value, date):
            yield value


def _guests(component: Component, name: str) -> Iterable[Guest]:
    for value in _all(component, name)[:MOST_GUESTS]:
        address = _line(value)
        address = address[7:] if address.lower().startswith("mailto:") else address
        if "@" in address and _parameter(value, "CUTYPE").upper() not in _MACHINES:
            name_, answer = _parameter(value, "CN"), _parameter(value, "PARTSTAT")
            yield Guest(address.strip().lower()[:320], _line(name_)[:200], answer.lower()[:20])
