"""Calendar months as their first days: parsed from what stands in an address, walked, and bounded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta


def first_of(on: date) -> date:
    return on.replace(day=1)


def next_month(on: date) -> date:
    return (on.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(on: date) -> date:
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)


def last_of(on: date) -> date:
    return next_month(on) - timedelta(days=1)


def months(since: date, until: date) -> Iterator[date]:
    """The first day of each, both ends included."""
    on = first_of(since)
    while on <= until:
        yield on
        on = next_month(on)


def number_of(on: date) -> int:
    """2026-11 as 202611, as a link names it."""
    return on.year * 100 + on.month


def month_of(number: int) -> date | None:
    """None where it is no month that anybody would report on."""
    year, month = divmod(number, 100)
    return date(year, month, 1) if 2000 <= year <= 2200 and 1 <= month <= 12 else None
