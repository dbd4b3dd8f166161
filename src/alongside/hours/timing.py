"""A running timer in, what is to be asked about it out. Pure; nothing is decided here, only asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

# Longer than this without a stop, and one has perhaps forgotten it.
LONG = timedelta(hours=4)
# A page on which nothing happened for so long asks whether she was away; the script in the page knows the same number.
AWAY = timedelta(minutes=15)


class Doubt(Struct, frozen=True):
    """Why the timer asks. `stop_at`: the moment that it offers to stop at."""

    why: str
    stop_at: datetime


def doubt(
    started_at: datetime,
    *,
    kept_until: datetime | None,
    now: datetime,
    closes_at: Callable[[datetime], datetime | None],
) -> Doubt | None:
    """None while there is nothing to ask. `closes_at` gives the end of the working day in which a moment lies, if any.

    Once she has said that it is right until `kept_until`, it asks again only about what came after.
    """
    since = max(started_at, kept_until) if kept_until is not None else started_at
    closing = closes_at(since)
    if closing is not None and since < closing <= now - AWAY:
        return Doubt("closed", closing)
    if now - since >= LONG:
        return Doubt("long", since + LONG)
    return None
