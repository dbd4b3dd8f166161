"""Mailbox files (mboxo, mboxrd, mboxcl, mboxcl2) as a stream: a binary file in, its messages out.

The variants and their names: https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml, RFC 4155.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

_CLOCK = rb"\d{1,2}:\d\d(?::\d\d)?"
_DAY, _MONTH = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
# "From mara@example.org Tue Mar  3 10:00:00 2026", also with a zone, commas, or the day before the month.
DATED = re.compile(
    rb"From (?:[^\r\n]*[ \t])?"
    + _DAY
    + rb",?[ \t]+(?:"
    + _MONTH
    + rb"[ \t]+\d{1,2}|\d{1,2}[ \t]+"
    + _MONTH
    + rb")[ \t,]+"
    rb"(?:\d{4}[ \t]+" + _CLOCK + rb"|" + _CLOCK + rb"[^\r\n]{0,20}[ \t]\d{4})",
    re.IGNORECASE,
)
_HEADER = re.compile(rb"(?:>From |[!-9;-~]{1,76}[ \t]*:)")
_KNOWN_HEADER = re.compile(
    rb"(?:return-path|received|from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|delivered-to|reply-to"
    rb"|sender|status|envelope-to|errors-to|path|newsgroups|references|in-reply-to|list-[a-z-]+|dkim-signature"
    rb"|authentication-results|x-[a-z0-9-]+)[ \t]*:",
    re.IGNORECASE,
)
CONTENT_LENGTH = re.compile(
    rb"^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_RAW_FROM = re.compile(rb"^From ", re.MULTILINE)
_CHUNK_BYTES, _MAX_LINE_BYTES = 1 << 20, 1 << 16


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Large(NamedTuple):
    """A message beyond the limit: where it stands in the file, without its `From ` line."""

    start: int
    size_bytes: int


class _Buffer:
    """A window on the file: what has been read and not yet been given out, from `start`.

    `offset`: where in the file the window begins.
    """

    def __init__(self, file: Readable) -> None:
        self._file = file
        self.data = b""
        self.start = 0
        self.offset = 0
        self.is_at_end = False
        self._has_old_line_ends = False

    def fill(self, size_bytes: int = 1) -> bool:
        """Reads on until so many bytes lie ahead of `start`; False when the file ends before."""
        while len(self.data) - self.start < size_bytes and not self.is_at_end:
            chunk = self._file.read(_CHUNK_BYTES)
            self.is_at_end = not chunk
            if self._has_old_line_ends:
                chunk = chunk.replace(b"\r", b"\n")
            self.data = self.data[self.start :] + chunk
            self.offset += self.start
            self.start = 0
        return len(self.data) - self.start >= size_bytes

    def settle_line_ends(self) -> None:
        """At the very start: CR alone, as on old Macs, counts as LF; every byte stays where it was."""
        self.fill(_MAX_LINE_BYTES)
        if self.data.find(b"\n", 0, _MAX_LINE_BYTES) < 0 <= self.data.find(b"\r", 0, _MAX_LINE_BYTES):
            self._has_old_line_ends = True
            self.data = self.data.replace(b"\r", b"\n")

    def line_end(self, position: int) -> int:
        """Behind the line that begins at `position`; very long lines are cut."""
        end = self.data.find(b"\n", position, position + _MAX_LINE_BYTES)
        return end + 1 if end >= 0 else min(len(self.data), position + _MAX_LINE_BYTES)


def read_mbox(file: Readable, *, limit: int) -> Iterator[bytes | Large]:
    """Every message without its `From ` line; of one larger than `limit` bytes where it stands."""
    buffer = _Buffer(file)
    buffer.settle_line_ends()
    while buffer.fill() and buffer.data[buffer.start] in b"\r\n":
        buffer.start += 1
    while buffer.fill():
        buffer.fill(2 * _MAX_LINE_BYTES)
        if buffer.data.startswith(b"From ", buffer.start):
            buffer.start = buffer.line_end(buffer.start)
        yield _take_message(buffer, limit)


def _take_message(buffer: _Buffer, limit: int) -> bytes | Large:
    """Moves `start` to the next `From ` line or the end."""
    begin = buffer.offset + buffer.start
    counted = _counted_end(buffer, limit)
    passed, is_too_large = counted, False
    while True:
        end = _find_boundary(buffer, passed)
        if end >= 0 or not buffer.fill(len(buffer.data) - buffer.start + 1):
            break
        passed = len(buffer.data) - buffer.start - _CHUNK_BYTES - 3 * _MAX_LINE_BYTES
        if len(buffer.data) - buffer.start > limit + 2 * _CHUNK_BYTES:
            is_too_large, counted = True, 0
            buffer.start = len(buffer.data) - _CHUNK_BYTES - 3 * _MAX_LINE_BYTES
            passed = 0
        passed = max(passed, counted)
    stop = end if end >= 0 else len(buffer.data)
    if is_too_large or stop - buffer.start > limit:
        buffer.start = stop
        return Large(begin, buffer.offset + stop - begin)
    raw = buffer.data[buffer.start : stop]
    buffer.start = stop
    return unquote(raw, is_counted=counted > 0)


def _counted_end(buffer: _Buffer, limit: int) -> int:
    """The size by the message's Content-Length; 0 unless a `From ` line or the end follows there."""
    data, start = buffer.data, buffer.start
    head_end = _head_end(data, start, start + 2 * _MAX_LINE_BYTES)
    if data.find(b"ength", start, head_end) < 0:
        return 0
    found = CONTENT_LENGTH.search(data, start, head_end)
    if found is None or int(found[1]) > limit:
        return 0
    length = head_end - start + int(found[1])
    if not buffer.fill(length + 7) and len(buffer.data) - buffer.start < length:
        return 0
    rest = buffer.data[buffer.start + length : buffer.start + length + 7].lstrip(b"\r\n")
    return length if rest.startswith(b"From ") or (not rest and buffer.is_at_end) else 0


