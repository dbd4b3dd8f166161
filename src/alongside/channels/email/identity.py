"""What makes two copies the same message: its key, its Message-ID, and the ids it answers."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import blake2b

from alongside.channels.email.block import HeaderBlock
from alongside.message import ParsedAttachment, Party

_IN_ANGLES = re.compile(r"<([^<>]+)>")
_BARE_ID = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")
_MAX_ID, _MAX_REFERENCES = 998, 500


def read_message_id(value: str) -> str:
    """The Message-ID without angle brackets; malformed ones as they are, without spaces."""
    if not value:
        return ""
    match = _IN_ANGLES.search(value)
    return _one_id(match[1] if match else value.strip("<> \t"))


def _one_id(text: str) -> str:
    if not (text.isascii() and text.isprintable()) or " " in text:
        text = "".join(text.encode("utf-8", "replace").decode("utf-8").split())
        text = "".join(letter for letter in text if letter.isprintable())
    if len(text) <= _MAX_ID:
        return text
    return f"long-{blake2b(text.encode(), digest_size=16).hexdigest()}"


def read_references(block: HeaderBlock) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids this message answers, oldest first, In-Reply-To last; and what had to be left out."""
    values = block.values
    answered = _ids(values["in-reply-to"]) if "in-reply-to" in values else []
    found = _ids(values["references"]) if "references" in values else []
    if not found and not answered:
        return (), ()
    last = answered[-1:]
    ordered = list(dict.fromkeys(one for one in found + answered[:-1] if one not in last)) + last
    if len(ordered) <= _MAX_REFERENCES:
        return tuple(ordered), ()
    kept = (ordered[0], *ordered[1 - _MAX_REFERENCES :])
    return kept, (f"It refers to {len(ordered)} messages; {_MAX_REFERENCES} are kept.",)


def _ids(values: list[str]) -> list[str]:
    text = " ".join(values)
    found = _IN_ANGLES.findall(text) or _BARE_ID.findall(text)
    return [one for one in map(_one_id, found) if one]


def source_key(
    *,
    message_id: str,
    said_at: datetime | None,
    block: HeaderBlock,
    parties: tuple[Party, ...],
    body: bytes,
    subject: str,
    attachments: tuple[ParsedAttachment, ...],
    raw: bytes,
) -> bytes:
    """Message-ID alone is no identity: programs reuse it, and anybody can write it.

    Without one, more has to agree; with nothing that tells who or when, every byte.
    """
    senders = [party.address or party.name for party in parties if party.role == "from"]
    date = said_at.isoformat() if said_at else " ".join(block.first("date").split())
    if message_id:
        return _digest(b"alongside-mail", [message_id, date, *senders], body)
    if not senders or not date:
        return blake2b(raw, digest_size=16, person=b"alongside-raw").digest()
    fields = [date, subject, *senders]
    fields += [f"{party.role} {party.address or party.name}" for party in parties]
    fields += [f"{one.name} {one.size_bytes}" for one in attachments]
    return _digest(b"alongside-noid", fields, body)


def _digest(person: bytes, fields: list[str], body: bytes) -> bytes:
    head = "\0".join(fields).encode("utf-8", "replace")
    return blake2b(head + b"\0\0" + body, digest_size=16, person=person).digest()
