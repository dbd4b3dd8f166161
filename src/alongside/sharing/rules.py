"""How long a link lives, and which replies are taken and shown: plain values in and out; `now` is given."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Literal

# A link that outlives every memory of it is a door left open.
LONGEST_LIFE = timedelta(days=366 * 2)
SHORTEST_LIFE = timedelta(minutes=5)

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_TEXT = 100, 254, 5_000
# Nobody reads a page and writes on it within this time; a form that is older is asked to be sent once more.
QUICKEST, SLOWEST = timedelta(seconds=2), timedelta(days=7)
# More than a person writes: on one page, and from one address on all pages.
MOST_ON_A_PAGE, MOST_FROM_ONE_PLACE, WITHIN = 40, 30, timedelta(hours=1)
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


def identity_of(share_id: int, form: str, *texts: str) -> str:
    """32 hex digits: the same for a form that is sent twice, another when other words are sent from it."""
    digest = blake2b(digest_size=16, person=b"reply-form")
    for part in (str(share_id), form, *texts):
        digest.update(f"{len(part)}:{part}".encode("utf-8", "replace"))
    return digest.hexdigest()
