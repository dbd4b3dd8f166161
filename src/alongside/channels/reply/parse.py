"""What somebody without an account wrote on a shared page: its original, a small JSON, in; a ParsedMessage out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from msgspec import Struct

from alongside.message import Fold, ParsedMessage, Party

VERSION = 1
COLLEAGUE = "colleague"
# Far more than the form takes; an original that was tampered with stops here.
MAXIMUM_BYTES = 1 << 20
LONGEST_NAME, LONGEST_ADDRESS, LONGEST_LINE = 200, 320, 500
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class CannotReadError(ValueError):
    """Why it cannot be read, in words for a person."""


class Reply(Struct, frozen=True):
    """What was written, by whom as they say themselves, and on which page.

    `id`: 32 hex digits, once for ever. `page`: its title. `question`: the words that it answers, "" for none.
    `answers`: the Message-ID of what asked. `to_name`, `to_address`: the member whose page it is. `voice`: "colleague"
    for whoever looks after the client, "" for the client's own people.
    """

    id: str
    written_at: datetime
    name: str
    address: str
    text: str
    page: str
    question: str = ""
    answers: str = ""
    to_name: str = ""
    to_address: str = ""
    voice: str = ""


_TEXTS = ("name", "address", "text", "page", "question", "answers", "to_name", "to_address", "voice")


def compose(reply: Reply) -> bytes:
    """The original: the same bytes for the same reply."""
    texts = {name: getattr(reply, name) for name in _TEXTS}
    written_at = reply.written_at.astimezone(UTC).isoformat()
    document = {"version": VERSION, "id": reply.id, "written_at": written_at, **texts}
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def parse(raw: bytes) -> ParsedMessage:
    """Raises CannotReadError."""
    return message_of(read(raw))


def read(raw: bytes) -> Reply:
    """What was written, each value looked at. Raises CannotReadError."""
    if len(raw) > MAXIMUM_BYTES:
        raise CannotReadError("It is larger than anything that is written on a shared page.")
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CannotReadError("It is not what was written on a shared page: no JSON.") from error
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise CannotReadError("It was written down by another version of Alongside.")
    try:
        return _reply(found)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise CannotReadError("Something that belongs to it is missing or wrong.") from error


def _reply(found: Mapping[str, Any]) -> Reply:
    written_at = datetime.fromisoformat(found["written_at"])
    if written_at.tzinfo is None or not _EARLIEST <= written_at < _LATEST:
        raise ValueError
    texts = {name: clean(found.get(name, "")) for name in _TEXTS}
    for name, longest in (("name", LONGEST_NAME), ("address", LONGEST_ADDRESS), ("page", LONGEST_LINE)):
        texts[name] = one_line(texts[name])[:longest]
    return Reply(id=UUID(hex=found["id"]).hex, written_at=written_at.astimezone(UTC), **texts)


def clean(value: Any) -> str:
    """As every database holds it: no NUL, no half of a letter, line ends of one kind."""
    if not isinstance(value, str):
        raise TypeError
    plain = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return plain.encode("utf-8", "replace").decode()


def one_line(text: str) -> str:
    return " ".join(text.split())


def source_key_of(identity: str) -> bytes:
    """Hangs on the identity alone, so that sending twice is one."""
    return blake2b(UUID(hex=identity).bytes, digest_size=16, person=b"reply").digest()


def message_of(reply: Reply) -> ParsedMessage:
    """Like a letter from whoever they say they are; nothing proves it."""
    quoted = f"> {one_line(reply.question)}\n" if reply.question.strip() else ""
    to = Party("to", reply.to_address.strip().lower(), reply.to_name) if reply.to_address.strip() else None
    return ParsedMessage(
        kind="email",
        source_key=source_key_of(reply.id),
        message_id=f"{reply.id}@reply.invalid",
        references=(reply.answers,) if reply.answers else (),
        subject=reply.page,
        happened_at=reply.written_at,
        parties=(Party("from", reply.address.strip().lower(), reply.name), *((to,) if to else ())),
        text=f"{quoted}{reply.text.strip()}\n",
        folds=(Fold(0, len(quoted), "quote"),) if quoted else (),
        has_html=False,
        attachments=(),
        nature="colleague" if reply.voice == COLLEAGUE else "personal",
        authentications=(),
        has_one_sender=True,
        defects=(),
    )
