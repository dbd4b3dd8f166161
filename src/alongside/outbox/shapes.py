"""What a page is given of drafts and letters: plain values, formatted by nobody yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from alongside.timeline.queries.shapes import ClientTag


class FileFacts(Struct, frozen=True):
    """A file of a draft. `id` goes to `detach` and `draft_file_for`."""

    id: int
    name: str
    media_type: str
    size_bytes: int


class WayOut(Struct, frozen=True):
    """A sender line that a draft may go out with; `sender` stands beside it as Sender, "" when it is itself.

    `is_usual`: what is chosen when nobody chooses. `label`: the mailbox it goes out through.
    """

    connection_id: int
    label: str
    address: str
    name: str
    sender: str
    is_usual: bool

    @property
    def is_on_behalf(self) -> bool:
        return bool(self.sender)


class DraftView(Struct, frozen=True):
    """A draft, whole, as its page shows it. Recipients stand as they were typed.

    `answers`: the number of the entry that it answers or forwards. `changed_by`: the name of who typed last.
    """

    id: int
    client: ClientTag | None
    kind: str
    answers: int | None
    connection_id: int | None
    from_address: str
    to: str
    cc: str
    bcc: str
    subject: str
    text: str
    html: str
    revision: int
    files: tuple[FileFacts, ...]
    changed_at: datetime
    changed_by: str
    is_discarded: bool
    is_sent: bool


class DraftLine(Struct, frozen=True):
    """A draft in a list."""

    id: int
    client: ClientTag | None
    kind: str
    answers: int | None
    to: str
    subject: str
    preview: str
    changed_at: datetime
    changed_by: str


class RecipientFacts(Struct, frozen=True):
    """`state` as `models.RecipientState`; `said`: the server's own words, foreign text."""

    role: str
    address: str
    name: str
    state: str
    code: int
    said: str


class BounceFacts(Struct, frozen=True):
    """What came back of a letter, about whom. `sentence`, `next_step`: in words; `said`: foreign text."""

    sentence: str
    next_step: str
    said: str
    is_delay: bool
    happened_at: datetime


class LetterLine(Struct, frozen=True):
    """A letter in a list or on its own. `state` as `models.LetterState`.

    `sentence`, `next_step`: what happened and what to do, in words for a person; "" while there is nothing to
    say; `said`: the server's own words, foreign text. `can_withdraw`, `can_send_now`, `can_send_again`, `can_look`:
    what a page may offer now. `interaction_id`: its entry in the timeline, once it is there. `due_at`: when it is
    tried next by itself, None when it is not.
    """

    id: int
    client: ClientTag | None
    state: str
    subject: str
    preview: str
    from_address: str
    author: str
    answers: int | None
    send_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    attempts: int
    sentence: str
    next_step: str
    said: str
    recipients: tuple[RecipientFacts, ...]
    interaction_id: int | None
    draft_id: int | None
    can_withdraw: bool
    can_send_now: bool
    can_send_again: bool
    can_look: bool
    copy: str
    bounces: tuple[BounceFacts, ...] = ()
    # Something came back that she has not put aside.
    is_back: bool = False


class Revision(Struct, frozen=True):
    """One earlier state of a draft, for "what stood here before"."""

    number: int
    changed_at: datetime
    changed_by: str
    fields: tuple[str, ...]


def tag_of(client: Sequence[Any]) -> ClientTag | None:
    """Of number, name and hue as a query gives them; all None where it is about nobody."""
    return None if client[0] is None else ClientTag(*client)
