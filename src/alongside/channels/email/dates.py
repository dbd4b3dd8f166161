"""When a message was sent: Date and the topmost Received in, an aware UTC datetime or None out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {
    spelt: number for number, name in enumerate(_MONTH_NAMES.split(), 1) for spelt in (name, name.title())
}
_USUAL = re.compile(
    r"(?:[A-Za-z]{3},)? *(\d{1,2}) ([A-Za-z]{3}) (\d{4}) "
    r"(\d\d):(\d\d)(?::(\d\d))? ([+-]\d{4})(?: *\(.{0,40}\))?$",
    re.ASCII,
)
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
# Before MIME (RFC 1341, 1992) hardly a mail that survives; a clock that was never set says 1970 or 1980.
_UNSET_CLOCK = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCK_ERROR = timedelta(days=1)
_MAX_LETTERS = 200


def read_date(value: str) -> datetime | None:
    """A Date header as aware UTC datetime between 1970 and 2100, or None."""
    match = _USUAL.match(value)
    moment = _from_match(match) if match else _from_words(value)
    return moment if moment is not None and _FIRST <= moment < _LAST else None


def settle_date(value: str, received: str) -> tuple[datetime | None, datetime | None, str]:
    """When it happened, at its arrival at the latest; what the Date header itself says, and what had to be forgiven."""
    said = read_date(value)
    arrived = read_date(received.rpartition(";")[2].strip()) if received else None
    if said is None:
        return arrived, None, "The date is missing or cannot be read." if arrived is None or value else ""
    if arrived is None or (said >= _UNSET_CLOCK and said <= arrived + _CLOCK_ERROR):
        # Nothing arrives before it was written: a clock that is ahead would put its answer before it.
        return (said if arrived is None else min(said, arrived)), said, ""
    return arrived, said, "The date cannot be right; the time of arrival is shown instead."


def _from_match(match: re.Match[str]) -> datetime | None:
    day, month, year, hour, minute, second, zone = match.groups()
    number = _MONTHS.get(month) or _MONTHS.get(month.lower())
    if number is None:
        return None
    try:
        # A leap second is told as the second before it.
        local = datetime(
            int(year), number, int(day), int(hour), int(minute), min(int(second or 0), 59), tzinfo=UTC
        )
        return local - _offset(zone)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=256)
def _offset(zone: str) -> timedelta:
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)


def _from_words(value: str) -> datetime | None:
    """Everything older or stranger: RFC 822 zones, two-digit years, asctime."""
    if not value or len(value) > _MAX_LETTERS or not value.isascii():
        return None
    try:
        fields = parsedate_tz(value)
        if fields is None:
            return None
        zone = timezone(timedelta(seconds=fields[9] or 0))
        return datetime(*fields[:5], min(fields[5], 59), tzinfo=zone).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
