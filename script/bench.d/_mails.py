"""Makes the Maildirs that are measured: real mail where it is, else made mail, multiplied to any number."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import md5
from math import log2
from pathlib import Path
from zlib import crc32

from tests.intake.corpus import mails

from alongside.channels.files.client import open_source
from alongside.message import RawMessage

ROOT = Path(__file__).resolve().parents[2]
MADE_MAILS = 7_000
LAST_WORD = "zyzzogeton"
_LAST = (
    b"From: Last Writer <last@desk.example>\r\nTo: me@desk.example\r\nSubject: The last of all\r\n"
    b"Date: Thu, 31 Dec 2026 10:00:00 +0000\r\nMessage-ID: <last@desk.example>\r\n\r\n"
    b"Whoever finds " + LAST_WORD.encode() + b" has found the last message.\r\n"
)
_ID_HEADER = re.compile(
    rb"^(?:message-id|references|in-reply-to)[ \t]*:.*(?:\r?\n[ \t].*)*", re.IGNORECASE | re.MULTILINE
)
_ID = re.compile(rb"<([^<>@\s]+)@")
_DATE = re.compile(rb"^(date[ \t]*:[ \t]*)(.*?)(\r?)$", re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(rb"[A-Za-z][A-Za-z0-9]{2,40}")
_ENCODED = re.compile(
    rb"^content-(?:type[ \t]*:[ \t]*+(?!text/)|transfer-encoding[ \t]*:[ \t]*base64)", re.I | re.M
)


@dataclass(frozen=True, slots=True)
class Made:
    """A Maildir; `count` messages of which `real` are different ones, the rest changed copies of these."""

    path: Path
    count: int
    real: int
    what: str

    def __str__(self) -> str:
        times = f" x {self.count / self.real:.1f}" if self.count > self.real + 1 else ""
        return f"{self.real:,} {self.what}{times} = {self.count:,} messages"


def make_maildir(path: Path, *, count: int, largest_bytes: int) -> Made:
    """All the mail there is, or `count` of it, changed copies where it does not suffice; one last message."""
    originals, what = read_mails(largest_bytes=largest_bytes)
    wanted = (count or len(originals) + 1) - 1
    growth = Growth(originals) if wanted > len(originals) else None
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    for number in range(wanted):
        raw = originals[number % len(originals)]
        copy, at = divmod(number, len(originals))
        changed = copied(raw, copy)
        _write(path, f"{number:08d}", growth.grown(changed, at, copy) if growth and copy else changed)
    _write(path, "99999999", _LAST)
    return Made(path, wanted + 1, min(wanted, len(originals)), what)


def _write(path: Path, name: str, raw: bytes) -> None:
    descriptor = os.open(path / "cur" / f"{name}.bench:2,S", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)


def read_mails(*places: str, largest_bytes: int = 1 << 30) -> tuple[Sequence[bytes], str]:
    """The mail in these places of the corpus, or all of it; "real", or "made" where there is no corpus."""
    folder = Path(os.environ.get("ALONGSIDE_CORPORA", ROOT.parent / "shared" / "corpora")) / "mail"
    if not folder.is_dir():
        return mails(MADE_MAILS), "made"
    found = (one for place in places or (".",) for one in open_source(folder / place))
    raws = (one.raw for one in found if isinstance(one, RawMessage))
    return [raw for raw in raws if len(raw) <= largest_bytes], "real"


@dataclass(slots=True)
class Growth:
    """Gives copies as many words that were never seen as so much more mail would bring (Heaps' law).

    By Good and Turing the next message holds as many new words as, on average, a message holds words that stand
    nowhere else; so a copy gets others in their place. With more mail they become fewer: of the first copy's
    words `copy ** -fading` are new in a later one, the exponent taken from how the real mail's words grow.
    """

    originals: Sequence[bytes]
    fading: float = field(init=False)
    _pieces: list[list[bytes]] = field(init=False)

    def __post_init__(self) -> None:
        half, seen = 0, Counter[bytes]()
        # Every second one first: where the mail lies sorted by mailbox its halves are not alike.
        order = [*self.originals[::2], *self.originals[1::2]]
        for number, raw in enumerate(order):
            if number == len(order) // 2:
                half = len(seen)
            seen.update(set(_WORD.findall(_plain_body(raw))))
        self.fading = 1 - log2(len(seen) / half)
        alone = re.compile(rb"(" + _WORD.pattern + rb")")
        self._pieces = []
        for raw in self.originals:
            pieces, merged = alone.split(_plain_body(raw)), [b""]
            for place, piece in enumerate(pieces):
                if place % 2 and seen[piece] == 1:
                    merged += [piece, b""]
                else:
                    merged[-1] += piece
            self._pieces.append(merged)

    def grown(self, raw: bytes, at: int, copy: int) -> bytes:
        """`raw`, the `copy`th copy of the original with number `at`, with new words in place of its rare ones."""
        merged = self._pieces[at]
        if len(merged) == 1:
            return raw
        share = int(2**32 * (copy + 1) ** -self.fading)
        mark = _letters(copy)
        pieces = [
            piece + mark if place % 2 and crc32(piece + mark) < share else piece
            for place, piece in enumerate(merged)
        ]
        old = b"".join(merged)
        return raw.removesuffix(old) + b"".join(pieces)


def _plain_body(raw: bytes) -> bytes:
    """The text of a message that is nothing but text as it stands; of all others nothing."""
    separator = b"\r\n\r\n" if b"\r\n\r\n" in raw[:65536] else b"\n\n"
    head, _, body = raw.partition(separator)
    return b"" if _ENCODED.search(head) else body


def _letters(number: int) -> bytes:
    found = b""
    while number:
        number, letter = divmod(number - 1, 26)
        found = bytes([97 + letter]) + found
    return b"q" + found


def copied(raw: bytes, copy: int) -> bytes:
    """Another message: its own ids, day and one word more; answers still answer their own copy."""
    if copy == 0:
        return raw
    separator = b"\r\n\r\n" if b"\r\n\r\n" in raw[:65536] else b"\n\n"
    head, middle, body = raw.partition(separator)
    mark = b"k%d" % copy
    if not re.search(rb"^message-id[ \t]*:", head, re.IGNORECASE | re.MULTILINE):
        head += b"\r\nMessage-ID: <%s@copy.example>" % md5(raw, usedforsecurity=False).hexdigest().encode()
    head = _ID_HEADER.sub(lambda match: _ID.sub(rb"<\1." + mark + b"@", match[0]), head)
    head = _DATE.sub(lambda match: match[1] + _later(match[2], copy) + match[3], head, count=1)
    if not _ENCODED.search(head):
        body = b"copy" + mark + b" " + body
    return head + middle + body


def _later(date: bytes, days: int) -> bytes:
    try:
        return format_datetime(parsedate_to_datetime(date.decode("ascii")) + timedelta(days=days)).encode()
    except (ValueError, OverflowError):
        return date
