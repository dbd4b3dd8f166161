"""Who is let into a room, for how long a place is kept, how fast a browser may speak: pure, takes `now`."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from msgspec import Struct

# Each sends to each of the others: four is what a home connection bears.
MOST_IN_A_ROOM = 4
# A page that is loaded anew takes a few seconds; who comes later knocks again.
PLACE_KEPT_FOR = timedelta(seconds=30)
ADMISSION_HOLDS_FOR = timedelta(seconds=30)
LONGEST_NAME = 80


def clean_name(text: str) -> str:
    """A name as it may stand on somebody else's screen: one line, nothing unseen, no turned writing direction."""
    seen = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    return " ".join(seen.split())[:LONGEST_NAME].strip()


def may_enter(admitted_at: datetime | None, *, now: datetime) -> bool:
    """An admission is for one entry, soon after it was given."""
    return admitted_at is not None and now - admitted_at <= ADMISSION_HOLDS_FOR


class Pace(Struct):
    """How much a browser may still say: refills with time; `spend` is False for who says too much.

    A burst is what joining three others takes: an offer, an answer and some candidates each.
    """

    frames_per_second: float = 20.0
    frames: float = 120.0
    bytes_per_second: float = 32_000.0
    octets: float = 400_000.0
    at: float = 0.0

    def spend(self, size_bytes: int, *, now: float) -> bool:
        since, self.at = max(0.0, now - self.at) if self.at else 0.0, now
        self.frames = min(120.0, self.frames + since * self.frames_per_second) - 1
        self.octets = min(400_000.0, self.octets + since * self.bytes_per_second) - size_bytes
        return self.frames >= 0 and self.octets >= 0
