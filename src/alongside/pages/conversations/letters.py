"""Entries of a conversation in, letters as the page shows them out: text in stretches, people in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from alongside.message import Fold
from alongside.pages.base.parts import Segment, ShownFile
from alongside.timeline.queries.shapes import Entry, PartyFacts, ThreadView

# Of a long conversation the newest letters stand open, and the one that was asked for.
OPEN_LETTERS = 3

_REASONS = {
    "person": "Filed here because {} took part.",
    "domain": "Filed here because of an address at {}.",
    "rule": "Filed here by your rule “{}”.",
    "mailbox": "Filed here because it was in the mailbox of {}.",
    "member": "Filed here by {}.",
}


@dataclass(frozen=True, slots=True)
class Letter:
    id: int
    at: datetime
    who: str
    address: str
    to: str
    is_mine: bool
    reason: str
    is_unproven: bool
    proof_words: str
    is_open: bool
    has_html: bool
    segments: tuple[Segment, ...]
    files: tuple[ShownFile, ...]


def letters_of(thread: ThreadView, *, focus: int) -> list[Letter]:
    newest = {entry.line.id for entry in thread.entries[-OPEN_LETTERS:]}
    return [
        _letter(entry, client_id=thread.client_id, is_open=entry.line.id in newest | {focus})
        for entry in thread.entries
    ]


def _letter(entry: Entry, *, client_id: int | None, is_open: bool) -> Letter:
    line = entry.line
    return Letter(
        id=line.id,
        at=line.happened_at,
        who=line.who or "Nobody named",
        address=line.address,
        to=_recipients(entry.parties),
        is_mine=line.direction == "out",
        reason=_reason(entry, client_id),
        is_unproven=line.proof in ("unproven", "doubtful"),
        proof_words=_DOUBTFUL if line.proof == "doubtful" else "",
        is_open=is_open,
        has_html=entry.has_html,
        segments=segments(entry.text, entry.folds),
        files=tuple(
            ShownFile(file.name, reverse("attachment", args=[file.key]), file.size_bytes)
            for file in entry.attachments
        ),
    )


_DOUBTFUL = (
    "The sender line of this message is forged or broken, so nothing is filed by it. "
    "Look twice before you answer or follow a link."
)


def _recipients(parties: tuple[PartyFacts, ...]) -> str:
    names = [party.name or party.address for party in parties if party.role in ("to", "cc")]
    if len(names) > 4:
        return ", ".join(names[:3]) + f" and {len(names) - 3} more"
    return ", ".join(names)


def _reason(entry: Entry, client_id: int | None) -> str:
    for number, _, reason, evidence in entry.filed_under:
        if number == client_id:
            others = [name for other, name, _, _ in entry.filed_under if other != client_id]
            also = f" It is filed under {', '.join(others)} too." if others else ""
            return _REASONS.get(reason, "{}").format(evidence) + also
    return ""


def segments(text: str, folds: tuple[Fold, ...]) -> tuple[Segment, ...]:
    """The text in stretches, in order and whole; blank ones left out."""
    found, position = [], 0
    for fold in folds:
        found.append(Segment(text[position : fold.start]))
        found.append(Segment(text[fold.start : fold.end].strip("\n"), fold.kind))
        position = fold.end
    found.append(Segment(text[position:]))
    return tuple(Segment(s.text.strip("\n"), s.kind) for s in found if s.text.strip())
