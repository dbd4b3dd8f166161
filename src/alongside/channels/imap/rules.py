"""What is known of a folder and what the server says of it in, what has to be asked next out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from msgspec import Struct

# Several renumberings in a row are a server that has lost its way, not one that was moved.
MOST_RENUMBERINGS = 3


class Status(Struct, frozen=True):
    """A folder as the server describes it. `next_uid` and `modseq` are 0 where it does not say."""

    uidvalidity: int
    next_uid: int
    exists: int
    modseq: int


class Known(Struct, frozen=True):
    """A folder as it stood when it was last gone through; `uidvalidity` is 0 before the first time.

    `is_complete`: everything listed then was settled.
    """

    uidvalidity: int
    next_uid: int
    exists: int
    modseq: int
    is_complete: bool


class Step(Enum):
    """What to ask for. RENUMBERED: UIDs hold only while UIDVALIDITY is unchanged (RFC 3501 §2.3.1.1)."""

    NOTHING = "nothing"
    NEWER = "newer"
    EVERYTHING = "everything"
    RENUMBERED = "renumbered"


def plan(known: Known, status: Status, *, is_due: bool = False) -> Step:
    """The least that brings the ledger level with the server; `is_due` when everything is to be compared again."""
    if not known.uidvalidity:
        return Step.EVERYTHING
    if status.uidvalidity != known.uidvalidity:
        return Step.RENUMBERED
    if is_due or not known.is_complete or not status.next_uid or status.next_uid < known.next_uid:
        return Step.EVERYTHING
    if status.next_uid == known.next_uid:
        # No new number was given, so that the same count means the same messages.
        return Step.NOTHING if status.exists == known.exists else Step.EVERYTHING
    # More numbers were given than messages came: some are gone again, perhaps others with them.
    arrived = status.exists - known.exists
    return Step.NEWER if 0 < arrived <= status.next_uid - known.next_uid else Step.EVERYTHING


def have_flags_moved(known: Known, status: Status) -> bool:
    return known.uidvalidity == status.uidvalidity and 0 < known.modseq < status.modseq


def newest_first(listed: Iterable[int], settled: Iterable[int]) -> list[int]:
    """What the server lists and nobody has settled yet."""
    return sorted(set(listed).difference(settled), reverse=True)


def fitting(sizes: Sequence[int], *, most: int, most_bytes: int) -> int:
    """How many of these, from the first, make one batch: at least one, however large it is."""
    total = 0
    for count, size in enumerate(sizes):
        total += size
        if count and (count >= most or total > most_bytes):
            return count
    return len(sizes)


def remap(
    old: Iterable[tuple[int, tuple[int, int]]], new: Iterable[tuple[int, tuple[int, int]]]
) -> dict[int, int]:
    """New UID -> the original that stood under an old one. Both sides come as (id, mark); only marks that
    stand once on each side count: whatever is ambiguous is fetched again."""
    ours, theirs = _once(old), _once(new)
    return {uid: ours[mark] for mark, uid in theirs.items() if mark in ours}


def _once(pairs: Iterable[tuple[int, tuple[int, int]]]) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    twice: set[tuple[int, int]] = set()
    for number, mark in pairs:
        if mark in found and found[mark] != number:
            twice.add(mark)
        found[mark] = number
    return {mark: number for mark, number in found.items() if mark not in twice}


def retry_seconds(*, cuts: int, attempts: int, is_cut: bool) -> float:
    """When a letter that did not come is asked for again. A broken line is tried soon, then ever later, so that a
    letter that breaks every line costs the others little; a server that answers without it may do so for long."""
    if is_cut:
        return min(5.0 * 4.0 ** (min(cuts, 12) - 1), 3600.0)
    return (300.0, 3600.0, 86400.0)[min(max(attempts, 1), 3) - 1]


def in_ranges(uids: Iterable[int]) -> str:
    """A sequence set (RFC 3501 §9): 1,2,3,7 become `1:3,7`."""
    parts: list[str] = []
    start = last = None
    for uid in sorted(uids):
        if last is not None and uid == last + 1:
            last = uid
            continue
        if start is not None:
            parts.append(f"{start}:{last}" if start != last else str(start))
        start = last = uid
    if start is not None:
        parts.append(f"{start}:{last}" if start != last else str(start))
    return ",".join(parts)


def out_of_ranges(written: str, within: set[int]) -> set[int]:
    """Which of `within` a sequence set names; a server may name ranges of any length."""
    named: set[int] = set()
    for part in written.split(","):
        first, _, last = part.partition(":")
        if not first.isdecimal() or not (last or first).isdecimal():
            continue
        low, high = sorted((int(first), int(last or first)))
        if high - low < len(within):
            named.update(uid for uid in range(low, high + 1) if uid in within)
        else:
            named.update(uid for uid in within if low <= uid <= high)
    return named
