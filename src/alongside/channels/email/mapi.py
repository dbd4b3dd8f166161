"""What Outlook keeps of a letter (MS-OXPROPS) in, the same as a mail (RFC 5322) out.

Of a letter that came it keeps the headers as they were sent, the texts and the files; from these the mail is made
again. One that was written in Outlook has no headers: they are made from what it knows of sender, recipients and time.
The same letter makes the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import blake2b
from typing import Protocol

from msgspec import Struct

from alongside.channels.email.rich_text import text_of_rtf

ONLY_RTF = "Its text is there as RTF alone, which could not be read."
NOT_TAKEN = "{name} could not be taken out of it; the file that it came in has it."
TOO_DEEP = "A message within a message within a message"
CLASS, SUBJECT, HEADERS, SENT_AT, DELIVERED_AT = 0x001A, 0x0037, 0x007D, 0x0039, 0x0E06
BODY, RTF, HTML = 0x1000, 0x1009, 0x1013
NAME, SMTP_ADDRESS, ADDRESS, RECIPIENT_TYPE = 0x3001, 0x39FE, 0x3003, 0x0C15
FILE_DATA, FILE_NAME, SHORT_FILE_NAME, MEDIA_TYPE, CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x370E, 0x3712
_SENT_FOR_NAME, _SENT_FOR_SMTP, _SENT_FOR_ADDRESS = 0x0042, 0x5D02, 0x0065
_SENDER_NAME, _SENDER_SMTP, _SENDER_ADDRESS = 0x0C1A, 0x5D01, 0x0C1F
# The first that is known: within one Exchange the plain address is a name of its directory, which reaches nobody.
_SENDER = (
    (_SENT_FOR_NAME, _SENT_FOR_SMTP),
    (_SENT_FOR_NAME, _SENT_FOR_ADDRESS),
    (_SENDER_NAME, _SENDER_SMTP),
    (_SENDER_NAME, _SENDER_ADDRESS),
)
# Who made an entry or changed it last: name in the directory, and the address that reaches them.
_KNOWN_AS = ((0x4023, 0x5D0A), (0x4025, 0x5D0B))
_MORE = (("Message-ID", 0x1035), ("References", 0x1039), ("In-Reply-To", 0x1042))
_DEEPEST = 2
_ROLES = {1: "To", 2: "Cc", 3: "Bcc"}
# Of the parts that it came in; here it is put together anew.
_OF_PARTS = ("content-", "mime-version")
_KIND = re.compile(r"(application|audio|image|text|video|font)/([a-z0-9][a-z0-9.+-]{0,80})", re.IGNORECASE)
# Two signs before a subject say how long its "Re: " is (MS-PST §2.5.3.1.1.1).
_PREFIX_MARK = re.compile(r"\A\x01.", re.DOTALL)


class Known(Protocol):
    """Properties by number. `body_encoding`: of an HTML text that is kept as bytes, a codec of Python's."""

    def str_prop_value(self, number: int, /) -> str | None: ...
    def binary_prop_value(self, number: int, /) -> bytes | None: ...
    def int_prop_value(self, number: int, /) -> int | None: ...
    def date_prop_value(self, number: int, /) -> datetime | None: ...
    @property
    def body_encoding(self) -> str: ...


class Letter(Struct, frozen=True):
    known: Known
    recipients: Sequence[Known]
    files: Sequence[File]


class File(Struct, frozen=True):
    """`content` None: it is a message (`within`), or nothing of it is there."""

    known: Known
    content: bytes | None
    within: Letter | None = None


def mail_of(letter: Letter, *, depth: int = 0) -> tuple[bytes, tuple[str, ...]]:
    """The mail, and what of the letter could not be taken over."""
    missing = list[str]()
    kept = letter.known.str_prop_value(HEADERS) or ""
    headers = list(_sent_headers(kept)) or list(_made_headers(letter))
    body = _body(letter, missing, depth=depth)
    return "".join(f"{line}\r\n" for line in headers).encode("utf-8", "replace") + body, tuple(missing)


def names_an_address(letter: Letter) -> bool:
    """Whether it is from or to anybody who can be reached, if only within one Exchange."""
    known = letter.known
    if known.str_prop_value(HEADERS) or any(_text(known, address) for _, address in _SENDER):
        return True
    return any(_text(one, number) for one in letter.recipients for number in (SMTP_ADDRESS, ADDRESS))


def _sent_headers(text: str) -> Iterator[str]:
    """The lines as they are, folds included, without those that speak of its parts."""
    is_left_out = True
    for line in text.replace("\0", "").splitlines():
        if not line.strip():
            continue
        if not line[0].isspace():
            name = line.partition(":")[0].strip().lower()
            is_left_out = ":" not in line or name.startswith(_OF_PARTS)
        if not is_left_out:
            yield line


