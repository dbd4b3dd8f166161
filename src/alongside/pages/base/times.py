"""A moment in, the element that shows it in the reader's zone out. Written here, as lists have many of them."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from functools import lru_cache

from django.utils import timezone
from markupsafe import Markup, escape

from alongside.message import NO_DATE
from alongside.pages.base import words

# In any zone.
_LAST_OF_NO_DATE = NO_DATE.date()


def time_element(at: datetime, shown: str) -> Markup:
    """`at` in the reader's zone. Digits, names of days and of zones need no escaping, and lists have many times."""
    full = words.in_full(at)
    return Markup(f'<time datetime="{at.isoformat(timespec="seconds")}" title="{full}">{shown}</time>')  # noqa: S704


def when(at: datetime) -> Markup:
    """ "14:20", "Tue 14:20", "3 Mar", "3 Mar 2024", with the full form on hover. Zone: the one activated."""
    zone = timezone.get_current_timezone()
    return _when(at, zone, timezone.localdate(timezone=zone))


@lru_cache(maxsize=4096)
def _when(at: datetime, zone: tzinfo, today: date) -> Markup:
    if at == NO_DATE:
        return escape(words.NO_DATE)
    local = at.astimezone(zone)
    return time_element(local, words.when(local, now=datetime.combine(today, time(), zone)))


def clock(at: datetime) -> Markup:
    """ "14:20" alone, where the day stands above it."""
    return _clock(at, timezone.get_current_timezone())


@lru_cache(maxsize=4096)
def _clock(at: datetime, zone: tzinfo) -> Markup:
    if at == NO_DATE:
        return Markup()
    local = at.astimezone(zone)
    return time_element(local, words.clock(local))


def day(on: date | datetime) -> Markup:
    """A day's heading; a moment counts for its day in the reader's zone."""
    local = timezone.localtime(on).date() if isinstance(on, datetime) else on
    if local <= _LAST_OF_NO_DATE:
        return escape(words.NO_DATE.capitalize())
    shown = words.day(local, today=timezone.localdate())
    return Markup(f'<time datetime="{local.isoformat()}">{shown}</time>')  # noqa: S704 - as above


def short_date(on: date | datetime) -> Markup:
    """ "3 Mar", "3 Mar 2024"."""
    local = timezone.localtime(on).date() if isinstance(on, datetime) else on
    if local <= _LAST_OF_NO_DATE:
        return escape(words.NO_DATE)
    shown, full = words.short_date(local, today=timezone.localdate()), words.day(local, today=date.min)
    return Markup(f'<time datetime="{local.isoformat()}" title="{full}">{shown}</time>')  # noqa: S704 - as above
