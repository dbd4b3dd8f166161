"""The shapes that cross from a channel into the house: what was said, by whom, with what proof."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

# Of what a member forwarded to a filing address: who first wrote it ("fwd_att" when the letter itself is attached),
# and "filing", the address she sent it to.
Role = Literal["from", "sender", "reply_to", "to", "cc", "bcc", "fwd_from", "fwd_att", "filing"]
FoldKind = Literal["quote", "signature"]
# The moment of what names none: it stands at the very beginning, and is shown as having no date.
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
# What was said face to face, by voice, or in writing; a note is said to nobody.
VOICE_KINDS = frozenset({"call"})
FACE_KINDS = frozenset({"meeting", "visit"})
WRITTEN_KINDS = frozenset({"email", "chat"})
# "colleague": what somebody who looks after a client wrote to whoever they do it for; no word of the client's.
Nature = Literal["personal", "bounce", "auto_reply", "list", "newsletter", "calendar", "colleague"]


class Party(Struct, frozen=True):
    """Somebody named in a message. `address` is lower-cased; "" when none could be read."""

    role: Role
    address: str
    name: str


class Fold(Struct, frozen=True):
    """A stretch of `text` to show folded: `text[start:end]`. Nothing is ever cut out."""

    start: int
    end: int
    kind: FoldKind


class ParsedAttachment(Struct, frozen=True):
    """A file carried by a message. `number` is its place among all MIME parts in walk order, from 0."""

    number: int
    name: str
    media_type: str
    size_bytes: int
    content_id: str
    is_inline: bool


class ParsedLink(Struct, frozen=True):
    """A link behind words, to a place where files are kept. `words`: what it is called there, "" for nothing."""

    url: str
    words: str


class Authentication(Struct, frozen=True):
    """A verdict found in an Authentication-Results header that stands where only a receiving server writes.

    `authserv_id` says whose verdict it is; whether to trust that server is not decided here (RFC 8601 §5).
    `is_denied`: it says that whoever sent it may not send in the name of the sender's domain.
    """

    authserv_id: str
    passed_domains: tuple[str, ...]
    is_denied: bool = False


class ParsedMessage(Struct, frozen=True):
    """One thing said, read from bytes and nothing else.

    `source_key`: 16 bytes, equal for the same message however it was rewritten on its way (Message-ID, date,
    sender and body agree). `references`: Message-IDs without angle brackets, oldest first, In-Reply-To last.
    `happened_at`: aware, UTC, between 1970 and 2100; None when no header tells. `text`: all of it, quotes
    included, with `\\n` line ends and without NUL or lone surrogates; `folds` are sorted and do not overlap.
    `defects`: what the parser had to forgive, in words for a person. `delivered_to`: addresses that servers on its
    way noted as the one it was for, which a blind copy names nowhere else; anybody can write them. `attached_from`: who
    wrote the messages that are attached to it. `ended_at`: aware, UTC; of what takes time. `links`: to files kept
    elsewhere, as far as they stand behind words of its HTML and in no quotation.
    """

    kind: str
    source_key: bytes
    message_id: str
    references: tuple[str, ...]
    subject: str
    happened_at: datetime | None
    parties: tuple[Party, ...]
    text: str
    folds: tuple[Fold, ...]
    has_html: bool
    attachments: tuple[ParsedAttachment, ...]
    nature: Nature
    authentications: tuple[Authentication, ...]
    has_one_sender: bool
    defects: tuple[str, ...]
    delivered_to: tuple[str, ...] = ()
    attached_from: tuple[Party, ...] = ()
    ended_at: datetime | None = None
    links: tuple[ParsedLink, ...] = ()


class RawMessage(Struct, frozen=True):
    """Bytes as a channel found them. `place` names where, within its source; the same at every visit."""

    place: str
    raw: bytes
