"""The shapes that intake hands to the timeline: one entry, and where it belongs."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from alongside.message import ParsedMessage


class Filed(Struct, frozen=True):
    """One filing: `reason` is a code for the page to word, `evidence` what it rests on."""

    client_id: int
    reason: str
    evidence: str


class Placement(Struct, frozen=True):
    """Which way an entry went, what is known of its sender, and every client it belongs to."""

    direction: str
    proof: str
    filings: tuple[Filed, ...]
    private_to: int | None = None


class NewEntry(NamedTuple):
    """A message on its way into the timeline. `interaction_id`: given when an entry is built anew."""

    message: ParsedMessage
    original_id: int
    original_sha256: bytes
    happened_at: datetime
    placement: Placement
    counterpart: str
    vouched_by: frozenset[str] = frozenset()
    interaction_id: int | None = None
