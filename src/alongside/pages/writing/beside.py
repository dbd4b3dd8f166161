"""A draft in; the letter that it answers out, as it is read beside it: quotations folded, with its files."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.outbox.shapes import DraftView
from alongside.pages.base.parts import Segment
from alongside.pages.conversations.letters import segments
from alongside.pages.writing.caution import Caution, caution
from alongside.timeline.queries.entries import thread_for
from alongside.timeline.queries.shapes import AttachmentFacts, Entry


class Beside(Struct, frozen=True):
    """`others`: how many more letters the conversation has."""

    id: int
    client_id: int | None
    at: datetime
    who: str
    address: str
    is_mine: bool
    subject: str
    segments: tuple[Segment, ...]
    files: tuple[AttachmentFacts, ...]
    has_html: bool
    others: int
    caution: Caution | None


def beside(member: Member, draft: DraftView) -> Beside | None:
    """None for a new letter, and where the member does not see the one that is answered any more."""
    if draft.answers is None:
        return None
    client_id = draft.client.id if draft.client else None
    thread = thread_for(member, draft.answers, client_id=client_id) or thread_for(member, draft.answers)
    if thread is None:
        return None
    entry = next((entry for entry in thread.entries if entry.line.id == draft.answers), None)
    return _beside(draft, entry, thread.client_id, len(thread.entries) - 1) if entry else None


def _beside(draft: DraftView, entry: Entry, client_id: int | None, others: int) -> Beside:
    line = entry.line
    return Beside(
        id=line.id,
        client_id=client_id,
        at=line.happened_at,
        who=line.who or "Nobody named",
        address=line.address,
        is_mine=line.direction == "out",
        subject=line.subject,
        segments=segments(entry.text, entry.folds),
        files=entry.attachments,
        has_html=entry.has_html,
        others=others,
        caution=caution(draft, entry),
    )
