"""A file that says it is one mail, and holds several as a mailbox file does: its bytes in, each message out.

A letter may quote lines of a mailbox file. So a message ends only where the next one cannot be anything else: a blank
line, a whole `From ` line with sender and date, a head with sender and date or trace; and never within its own parts
or its own length.
"""

from __future__ import annotations

import re

from alongside.channels.files.mbox import CONTENT_LENGTH, DATED, unquote

_START = re.compile(rb"\n\r?\n(?=From )")
_BLANK_LINE = re.compile(rb"\n\r?\n")
# Of Thunderbird "-"; a patch of git has a number in its place, and is a file that is quoted in letters.
_SENDER = re.compile(rb"From (?:[^\s@]{1,64}@[^\s@]{1,255}|MAILER-DAEMON|-)[ \t]", re.IGNORECASE)
_HEADER = re.compile(rb"([!-9;-~]{1,76})[ \t]*:|[ \t]")
_MULTIPART = re.compile(rb"^content-type[ \t]*:[ \t\r\n]*multipart/", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary[ \t]*=[ \t]*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_TRACES = frozenset({b"date", b"received", b"message-id"})
_MAX_HEAD_BYTES = 1 << 16


def letters_within(raw: bytes) -> list[bytes]:
    """Every message without its `From ` line; none when nothing shows beyond doubt that there are several."""
    starts = [0]
    closed = _closed_from(raw, 0)
    for found in _START.finditer(raw):
        start = found.end()
        if start >= closed and _begins_letter(raw, start):
            starts.append(start)
            closed = _closed_from(raw, start)
    if len(starts) == 1:
        return []
    return [_letter(raw[start:end]) for start, end in zip(starts, [*starts[1:], len(raw)], strict=True)]


def starts_as_mailbox(raw: bytes) -> bool:
    return _is_separator(raw, 0, raw.find(b"\n"))


def _letter(raw: bytes) -> bytes:
    return unquote(raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw, is_counted=False)


def _is_separator(raw: bytes, start: int, end: int) -> bool:
    return bool(_SENDER.match(raw, start, end) and DATED.match(raw, start, end))


def _begins_letter(raw: bytes, start: int) -> bool:
    """Whether a separator stands there, and nothing but headers until the next blank line."""
    line_end = raw.find(b"\n", start)
    if line_end < 0 or not _is_separator(raw, start, line_end):
        return False
    lines = _head(raw, line_end + 1).split(b"\n")
    matches = [_HEADER.match(line) for line in lines]
    names = {match[1].lower() for match in matches if match and match[1]}
    return all(matches) and b"from" in names and not names.isdisjoint(_TRACES)


def _head(raw: bytes, start: int) -> bytes:
    """Without the blank line behind it; the whole reach where there is none."""
    reach = min(start + _MAX_HEAD_BYTES, len(raw))
    blank = _BLANK_LINE.search(raw, start, reach)
    return raw[start : blank.start() if blank else reach]


def _closed_from(raw: bytes, start: int) -> int:
    """The first place at which the message that begins at `start` can be over."""
    if raw.startswith(b"From ", start):
        start = raw.find(b"\n", start) + 1
    head = _head(raw, start)
    closed = start
    if _MULTIPART.search(head):
        boundary = _BOUNDARY.search(head)
        end = raw.find(b"\n--" + (boundary[1] or boundary[2]) + b"--", start) if boundary else -1
        closed = end if end >= 0 else len(raw)
    length = CONTENT_LENGTH.search(head)
    if length is not None:
        blank = start + len(head)
        end = blank + (3 if raw.startswith(b"\n\r", blank) else 2) + int(length[1])
        rest = raw[end : end + 9].lstrip(b"\r\n")
        closed = max(closed, end) if end <= len(raw) and (not rest or rest.startswith(b"From ")) else closed
    return closed
