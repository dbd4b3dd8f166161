"""Bytes of a text part to text, whatever its label says."""

from __future__ import annotations

import codecs
from functools import lru_cache

# As browsers read these labels (WHATWG Encoding Standard, §4.2): the wider set of the same family.
_WIDER = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_ALIASES = {
    "unicode-1-1-utf-7": "utf-7",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "x-sjis": "cp932",
    "x-mac-roman": "mac_roman",
    "x-user-defined": "cp1252",
    "iso-8859-8-i": "iso8859-8",
    "cp-850": "cp850",
    "utf8mb4": "utf-8",
    "unicode": "utf-8",
}
# Codecs of Python that are no charset of any mail; `undefined` raises on purpose.
_ODD_CODECS = "undefined punycode idna raw-unicode-escape unicode-escape mbcs oem"
_NO_CHARSET = frozenset(_ODD_CODECS.split())
# In these, bytes below 128 are ASCII whatever stands before them.
_SUPERSETS = (
    "ascii utf-8 cp1252 cp1250 cp1251 cp1254 iso8859-2 iso8859-15 iso8859-5 koi8-r koi8-u cp949 gb18030"
)
_ASCII_ABOVE = frozenset(_SUPERSETS.split())
_SEEMS_RIGHT = 0.1


@lru_cache(maxsize=512)
def codec_for(label: str) -> str | None:
    """Python's codec for a charset label; None when nobody knows it."""
    label = label.strip().strip("\"'").lower()
    label = _ALIASES.get(label, label)
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError, UnicodeError):
        return None
    if not info._is_text_encoding or info.name.replace("_", "-") in _NO_CHARSET:
        return None
    return _WIDER.get(info.name, info.name)


def decode_text(data: bytes, label: str = "") -> tuple[str, str]:
    """The text, and what had to be forgiven ("" if nothing)."""
    if (
        data.isascii()
        and b"\x1b" not in data
        and (not label or (codec_for(label) or "utf-8") in _ASCII_ABOVE)
    ):
        return data.decode("ascii"), ""
    codec = codec_for(label) if label else None
    if codec and (not data.isascii() or codec not in _ASCII_ABOVE):
        try:
            return data.decode(codec), ""
        except (UnicodeError, ValueError):
            return _guess(data, codec), "Some letters did not fit the character set the message names."
    return _guess(data, ""), "" if not label else "The message names a character set that nobody knows."


def _guess(data: bytes, codec: str) -> str:
    """UTF-8 if it is, else the codec named, else Windows-1252, else byte for byte."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if codec and codec != "cp1252":
        text = data.decode(codec, "replace")
        if text.count("\ufffd") <= _SEEMS_RIGHT * sum(1 for letter in text if letter > "\x7f"):
            return text
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def clean_text(text: str) -> str:
    """`\\n` line ends, no NUL, no lone surrogates: what PostgreSQL and JSON can hold."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
