"""How long a link lives, and which replies are taken and shown: plain values in and out; `now` is given."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

from alongside.replies.rules import Limits

# A link that outlives every memory of it is a door left open.
LONGEST_LIFE = timedelta(days=366 * 2)
SHORTEST_LIFE = timedelta(minutes=5)

# More than a person writes.
LIMITS = Limits(on_a_page=40, from_one_place=30)
# Somebody who sends more links than this is looked at first.
MOST_LINKS = 2
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)

# Within this time it is the same opening.
ONE_OPENING = timedelta(minutes=1)

Fate = Literal["shown", "held"]


def expiry(now: datetime, lives: timedelta) -> datetime:
    return now + min(max(lives, SHORTEST_LIFE), LONGEST_LIFE)


def is_open(*, expires_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    return revoked_at is None and now < expires_at


def fate_of(text: str, *, holds: bool) -> Fate:
    """Whether a reply stands on its page at once, or waits until a member has looked at it."""
    return "held" if holds or len(_LINK.findall(text)) > MOST_LINKS else "shown"