def _head_end(data: bytes, start: int, reach: int) -> int:
    """Behind the blank line after the headers; `start` when it is not within reach."""
    end = data.find(b"\n\n", start, reach)
    dos = data.find(b"\n\r\n", start, end if end >= 0 else reach)
    if dos >= 0:
        return dos + 3
    return end + 2 if end >= 0 else start


def _find_boundary(buffer: _Buffer, passed: int) -> int:
    """Where the next message's `From ` line begins; -1 when it is not in sight yet."""
    data, position = buffer.data, buffer.start + max(passed - 1, 0)
    while True:
        found = data.find(b"\nFrom ", position)
        if found < 0:
            return -1
        position = found + 1
        line_end = buffer.line_end(position)
        following_end = buffer.line_end(line_end)
        if following_end >= len(data) and not buffer.is_at_end:
            return -1
        before = data[max(found - 2, buffer.start) : found]
        if _begins(before, data[position:line_end], data[line_end:following_end]):
            return position


def _begins(before: bytes, line: bytes, following: bytes) -> bool:
    """Whether this `From ` line starts a message; a sentence may begin so too."""
    is_dated = DATED.match(line) is not None
    if before.endswith((b"\n", b"\n\r")):
        is_headed = _HEADER.match(following) is not None or following in (b"", b"\n", b"\r\n")
        return (is_dated and is_headed) or _KNOWN_HEADER.match(following) is not None
    return is_dated and _KNOWN_HEADER.match(following) is not None


def unquote(raw: bytes, *, is_counted: bool) -> bytes:
    """The message as it was before it was put into the file: no blank line behind it, no `>` before From."""
    if raw.endswith(b"\n\n"):
        raw = raw[:-1]
    elif raw.endswith(b"\n\r\n"):
        raw = raw[:-2]
    # With a length and bare `From ` lines in it nothing was quoted (mboxcl2).
    if b">From " not in raw or (is_counted and _RAW_FROM.search(raw)):
        return raw
    return _QUOTED_FROM.sub(rb"\1", raw)
