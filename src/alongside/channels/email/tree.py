"""The MIME parts of a message in walk order: by fast-mail-parser, or by Python's where that gives up."""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Protocol

from fast_mail_parser import ParseError, parse_email_tree

from alongside.channels.email.block import HeaderBlock, tidy

# Below this a tree with every part decoded at once is cheaper; above, only one part at a time is held twice.
_SMALL = 1_000_000
# Python's parser is slow on thousands of parts and recurses: such messages are not worth its try.
_MAX_BOUNDARIES_FOR_PYTHON = 2_000
# A node costs about 1.3 KB; beyond this nobody sent parts that a person should look at.
_MAX_BOUNDARIES = 100_000
_MAX_NESTING_FOR_PYTHON = 100
_BOUNDARY = b"\n--"
# What fast-mail-parser decodes; other encodings it hands on as they are.
_AS_IT_STANDS = frozenset({"", "7bit", "8bit", "binary"})
_JUST_TEXT = re.compile(
    r"text/plain(?:; *(?:charset|format|delsp) *= *[\"\w-]+)*;? *", re.IGNORECASE | re.ASCII
)
_DECODED = frozenset({"", "7bit", "8bit", "binary", "quoted-printable", "base64"})

FORGIVEN = "Its parts are not well formed."
UNREADABLE = "Its parts cannot be told apart; everything is shown as text."


class Part(Protocol):
    """One node of a MIME tree. `content` is None for a container, else the bytes, decoded."""

    @property
    def content_type(self) -> str: ...
    @property
    def headers(self) -> dict[str, list[str]]: ...
    @property
    def filename(self) -> str: ...
    @property
    def content_id(self) -> str | None: ...
    @property
    def disposition(self) -> str | None: ...
    @property
    def is_message(self) -> bool: ...
    @property
    def content(self) -> bytes | None: ...
    @property
    def children(self) -> Sequence[Part]: ...


class PlainPart:
    """A part as Python's parser or nobody found it."""

    __slots__ = (
        "children",
        "content",
        "content_id",
        "content_type",
        "disposition",
        "filename",
        "headers",
        "is_message",
    )

    def __init__(self, content: bytes | None, *, content_type: str = "text/plain") -> None:
        self.content_type = content_type
        self.headers: dict[str, list[str]] = {}
        self.filename = ""
        self.content_id: str | None = None
        self.disposition: str | None = None
        self.is_message = False
        self.content = content
        self.children: Sequence[Part] = ()


def read_tree(raw: bytes, block: HeaderBlock) -> tuple[list[Part], tuple[str, ...]]:
    """Every part in walk order, the root first; each has been decoded once without complaint.

    The same bytes always give the same parts in the same order: attachments are found again by their number.
    """
    plain = _read_unencoded(raw, block)
    if plain is not None:
        return [plain], ()
    if _has_more_boundaries(raw, _MAX_BOUNDARIES):
        return [PlainPart(raw[block.body_start :])], (UNREADABLE,)
    tidied = tidy(raw, block)
    parts = _read_fast(tidied)
    if parts is not None and _holds_something(parts, raw, block):
        return parts, ()
    parts = None if _has_more_boundaries(raw, _MAX_BOUNDARIES_FOR_PYTHON) else _read_with_python(tidied)
    if parts is not None and _holds_something(parts, raw, block):
        return parts, (FORGIVEN,)
    return [PlainPart(raw[block.body_start :])], (UNREADABLE,)


def _has_more_boundaries(raw: bytes, limit: int) -> bool:
    return len(raw) > limit * len(_BOUNDARY) and raw.count(_BOUNDARY) > limit


def _read_unencoded(raw: bytes, block: HeaderBlock) -> Part | None:
    """A message that is its text as it stands (most of them), for which no MIME parser is needed."""
    values = block.values
    media_type = values["content-type"][0] if "content-type" in values else ""
    if media_type and not _JUST_TEXT.fullmatch(media_type):
        return None
    if (
        "content-transfer-encoding" in values
        and values["content-transfer-encoding"][0].lower() not in _AS_IT_STANDS
    ):
        return None
    if "content-disposition" in values or block.odd_names:
        return None
    part = PlainPart(raw[block.body_start :])
    part.headers = {"content-type": [media_type]}
    return part


