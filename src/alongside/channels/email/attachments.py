"""Files carried by a message: MIME parts in, names safe to show and types seen from the bytes out."""

from __future__ import annotations

import re
import unicodedata

from alongside.channels.email.block import read_block
from alongside.channels.email.bodies import Contents, is_inline
from alongside.channels.email.sniff import sniff_media_type
from alongside.channels.email.tree import Part
from alongside.channels.email.words import INVISIBLE, decode_words, read_words
from alongside.message import ParsedAttachment

MAX_ATTACHMENTS = 1_000
# What Windows, macOS or Linux do not allow in a name, and what reads as a path (CWE-22, CVE-2026-28289).
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\u2044\u2215\u29f8\uff0f\uff3c\ufffd]')
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\s*(?:\.|$))", re.IGNORECASE
)
_MAX_NAME, _MAX_EXTENSION = 120, 16
_EXTENSIONS = {
    "message/rfc822": ".eml",
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "application/zip": ".zip",
}


def list_attachments(contents: Contents) -> tuple[tuple[ParsedAttachment, ...], tuple[str, ...]]:
    """One row a file, and what had to be left out."""
    if not contents.files:
        return (), ()
    listed = tuple(describe(number, part, contents) for number, part in contents.files[:MAX_ATTACHMENTS])
    if len(contents.files) > MAX_ATTACHMENTS:
        return listed, (f"It carries {len(contents.files)} files; the first {MAX_ATTACHMENTS} are listed.",)
    return listed, ()


def describe(number: int, part: Part, contents: Contents) -> ParsedAttachment:
    content = part.content or b""
    shown = safe_name(read_name(part))
    media_type = "message/rfc822" if part.is_message else sniff_media_type(content, shown)
    if part.content_type == "message/delivery-status":
        media_type = "text/plain"
    if not shown:
        subject = read_words(read_block(content).first("subject")) if part.is_message else ""
        shown = safe_name(subject[:_MAX_NAME]) or f"part-{number}"
        shown += _EXTENSIONS.get(media_type, "")
    return ParsedAttachment(
        number=number,
        name=shown,
        media_type=media_type,
        size_bytes=len(content),
        content_id=clean_content_id(part.content_id),
        is_inline=is_inline(number, part, contents),
    )


def read_name(part: Part) -> str:
    """The name the sender gave, encoded words decoded although RFC 2047 §5 forbids them there."""
    name = part.filename
    return decode_words(name) if "=?" in name or not name.isascii() else name


def clean_content_id(content_id: str | None) -> str:
    return INVISIBLE.sub("", content_id).strip(" <>\t")[:998] if content_id else ""


def safe_name(name: str) -> str:
    """A name for showing and saving; "" when nothing of it is left.

    No separators, controls, direction or hidden letters; no leading dot or dash, no device of Windows.
    """
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    name = " ".join(INVISIBLE.sub("", name.replace("\n", " ").replace("\r", " ").replace("\t", " ")).split())
    name = _FORBIDDEN.sub("_", name).lstrip(". ~-").rstrip(". ")
    if not name.strip("_. "):
        return ""
    if _RESERVED.match(name):
        name = f"_{name}"
    return _shorten(name)


def _shorten(name: str) -> str:
    if len(name) <= _MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if dot and stem and len(extension) <= _MAX_EXTENSION:
        return f"{stem[: _MAX_NAME - len(extension) - 2].rstrip('. ')}….{extension}"
    return f"{name[: _MAX_NAME - 1].rstrip('. ')}…"
