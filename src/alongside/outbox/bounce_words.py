"""What came back of a letter in; the sentences that say so, and whether she is still to be told, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from alongside.outbox.models import Bounce, BounceVerdict
from alongside.outbox.shapes import BounceFacts

_WHY = {
    "full": ("the mailbox is full.", "Try again in a few days, or ring."),
    "too_large": ("the letter is too large.", "Send the files in another way."),
    "no_domain": ("there is no such domain.", "Look at what stands behind the @."),
    "disabled": ("the mailbox is closed.", "Ask for another address."),
    "unknown": ("there is no such mailbox.", "Look at the address, or ask for the right one."),
    "unreachable": (
        "their server was not reached in days.",
        "Send it again, or write to them in another way.",
    ),
    "refused": ("their server did not want it.", "Look at what it said, and write to them in another way."),
    "": ("it came back.", "Look at what their server said, and write to them in another way."),
}


def bounce_facts(rows: Sequence[Bounce], *, names: Mapping[str, str]) -> tuple[BounceFacts, ...]:
    """Of each recipient the last word; that it is late says nothing any more once it has failed."""
    newest = {
        row.address: row for row in sorted(rows, key=lambda row: (row.verdict == "failed", row.happened_at))
    }
    return tuple(_facts(row, names.get(row.address) or row.address) for row in newest.values())


def _facts(row: Bounce, who: str) -> BounceFacts:
    if row.verdict == BounceVerdict.DELAYED:
        sentence, step = f"Not yet with {who or 'everybody'}: their server tries on.", "Nothing to do yet."
        return BounceFacts(sentence, step, row.said, True, row.happened_at)
    why, step = _WHY.get(row.reason, _WHY[""])
    sentence = f"It did not reach {who or 'everybody'}: {why}"
    return BounceFacts(sentence, step, row.said, False, row.happened_at)


def is_back(rows: Sequence[Bounce], *, seen_at: datetime | None) -> bool:
    """Delays are quiet."""
    failed = [row for row in rows if row.verdict == BounceVerdict.FAILED]
    return any(seen_at is None or row.happened_at > seen_at for row in failed)
