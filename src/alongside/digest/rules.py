"""When the day is sent, and since when it looks back; pure, takes `now`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from alongside.agreements.rules import Clock
from alongside.lib.words import DAYS

# Whoever has been away longer looks into each client's story.
LONGEST_BACK_DAYS = 7


def works_on(on: date, clock: Clock) -> bool:
    return on.weekday() in clock.days and on not in clock.off


def due_at(at: time, *, zone: tzinfo, clock: Clock, now: datetime) -> datetime | None:
    """The moment of her own today; None on a day off."""
    on = now.astimezone(zone).date()
    return datetime.combine(on, at, zone).astimezone(UTC) if works_on(on, clock) else None


def last_working_day(today: date, clock: Clock) -> date:
    """What came in since then may not have been seen."""
    for back in range(1, LONGEST_BACK_DAYS + 1):
        if works_on(today - timedelta(days=back), clock):
            return today - timedelta(days=back)
    return today - timedelta(days=LONGEST_BACK_DAYS)


def since_words(since: date, *, today: date) -> str:
    """ "Monday"; "last Monday" where today is a Monday as well."""
    name = DAYS[since.weekday()]
    return f"last {name}" if since.weekday() == today.weekday() else name