def _made_headers(letter: Letter) -> Iterator[str]:
    known = letter.known
    yield f"From: {_sender(known)}"
    for role, people in _recipients(letter).items():
        yield f"{role}: " + ",\r\n ".join(people)
    yield f"Subject: {_line(_PREFIX_MARK.sub('', known.str_prop_value(SUBJECT) or ''))}"
    sent_at = known.date_prop_value(SENT_AT) or known.date_prop_value(DELIVERED_AT)
    if sent_at is not None:
        yield f"Date: {format_datetime(sent_at)}"
    yield from (f"{name}: {value}" for name, number in _MORE if (value := _text(known, number)))


def _sender(known: Known) -> str:
    for name, address in _SENDER:
        if "@" in (found := _text(known, address)):
            return _party(_text(known, name), found)
    in_directory = _text(known, _SENDER_ADDRESS).lower()
    for name, address in _KNOWN_AS:
        if in_directory and _text(known, name).lower() == in_directory and "@" in _text(known, address):
            return _party(_text(known, _SENDER_NAME), _text(known, address))
    return _party(_text(known, _SENDER_NAME), "")


def _recipients(letter: Letter) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in letter.recipients:
        kind = one.int_prop_value(RECIPIENT_TYPE) or 1
        party = _party(_text(one, NAME), _text(one, SMTP_ADDRESS) or _text(one, ADDRESS))
        found.setdefault(_ROLES.get(kind & 0xF, "To"), []).append(party)
    return found


def _party(name: str, address: str) -> str:
    quoted = name.replace("\\", "").replace('"', "")
    if "@" not in address:
        return f'"{quoted}"'
    return f'"{quoted}" <{address}>' if quoted and quoted != address else f"<{address}>"


def _body(letter: Letter, missing: list[str], *, depth: int) -> bytes:
    made = EmailMessage(policy=SMTP)
    text, html = _clean(letter.known.str_prop_value(BODY) or ""), _html(letter.known)
    packed = letter.known.binary_prop_value(RTF)
    rtf = _unpacked(packed) if packed and not (text or html) else b""
    if rtf:
        text = _clean(text_of_rtf(rtf)).strip()
    if packed and not (text or html):
        missing.append(ONLY_RTF)
    made.set_content(text, cte="base64")
    if html:
        made.add_alternative(html, subtype="html", cte="base64")
    if rtf:
        made.add_attachment(rtf, maintype="application", subtype="rtf", filename="message.rtf")
    for file in letter.files:
        if file.within is None:
            _add_file(made, file, html, missing)
        elif depth < _DEEPEST:
            inner, of_inner = mail_of(file.within, depth=depth + 1)
            made.add_attachment(inner, maintype="message", subtype="rfc822", filename="message.eml")
            missing += of_inner
        else:
            missing.append(NOT_TAKEN.format(name=TOO_DEEP))
    return _with_own_boundaries(made)


def _with_own_boundaries(made: EmailMessage) -> bytes:
    """Python draws them by lot; these follow from what is between them."""
    content = blake2b(digest_size=12)
    for part in made.walk():
        if not part.is_multipart():
            content.update(part.get_payload(decode=False).encode("utf-8", "surrogateescape"))  # type: ignore[union-attr]
    parts = [part for part in made.walk() if part.get_content_maintype() == "multipart"]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{content.hexdigest()}_{number}")
    return made.as_bytes()


def _html(known: Known) -> str:
    kept = known.binary_prop_value(HTML)
    if kept:
        return _clean(kept.decode(known.body_encoding, "replace"))
    return _clean(known.str_prop_value(HTML) or "")


def _unpacked(packed: bytes) -> bytes:
    """RTF, compressed as in MS-OXRTFCP; b"" for what cannot be read: the library raises whatever it runs into."""
    from compressed_rtf import decompress

    try:
        return bytes(decompress(packed))
    except Exception:
        return b""


def _add_file(made: EmailMessage, file: File, html: str, missing: list[str]) -> None:
    """What the text shows in itself is said to be inline."""
    name = _text(file.known, FILE_NAME) or _text(file.known, SHORT_FILE_NAME) or "file"
    if file.content is None:
        missing.append(NOT_TAKEN.format(name=f"“{name}”"))
        return
    kind = _KIND.fullmatch(_text(file.known, MEDIA_TYPE))
    content_id = _text(file.known, CONTENT_ID).strip("<> ")
    is_shown = bool(content_id) and f"cid:{content_id}" in html
    made.add_attachment(
        file.content,
        maintype=kind[1] if kind else "application",
        subtype=kind[2] if kind else "octet-stream",
        filename=name,
        disposition="inline" if is_shown else "attachment",
        cid=f"<{content_id}>" if is_shown else None,
    )


def _text(known: Known, number: int) -> str:
    return _line(known.str_prop_value(number) or "")


def _line(text: str) -> str:
    """Foreign text in a header: one line, whatever is in it."""
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()
