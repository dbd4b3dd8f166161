"""What answers what: pure rules for threads. Keys are signed 64-bit numbers, so that they can be primary keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from struct import pack, unpack
from typing import NamedTuple

from alongside.lib.closing_words import only_closes
from alongside.message import WRITTEN_KINDS

# RFC 5256 §2.1, with the prefixes that mail programs write in other languages.
_PREFIX = re.compile(
    r"\s*(?:\[[^\]]{0,60}\]\s*)?(?:re|fwd?|aw|wg|sv|vs|antw|odp|tr|rv|res|enc)\s*(?:\[\d+\]|\(\d+\))?\s*:\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"\s*\[[^\]]{0,60}\]\s*")
_SPACE = re.compile(r"\s+")
MAXIMUM_REFERENCES = 50
SHORTEST_SUBJECT = 4
_MASK = (1 << 64) - 1


def base_subject(subject: str) -> str:
    """The subject without reply and forward marks, folded for comparing."""
    rest = subject[:500]
    while (found := _PREFIX.match(rest)) is not None and found.end() > 0:
        rest = rest[found.end() :]
    if (tag := _TAG.match(rest)) is not None:
        rest = rest[tag.end() :]
    return _SPACE.sub(" ", rest).strip().casefold()


def hash64(*parts: str) -> int:
    """A signed 64-bit number, the same on every machine."""
    data = (parts[0] if len(parts) == 1 else "\0".join(parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)


# Answers name what was just answered, and the beginning of their thread, again and again.
_hash_again = lru_cache(maxsize=16_384)(hash64)


def scoped(number: int, scope: int) -> int:
    """`number` moved into a scope: one-to-one within it, and elsewhere in every other (splitmix64)."""
    mixed = (number + scope * 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    mixed ^= mixed >> 31
    return mixed - (1 << 64) if mixed >> 63 else mixed


def reference_hashes(references: Sequence[str]) -> tuple[int, ...]:
    """Hashes of what a message refers to: bounded, the oldest (the root) always kept."""
    if len(references) > MAXIMUM_REFERENCES:
        references = [references[0], *references[-(MAXIMUM_REFERENCES - 1) :]]
    return tuple(map(_hash_again, dict.fromkeys(references)))


def pack_hashes(hashes: Sequence[int]) -> bytes:
    return pack(f">{len(hashes)}q", *hashes)


def unpack_hashes(packed: bytes) -> tuple[int, ...]:
    return unpack(f">{len(packed) // 8}q", bytes(packed))


class Linked(NamedTuple):
    """What threading needs to know of one entry.

    `counterpart`: the first address that is not the owner's. `preview`: how it begins, without what it quotes.
    """

    message_hash: int
    references: tuple[int, ...]
    subject: str
    counterpart: str
    happened_at: datetime
    is_personal: bool
    preview: str
    kind: str = "email"


def may_wait(linked: Linked, *, is_doubtful: bool) -> bool:
    """Whether whoever wrote this may wait for an answer; nobody does who was just spoken with."""
    return (
        linked.is_personal
        and linked.kind in WRITTEN_KINDS
        and not is_doubtful
        and not only_closes(linked.preview)
    )


def comes_in(kind: str, direction: str) -> bool:
    """Whether it asks for an answer at all: in a call both speak, so that it answers whatever was open."""
    return direction == "in" and kind in WRITTEN_KINDS


def scope_number(*, client_id: int | None, connection_id: int) -> int:
    """Threads never cross from one client to another, nor from what is filed to what is not."""
    return client_id * 2 if client_id is not None else connection_id * 2 + 1


def thread_keys(linked: Linked, scope: int) -> Iterator[int]:
    """All that leads to the entry's thread: entries sharing any key belong together, in whatever order they come.

    References first (RFC 5256 §3, REFERENCES); a mail that refers to nothing also goes by its subject, the
    one it is exchanged with, and the quarter of the year.
    """
    yield scoped(linked.message_hash, scope)
    for reference in linked.references:
        yield scoped(reference, scope)
    if linked.references or not linked.is_personal or linked.kind != "email":
        return
    base = base_subject(linked.subject)
    if len(base) >= SHORTEST_SUBJECT:
        quarter = f"{linked.happened_at.year}-{(linked.happened_at.month - 1) // 3}"
        yield scoped(hash64("subject", base, linked.counterpart, quarter), scope)
