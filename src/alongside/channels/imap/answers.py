"""What a server answered in, plain shapes out: listed letters, flags, folders' numbers, each FETCH by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from imapclient.response_parser import parse_response
from msgspec import Struct

from alongside.channels.imap.rules import Status
from alongside.channels.imap.trouble import MailboxError

FLAGS = (b"\\seen", b"\\answered", b"\\flagged", b"\\deleted", b"\\draft")
MESSAGE_ID = re.compile(rb"^message-id:\s*(.*)", re.IGNORECASE | re.DOTALL)
EARLIER = re.compile(rb"^\(EARLIER\)\s*", re.IGNORECASE)
_SAID_FLAGS = re.compile(rb'\A([^"]*?\bFLAGS \()([^()]*)\)', re.IGNORECASE)
Record = dict[bytes, Any]


class Head(Struct, frozen=True):
    """A message as listed. `flags`: the bits of FLAGS. `gmail_id`: X-GM-MSGID, where the server is Gmail.

    `is_draft` and `is_sent` are what Gmail's labels say, in whatever folder it is listed: All Mail holds drafts and
    what was sent as well, also where their own folders are hidden from mail programs.
    """

    uid: int
    size: int
    flags: int
    gmail_id: int | None = None
    is_draft: bool = False
    is_sent: bool = False


def head_of(record: Record) -> Head | None:
    size, gmail_id = record.get(b"RFC822.SIZE"), record.get(b"X-GM-MSGID")
    if not isinstance(size, int):
        return None
    is_number = isinstance(gmail_id, int) and 0 < gmail_id < 1 << 63
    said = record.get(b"X-GM-LABELS")
    labels = said if isinstance(said, tuple) else ()
    # Gmail's own begin with a backslash, or with two; what a member calls "Sent" herself has none.
    own = {one.lstrip(b"\\").lower() for one in labels if isinstance(one, bytes) and one.startswith(b"\\")}
    return Head(
        record[b"UID"],
        size,
        flag_bits(record.get(b"FLAGS")),
        gmail_id if is_number else None,
        is_draft=not own.isdisjoint((b"draft", b"drafts")),
        is_sent=b"sent" in own,
    )


class Changes(Struct, frozen=True):
    """`vanished` is None where the server does not say; then only comparing all numbers tells."""

    flags: dict[int, int]
    vanished: set[int] | None


def records_of(data: list[Any]) -> Iterator[Record]:
    """Each FETCH answer by itself. IMAPClient joins those of one sequence number, but a server may expunge
    during UID FETCH (RFC 3501 §7.4.1), and then one number stands for two messages. Without UID: dropped."""
    parsed = iter(parse_response([_with_known_flags(part) for part in data])) if data else iter(())
    for _, items in zip(parsed, parsed, strict=False):
        if not isinstance(items, tuple):
            continue
        record = {
            key.upper(): value
            for key, value in zip(items[::2], items[1::2], strict=False)
            if isinstance(key, bytes)
        }
        if isinstance(record.get(b"UID"), int) and record[b"UID"] > 0:
            yield record


def numbers_of(data: list[Any]) -> set[int]:
    """What a SEARCH found; a server with CONDSTORE adds its modification number in brackets (RFC 7162 §3.1.5)."""
    return {int(word) for line in data if line for word in line.partition(b"(")[0].split()}


def header_of(record: Record) -> bytes | None:
    """Of a record that holds one part of a letter, its header."""
    found = next((value for key, value in record.items() if key.startswith(b"BODY[")), None)
    return found if isinstance(found, bytes) else None


def tells_news(line: bytes | None) -> bool:
    """A sign of life begins with OK; all else says that something came, went or changed."""
    return line is not None and not line.upper().startswith(b"* OK")


def flag_bits(flags: Any) -> int:
    named = {flag.lower() for flag in flags if isinstance(flag, bytes)} if isinstance(flags, tuple) else set()
    return sum(1 << bit for bit, flag in enumerate(FLAGS) if flag in named)


def _with_known_flags(part: bytes | tuple[bytes, bytes]) -> bytes | tuple[bytes, bytes]:
    """Without flags that we do not know: a keyword may hold a bracket that is never closed (RFC 3501 §9, atom), over
    which the parser gives up the whole answer. What stands in quotation marks or is a literal is left as it is."""
    if isinstance(part, tuple):
        return _SAID_FLAGS.sub(_known_flags, part[0]), part[1]
    return _SAID_FLAGS.sub(_known_flags, part)


def _known_flags(said: re.Match[bytes]) -> bytes:
    return said[1] + b" ".join(flag for flag in said[2].split() if flag.lower() in FLAGS) + b")"


def status_of(told: dict[bytes, Any], exists: bytes) -> Status:
    def number(key: bytes) -> int:
        value = told.get(key, 0)
        return value if isinstance(value, int) else 0

    if not number(b"UIDVALIDITY"):
        raise MailboxError("not_understood", "the server does not number its messages")
    return Status(number(b"UIDVALIDITY"), number(b"UIDNEXT"), number(exists), number(b"HIGHESTMODSEQ"))


def quoted(raw: str) -> str:
    return '"' + raw.replace("\\", "\\\\").replace('"', '\\"') + '"'
