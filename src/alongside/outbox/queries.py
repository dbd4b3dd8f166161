"""Drafts and letters, read through the eyes of a member.

A draft or letter of a client is seen by the members of that client; one about nobody by its author alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from alongside.accounts.models import Member
from alongside.outbox.models import DraftFile, FromAddress, Signature, Snippet
from alongside.outbox.rules import Crossing
from alongside.outbox.shapes import DraftLine, DraftView, LetterLine, Revision, WayOut


def drafts_for(member: Member, *, client_id: int | None = None, limit: int = 100) -> list[DraftLine]:
    """Those that are being written, the newest change first."""
    raise NotImplementedError


def draft_for(member: Member, draft_id: int) -> DraftView | None:
    """Also one that was discarded or sent off; it says so."""
    raise NotImplementedError


def draft_file_for(member: Member, draft_id: int, file_id: int) -> DraftFile | None:
    raise NotImplementedError


def revisions_for(member: Member, draft_id: int) -> list[Revision]:
    """Every change, the newest first."""
    raise NotImplementedError


def letters_for(
    member: Member, *, client_id: int | None = None, states: Iterable[str] = (), limit: int = 100
) -> list[LetterLine]:
    """The newest first; `states` of `models.LetterState`, all when none is named."""
    raise NotImplementedError


def letters_to_look_at_for(member: Member) -> list[LetterLine]:
    """Those that ask for a decision: maybe sent, refused, refused for some, not sent."""
    raise NotImplementedError


def letter_for(member: Member, letter_id: int) -> LetterLine | None:
    raise NotImplementedError


def ways_out_for(member: Member, *, client_id: int | None = None) -> list[WayOut]:
    """Every sender line the member may write with, for this client first; the usual one is marked."""
    raise NotImplementedError


def from_addresses_for(member: Member) -> list[FromAddress]:
    """Those kept by hand, for a page of settings."""
    raise NotImplementedError


def signatures_for(member: Member) -> list[Signature]:
    raise NotImplementedError


def signature_for(member: Member, *, client_id: int | None, connection_id: int | None) -> str:
    """The closest: for client and mailbox, for the client, for the mailbox, for all; "" without any."""
    raise NotImplementedError


def snippets_for(member: Member) -> list[Snippet]:
    """The member's own and those that are shared, by name."""
    raise NotImplementedError


def snippet_text_for(member: Member, snippet_id: int, *, draft_id: int) -> str | None:
    """With its places filled in for this draft; what nobody knows stays as it is, to be seen."""
    raise NotImplementedError


def wall_for(member: Member, draft_id: int) -> list[Crossing]:
    """What of other clients' people, addresses, names and files stands in a draft, in the order it stands there.

    Only clients that the member sees; empty for a stranger.
    """
    raise NotImplementedError


def parts_touched_for(member: Member, letter_id: int) -> set[str]:
    """What of open pages a change of this letter touches: "outbox" and "client:7"; nothing for a stranger."""
    raise NotImplementedError
