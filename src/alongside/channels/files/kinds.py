"""What kind of mail file this is, by its first bytes and its name."""

from __future__ import annotations

import enum
import re

_HEADER = re.compile(rb"[\r\n \t]*+(?:\xef\xbb\xbf)?[!-9;-~]{1,76}[ \t]*:")
_FROM_LINE = re.compile(rb"[\r\n]*+(?:\xef\xbb\xbf)?From [^\r\n]*\d{4}")
_ANY_FROM_LINE = re.compile(rb"[\r\n]*+From [^\r\n]*\r?\n(?:>?From |[!-9;-~]{1,76}[ \t]*:)")
# Of a mail one of its headers is known; contacts, calendars, chats and settings begin with "Name:" as well.
_KNOWN_HEADER = re.compile(
    rb"^(?:from|to|cc|bcc|subject|date|sender|reply-to|received|return-path|delivered-to|envelope-to|message-id|"
    rb"in-reply-to|references|mime-version|status|newsgroups|precedence|importance|auto-submitted|dkim-signature|"
    rb"(?:content|resent|x|list|arc|thread|authentication|disposition)-[a-z-]{1,60})[ \t]*:",
    re.I | re.M,
)
_END_OF_HEADERS = re.compile(rb"\n[ \t]*\r?\n")
_EMLX = re.compile(rb"\d{1,12} *\r?\n(?=[!-9;-~]{1,76}:)")
_BOOKKEEPING = frozenset(
    {
        ".ds_store",
        "thumbs.db",
        "desktop.ini",
        "maildirfolder",
        "subscriptions",
        ".notmuch",
        ".git",
        ".uidvalidity",
        ".mbsyncstate",
        ".subscriptions",
    }
)
_BOOKKEEPING_ENDS = (".msf", ".lock", ".lck")
_BOOKKEEPING_STARTS = (
    "dovecot",
    ".dovecot",
    "courierimap",
    "courierpop3",
    "maildirsize",
    ".isyncuidmap",
    ".mh_sequences",
    "._",
)


class FileKind(enum.Enum):
    MBOX = "mbox"
    MAIL = "mail"
    EMLX = "emlx"
    ZIP = "zip"
    OUTLOOK_MESSAGE = "msg"
    OUTLOOK_DATA = "pst"
    EMPTY = "empty"
    OTHER = "other"


def kind_of(head: bytes, name: str) -> FileKind:
    """By the first few thousand bytes; an empty file that is no .eml is a mailbox with nothing in it."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")) or name.lower().endswith(".zip"):
        return FileKind.ZIP
    if name.lower().endswith(".emlx") and _EMLX.match(head):
        return FileKind.EMLX
    is_mail_by_name = name.lower().endswith((".eml", ".mht"))
    if (_FROM_LINE.match(head) or _ANY_FROM_LINE.match(head)) and not is_mail_by_name:
        return FileKind.MBOX
    if is_mail_by_name or _has_headers(head) or _ANY_FROM_LINE.match(head):
        return FileKind.MAIL
    if head.startswith(b"!BDN"):
        return FileKind.OUTLOOK_DATA
    if head.startswith(b"\xd0\xcf\x11\xe0") and name.lower().endswith(".msg"):
        return FileKind.OUTLOOK_MESSAGE
    return FileKind.OTHER if head.strip() else FileKind.EMPTY


def _has_headers(head: bytes) -> bool:
    if not _HEADER.match(head):
        return False
    begun = head.lstrip(b"\r\n \t\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    end = _END_OF_HEADERS.search(begun)
    return bool(_KNOWN_HEADER.search(begun, 0, end.start() + 1 if end else len(begun)))


def unpack_emlx(raw: bytes) -> bytes:
    """Apple Mail puts the length in a line before the message and a property list behind it."""
    count, _, rest = raw.partition(b"\n")
    return rest[: int(count)]


def is_bookkeeping(name: str) -> bool:
    """Files that mail programs and systems keep for themselves."""
    low = name.lower()
    return low in _BOOKKEEPING or low.endswith(_BOOKKEEPING_ENDS) or low.startswith(_BOOKKEEPING_STARTS)