def _read_fast(raw: bytes) -> list[Part] | None:
    try:
        root: Part = parse_email_tree(raw) if len(raw) < _SMALL else parse_email_tree(raw, mode="lazy")
        parts = walk(root) if root.children else [root]
        is_decoded = all(_is_decoded(part) for part in parts)
    except ParseError:
        return None
    return parts if is_decoded else None


def _is_decoded(part: Part) -> bool:
    """Decoding is what may fail, so all of it is done here."""
    return part.content is None or header_of(part, "content-transfer-encoding").lower() in _DECODED


def walk(root: Part) -> list[Part]:
    """The order of `email.message.Message.walk`, without its recursion."""
    parts, waiting = [], [root]
    while waiting:
        part = waiting.pop()
        parts.append(part)
        waiting.extend(reversed(part.children))
    return parts


def _holds_something(parts: list[Part], raw: bytes, block: HeaderBlock) -> bool:
    """False when there is a body but none of it arrived in any part."""
    if any(part.content for part in parts):
        return True
    return not raw[block.body_start :].strip()


def _read_with_python(raw: bytes) -> list[Part] | None:
    if raw.count(b"message/rfc822") > _MAX_NESTING_FOR_PYTHON:
        return None
    try:
        return walk(_convert(BytesParser(policy=compat32).parsebytes(raw)))
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError):
        return None


def _convert(message: Message) -> Part:
    part = PlainPart(None, content_type=message.get_content_type())
    for name, value in message.items():
        part.headers.setdefault(name, []).append(str(value))
    part.filename = message.get_filename() or ""
    part.disposition = message.get_content_disposition()
    part.content_id = str(message.get("content-id", "")).strip(" <>\t\r\n") or None
    if message.is_multipart() and part.content_type != "message/delivery-status":
        part.is_message = message.get_content_maintype() == "message"
        part.children = [_convert(child) for child in message.get_payload() if isinstance(child, Message)]
        part.content = _inner_bytes(message) if part.is_message else None
    else:
        part.content = _leaf_bytes(message)
        if message.get_content_maintype() == "multipart":
            # No boundary was found in it: what there is, is text.
            part.content_type = "text/plain"
    return part


def _inner_bytes(message: Message) -> bytes:
    return b"\n".join(child.as_bytes() for child in message.get_payload() if isinstance(child, Message))


def _leaf_bytes(message: Message) -> bytes:
    if message.is_multipart():
        return _inner_bytes(message)
    encoding, semicolon, _ = str(message.get("content-transfer-encoding", "")).partition(";")
    if semicolon:
        message.replace_header("content-transfer-encoding", encoding.strip())
    try:
        content = message.get_payload(decode=True)
    except (ValueError, binascii.Error, LookupError):
        content = None
    if isinstance(content, bytes):
        return content
    return str(message.get_payload()).encode("utf-8", "surrogateescape")


def labelled_utf8(parts: list[Part]) -> list[Part]:
    """The same parts of a message that was made UTF-8 as a whole: what stands in it undecoded is that now."""
    made = {id(part): _labelled(part) for part in parts}
    for part in parts:
        made[id(part)].children = [made[id(child)] for child in part.children]
    return [made[id(part)] for part in parts]


def _labelled(part: Part) -> PlainPart:
    made = PlainPart(part.content, content_type=part.content_type)
    made.headers, made.filename, made.content_id = dict(part.headers), part.filename, part.content_id
    made.disposition, made.is_message = part.disposition, part.is_message
    if header_of(part, "content-transfer-encoding").lower() in _AS_IT_STANDS:
        label = next((name for name in made.headers if name.lower() == "content-type"), "content-type")
        made.headers[label] = [f"{part.content_type}; charset=utf-8"]
    return made


def header_of(part: Part, name: str) -> str:
    """The first header of that name; `name` in lower case."""
    for key, values in part.headers.items():
        if key.lower() == name:
            return values[0]
    return ""
