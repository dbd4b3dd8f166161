"""Mails saved in ways no mail is sent: bytes of UTF-16 or with the line ends of old Macs in, bytes of a mail out."""

from __future__ import annotations

import re

_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_LOOKED_AT = 256
_HEADER = re.compile(r"\s*(?:>?From |[!-9;-~]{1,76}[ \t]*:)")


def wide_codec(raw: bytes) -> str:
    """By its mark, or by a header whose every second byte is zero; "" for what is no UTF-16."""
    codec = _BOMS.get(raw[:2], "")
    if not codec and len(raw) >= 4 and raw[0] * raw[1] == 0 != raw[0] + raw[1]:
        codec = "utf-16-le" if raw[0] else "utf-16-be"
        if not _HEADER.match(raw[:_LOOKED_AT].decode(codec, "replace")):
            codec = ""
    return codec


def to_utf8(raw: bytes, codec: str) -> bytes:
    return raw.decode(codec, "replace").removeprefix("\ufeff").encode()


def has_old_line_ends(raw: bytes) -> bool:
    """Whether CR alone ends its lines; a last LF may have been added by what saved it."""
    return raw.find(b"\n") in (-1, len(raw) - 1) and b"\r" in raw[:-2]
