"""How long a link lives and whether it still opens: plain values in, plain values out; `now` is given."""

from __future__ import annotations

from datetime import datetime, timedelta

# A link that outlives every memory of it is a door left open.
LONGEST_LIFE = timedelta(days=366 * 2)
SHORTEST_LIFE = timedelta(minutes=5)


def expiry(now: datetime, lives: timedelta) -> datetime:
    return now + min(max(lives, SHORTEST_LIFE), LONGEST_LIFE)


def is_open(*, expires_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    return revoked_at is None and now < expires_at
