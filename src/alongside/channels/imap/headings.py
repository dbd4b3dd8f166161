"""A few header fields in, who takes part and which Message-IDs it belongs to out, without reading the letter.

Looked for rather than parsed: it decides only whether a letter is fetched, and must bear whatever a stranger wrote.
"""

from __future__ import annotations

import re

from msgspec import Struct

HEADING_FIELDS = "FROM SENDER REPLY-TO TO CC BCC MESSAGE-ID IN-REPLY-TO REFERENCES"
# More of a header than any letter needs; a hostile one may be megabytes.
_MOST_BYTES, _MOST_IDS, _MOST_ADDRESSES = 64 << 10, 100, 1000
_FIELD = re.compile(rb"^([A-Za-z-]{1,30}):((?:[^\r\n]*)(?:\r?\n[ \t][^\r\n]*)*)", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]@]{1,64}@[^\s<>,;:\"()\[\]@]{1,255}")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,990})>")
_ID_FIELDS = {b"message-id", b"in-reply-to", b"references"}


class Heading(Struct, frozen=True):
    """Addresses in lower case; Message-IDs without angle brackets, its own among them."""

    addresses: frozenset[str]
    message_ids: tuple[str, ...]


def heading_of(header: bytes) -> Heading:
    addresses: set[str] = set()
    ids: list[str] = []
    for name, raw in _FIELD.findall(header[:_MOST_BYTES]):
        written = raw.decode("utf-8", "replace")
        if name.lower() in _ID_FIELDS:
            ids += _MESSAGE_ID.findall(written)
        elif len(addresses) < _MOST_ADDRESSES:
            addresses.update(one.lower().strip(".'") for one in _ADDRESS.findall(written))
    return Heading(frozenset(addresses), tuple(dict.fromkeys(ids[: _MOST_IDS // 2] + ids[-_MOST_IDS // 2 :])))
