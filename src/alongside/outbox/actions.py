"""Drafts, written: begun, typed, given files, thrown away and fetched back.

Every function takes the member first and raises OutboxError with words for a person; what a member may not
see is as if it were not there (`OutboxError`, which a page answers with 404).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO, Literal

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.outbox.models import Draft, DraftFile

AnswerKind = Literal["answer", "answer_all", "forward"]
# What `journal` takes; all of them texts. `connection` is the number of the mailbox, in digits.
FIELDS = ("connection", "from_address", "to", "cc", "bcc", "subject", "text", "html")


def start_new(member: Member, *, client: Client | None = None, to: str = "", now: datetime) -> Draft:
    """An empty mail to `to`, from the client's timeline or about nobody; with the member's signature below."""
    raise NotImplementedError


def start_answer(
    member: Member,
    interaction_id: int,
    *,
    kind: AnswerKind,
    client_id: int | None = None,
    now: datetime,
) -> Draft:
    """An answer, or a forward with the entry's files, to be gone on with.

    Recipients, `Re:`/`Fwd:`, the quoted text and the mailbox it goes out through are settled: the mailbox that
    received it, in a client's mailbox under the client's address. An open draft of the same kind by this member
    to this entry is given again instead of another one.
    """
    raise NotImplementedError


def journal(
    member: Member, draft_id: int, *, revision: int, fields: Mapping[str, str], now: datetime
) -> Draft:
    """Keep what was typed: `fields` are whole new values, any of FIELDS; what equals what is there costs nothing.

    `revision` is the one that the page has; raises StaleDraft when the draft has another by now, and then
    nothing is written. Returns the draft with its new revision.
    """
    raise NotImplementedError


def attach(
    member: Member, draft_id: int, *, name: str, media_type: str, content: BinaryIO, now: datetime
) -> DraftFile:
    """Adds a file, read from `content`; raises OutboxError where the letter would become too large to send."""
    raise NotImplementedError


def attach_from(member: Member, draft_id: int, *, attachment_key: str, now: datetime) -> DraftFile:
    """Adds a file of an entry that the member sees, by the key of its attachment."""
    raise NotImplementedError


def detach(member: Member, draft_id: int, file_id: int, *, now: datetime) -> DraftFile:
    """Takes a file out; `attach_back` undoes it."""
    raise NotImplementedError


def attach_back(member: Member, draft_id: int, file_id: int) -> DraftFile:
    """Undoes `detach`."""
    raise NotImplementedError


def discard(member: Member, draft_id: int, *, now: datetime) -> Draft:
    """Throws a draft away; `bring_back` undoes it."""
    raise NotImplementedError


def bring_back(member: Member, draft_id: int) -> Draft:
    """Undoes `discard`."""
    raise NotImplementedError


def go_back_to(member: Member, draft_id: int, *, number: int, revision: int, now: datetime) -> Draft:
    """Makes the draft as it was after the change of that number; itself a change, so nothing is lost by it."""
    raise NotImplementedError
