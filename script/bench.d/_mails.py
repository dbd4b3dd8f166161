"""Makes the Maildirs that are measured: real mail where it is, else made mail, multiplied to any number."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import md5
from pathlib import Path

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
_ENCODED = re.compile(
    rb"^content-(?:type[ \t]*:[ \t]*(?!text/)|transfer-encoding[ \t]*:[ \t]*base64)", re.I | re.M
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
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    for number in range(wanted):
        raw = originals[number % len(originals)]
        _write(path, f"{number:08d}", copied(raw, number // len(originals)))
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
