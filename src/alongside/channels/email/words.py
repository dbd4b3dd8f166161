"""Header text as a person reads it: encoded words decoded, hidden and direction-changing letters shown."""

from __future__ import annotations

import re
from binascii import Error as Base64Error
from email.errors import HeaderParseError
from email.header import decode_header

from alongside.channels.email.charsets import clean_text, decode_text

MAX_LETTERS = 10_000
# Control, zero-width, direction (UTR #36 §3.3, CVE-2021-42574) and other letters nobody sees.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# A joiner or variation selector after an emoji or an Indic letter is how these are written.
_JOINERS = re.compile(
    "(?<=[\u0600-\u0fff\u2190-\u2bff\u3030-\u303d\U0001f000-\U0001faff\ufe0f])[\u200c\u200d\ufe0f]"
)
_SPACES = re.compile(r"\s+")


def read_words(value: str) -> str:
    """A header value as one line of text."""
    if value.isascii() and "=?" not in value:
        return _one_line(value[:MAX_LETTERS])
    return _one_line(decode_words(value))


def decode_words(value: str) -> str:
    """RFC 2047, with 8-bit letters and broken words kept as they can be read."""
    value = value[:MAX_LETTERS]
    if "=?" not in value:
        return _read_eight_bit(value)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, Base64Error, ValueError):
        return _read_eight_bit(value)
    return "".join(_read_piece(piece, charset) for piece, charset in pieces)


def _read_piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return _read_eight_bit(piece)
    if charset is None:
        return decode_text(piece)[0] if not piece.isascii() else piece.decode("ascii")
    return decode_text(piece, charset.partition("*")[0])[0]


def _read_eight_bit(value: str) -> str:
    """Bytes that were no UTF-8 are held as surrogates by `read_block`."""
    if value.isascii():
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return decode_text(value.encode("utf-8", "surrogateescape"))[0]
    return value


def hides_something(text: str) -> bool:
    """True when letters are in it that nobody sees, or that turn the direction of others."""
    return not text.isprintable() and INVISIBLE.search(_JOINERS.sub("", text)) is not None


def show_hidden(text: str) -> str:
    """The text with what nobody sees replaced by a mark that everybody sees."""
    if text.isprintable():
        return text
    kept = _JOINERS.sub(lambda match: match[0].translate(_PARK), text)
    return INVISIBLE.sub("\ufffd", kept).translate(_UNPARK)


_PARK = {0x200C: "\ue00c", 0x200D: "\ue00d", 0xFE0F: "\ue00f"}
_UNPARK = {0xE00C: "\u200c", 0xE00D: "\u200d", 0xE00F: "\ufe0f"}


def _one_line(text: str) -> str:
    text = clean_text(text)
    if "\n" in text or "\t" in text or "  " in text or not text.isascii():
        text = _SPACES.sub(" ", text)
    return show_hidden(text).strip()
