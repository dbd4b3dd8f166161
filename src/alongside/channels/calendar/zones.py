"""A clock as a calendar file defines it in, its name in the tz database out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

# Of clocks that agree the one that most people live by comes first.
_FIRST = (
    "UTC", "Europe/London", "Europe/Berlin", "Europe/Dublin", "Europe/Lisbon", "Europe/Athens", "America/New_York",
    "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Sao_Paulo",
    "Australia/Sydney", "Australia/Perth", "Pacific/Auckland", "Asia/Kolkata", "Asia/Tokyo", "Asia/Singapore",
    "Asia/Dubai", "Africa/Johannesburg",
)  # fmt: skip
_SAMPLES = 53


def name_of(zone: tzinfo | None, *, at: datetime) -> str:
    """ "" where it has none, and no known clock agrees with it in the year around `at`."""
    if zone is None:
        return ""
    key = getattr(zone, "key", None)
    if isinstance(key, str):
        return key
    wanted = tuple(_offsets(zone, at.year))
    return next((name for name in _all() if tuple(_offsets(ZoneInfo(name), at.year)) == wanted), "")


def _offsets(zone: tzinfo, year: int) -> Iterator[timedelta | None]:
    """Once a week through the year: clocks that change on other weekends differ in one of them."""
    begin = datetime(year, 1, 1, 12)
    for week in range(_SAMPLES):
        yield (begin + timedelta(weeks=week)).replace(tzinfo=zone).utcoffset()


@lru_cache(maxsize=1)
def _all() -> tuple[str, ...]:
    others = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return tuple(dict.fromkeys((*_FIRST, *others)))
