"""The header block of a message: raw bytes in, the headers this house reads and the start of the body out."""

from __future__ import annotations

import re

from msgspec import Struct, field

from alongside.channels.email.wide import has_old_line_ends, to_utf8, wide_codec

_NAMES = """
    from sender reply-to to cc bcc subject date message-id references in-reply-to received return-path
    content-type content-transfer-encoding content-disposition authentication-results
    auto-submitted x-autoreply x-autorespond x-auto-response-suppress precedence x-failed-recipients
    list-id list-post list-unsubscribe x-mailing-list x-beenthere x-mailman-version mailing-list x-loop
    delivered-to x-original-to envelope-to
    feedback-id x-campaign x-campaignid x-mailchimp-campaign-id x-mailer-recptid x-csa-complaints
"""
_READ = frozenset(_NAMES.split())
_MAX_NAME, _MOST_NAMES = 100, 4096
_TRACED = frozenset({"received", "authentication-results"})
_HEADER_AFTER_BLANKS = re.compile(rb"[\r\n \t]*+[!-9;-~]{1,76}:")
_ODD_STARTS = frozenset({b"\n", b"\r", b"\xef", b"F", b">", b" ", b"\t", b"\xff", b"\xfe", b"\0"})
# The separator of mailbox files, sometimes left in; not the header "From :".
_FROM_LINE = re.compile(rb">?From (?![ \t]*:)")
_SPACE_BEFORE_COLON = re.compile(rb"^([!-9;-~]+)[ \t]+:", re.MULTILINE)
_BOM = b"\xef\xbb\xbf"
_KNOWN_HEADER = re.compile(
    rb"^(?:from|to|cc|bcc|subject|date|sender|reply-to|received|return-path|delivered-to|message-id|in-reply-to"
    rb"|mime-version|content-type)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


class HeaderBlock(Struct):
    """`values`: lower-case name to its unfolded values in order; 8-bit bytes as UTF-8 or else as surrogates.

    `order`: the names Received and Authentication-Results as they stand, top first.
    `is_whole`: no line had to be forgiven. `odd_names`: those with a space before the colon.
    """

    values: dict[str, list[str]]
    body_start: int
    is_whole: bool = True
    odd_names: set[str] = field(default_factory=set)
    order: list[str] = field(default_factory=list)

    def first(self, name: str) -> str:
        found = self.values.get(name)
        return found[0] if found else ""

    def all(self, name: str) -> list[str]:
        return self.values.get(name, [])


def has_header(raw: bytes, block: HeaderBlock) -> bool:
    """Whether anything in it looks like the head of a mail, even behind lines that are no headers."""
    return bool(block.values) or _KNOWN_HEADER.search(raw, 0, block.body_start) is not None


def strip_wrapping(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The message without a byte order mark, blank lines or a `From ` line of a mailbox file before it.

    One in UTF-16 comes out as UTF-8, and one whose lines end in CR alone with LF.
    """
    if raw[:1] not in _ODD_STARTS and 0 < raw.find(b"\n") < len(raw) - 1 and raw[1:2] != b"\0":
        return raw, ()
    defects: list[str] = []
    if codec := wide_codec(raw):
        raw = to_utf8(raw, codec)
        defects.append("It was written in UTF-16.")
    if has_old_line_ends(raw):
        raw = raw.replace(b"\r", b"\n")
        defects.append("Its lines end as on a Mac of long ago.")
    if raw.startswith(_BOM):
        raw = raw[len(_BOM) :]
        defects.append("A byte order mark stood before the headers.")
    if raw[:1] in (b"\n", b"\r", b" ", b"\t") and _HEADER_AFTER_BLANKS.match(raw):
        raw = raw.lstrip(b"\r\n \t")
        defects.append("Blank lines stood before the headers.")
    while _FROM_LINE.match(raw):
        raw = raw.partition(b"\n")[2]
    return raw, tuple(defects)


def read_block(raw: bytes) -> HeaderBlock:
    """Names are compared as mail programs do; a line that is no header ends the block (RFC 5322 §2.2)."""
    end, body_start = _find_end(raw)
    head = raw[:end].decode("utf-8", "surrogateescape")
    if "\r" in head:
        head = head.replace("\r\n", "\n")
    if "\n " in head or "\n\t" in head:
        head = head.replace("\n ", " ").replace("\n\t", "\t")
    block = HeaderBlock({}, body_start)
    _fill(block, head.split("\n"))
    return block


def tidy(raw: bytes, block: HeaderBlock) -> bytes:
    """The message with no space before the colons of its headers: no MIME parser would read such a header."""
    if not block.odd_names:
        return raw
    return _SPACE_BEFORE_COLON.sub(rb"\1:", raw[: block.body_start]) + raw[block.body_start :]


def _find_end(raw: bytes) -> tuple[int, int]:
    """Where the headers end and where the body starts."""
    end = raw.find(b"\n\n")
    # A single letter is looked for many times as fast as three, and most messages hold none.
    if raw.find(b"\r", 0, end if end >= 0 else len(raw)) >= 0:
        dos = raw.find(b"\n\r\n", 0, end if end >= 0 else len(raw))
        if dos >= 0:
            return dos, dos + 3
    if end >= 0:
        return end, end + 2
    return len(raw), len(raw)


def _fill(block: HeaderBlock, lines: list[str]) -> None:
    values, keys = block.values, _KEYS
    for line in lines:
        name, colon, value = line.partition(":")
        key = keys[name] if colon and len(name) < _MAX_NAME else _ignore(name, colon)
        if not key:
            if key == "":
                continue
            block.is_whole = not line.strip("\r")
            return
        if name[-1] in " \t":
            block.odd_names.add(key)
        if key in _TRACED:
            block.order.append(key)
        if key in values:
            values[key].append(value.strip())
        else:
            values[key] = [value.strip()]


def _ignore(name: str, colon: str) -> str | None:
    return "" if colon and " " not in name and "\t" not in name else None


class _Keys(dict[str, str | None]):
    """By a name as it was written, found once: in lower case, "" for one that nobody here reads, None for no name."""

    def __missing__(self, name: str) -> str | None:
        if len(self) >= _MOST_NAMES:
            self.clear()
        key = self[name] = _key_of(name)
        return key


_KEYS = _Keys()


def _key_of(name: str) -> str | None:
    key = name.lower().rstrip(" \t")
    if not key or " " in key or "\t" in key:
        return None
    return key if key in _READ else ""
