"""What a page is given: plain values, formatted by nobody yet."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from alongside.message import Fold
from alongside.timeline.text import decompress, unpack_folds

# Of an entry, in the order in which a line takes them.
LINE_FIELDS = (
    "id",
    "kind",
    "direction",
    "nature",
    "proof",
    "happened_at",
    "subject",
    "preview",
    "sender_name",
    "sender__value",
    "attachment_count",
)


class ClientTag(NamedTuple):
    """A client as it stands beside something of its own: enough for name and mark."""

    id: int
    name: str
    hue: int | None


class Line(NamedTuple):
    """One entry in a list. `who`: the sender's known name when proven, else as the message itself says.

    `others`: whom it was with, of what is no mail. `is_private`: a note that the member alone sees.

    A named tuple, as all that pages unpack by the hundred.
    """

    id: int
    kind: str
    direction: str
    nature: str
    proof: str
    happened_at: datetime
    subject: str
    preview: str
    who: str
    address: str
    attachment_count: int
    thread_id: int | None
    thread_size: int = 1
    reason: str = ""
    evidence: str = ""
    ended_at: datetime | None = None
    others: str = ""
    is_private: bool = False


class AttachmentFacts(Struct, frozen=True):
    """`trouble`: why a search does not find its words, or not all of them; "" where it does or has not looked yet."""

    key: str
    name: str
    media_type: str
    size_bytes: int
    trouble: str = ""


class PartyFacts(Struct, frozen=True):
    role: str
    name: str
    address: str


class Said(Struct, frozen=True, dict=True):
    """An entry and its words, as they are kept; unpacked once somebody asks for them."""

    line: Line
    packed_text: bytes | None
    packed_folds: str

    @cached_property
    def text(self) -> str:
        return decompress(self.packed_text) if self.packed_text is not None else ""

    @cached_property
    def folds(self) -> tuple[Fold, ...]:
        return unpack_folds(self.packed_folds)


class Entry(Struct, frozen=True):
    """One entry, whole. `text` and `folds` as parsed; `filed_under`: id, name, reason, evidence."""

    line: Line
    text: str
    folds: tuple[Fold, ...]
    parties: tuple[PartyFacts, ...]
    attachments: tuple[AttachmentFacts, ...]
    has_html: bool
    filed_under: tuple[tuple[int, str, str, str], ...]


class ThreadView(Struct, frozen=True):
    subject: str
    client_id: int | None
    client_name: str
    entries: tuple[Entry, ...]


class TrayGroup(Struct, frozen=True):
    """What one address, or several of one company (`domain`), have in the tray.

    `address` is the one with most; "" where none could be read. `is_automatic`: no person wrote any of it.
    """

    address: str
    domain: str
    name: str
    count: int
    last_at: datetime
    last_subject: str
    addresses: tuple[str, ...] = ()
    is_automatic: bool = False


class ArrivedLine(Struct, frozen=True):
    """A conversation in which something came in: the newest of it, and how much there was."""

    client: ClientTag
    line: Line
    count: int
