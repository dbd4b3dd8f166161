"""What a letter is to say in, its bytes out: RFC 5322, CRLF, seven bits, nothing that was not asked for.

Whatever foreign text stands in a name, a subject, a file's name or a Message-ID stays what it is: text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from msgspec import Struct

from alongside.channels.smtp import headers

_BODY_POLICY = SMTP.clone(cte_type="7bit")
_MEDIA_TYPE = re.compile(r"(?!message/|multipart/)[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_LONGEST_FILE_NAME = 120
# RFC 5322 §2.1.1 allows 998; a root and the newest say as much as all of them.
_MOST_REFERENCES = 30


class Correspondent(Struct, frozen=True):
    address: str
    name: str = ""


class Attached(Struct, frozen=True):
    name: str
    media_type: str
    content: bytes


class Composition(Struct, frozen=True):
    """A letter before it is bytes. `sender`: who wrote it on behalf of `author` (RFC 5322 §3.6.2).

    `references`: Message-IDs without angle brackets, oldest first, the answered one last. `bcc` is for whoever
    hands it to a server, and never in the bytes. `html` is sent as it is: clean it before.
    """

    author: Correspondent
    to: Sequence[Correspondent]
    subject: str
    text: str
    date: datetime
    message_id: str
    sender: Correspondent | None = None
    cc: Sequence[Correspondent] = ()
    bcc: Sequence[Correspondent] = ()
    html: str = ""
    attachments: Sequence[Attached] = ()
    in_reply_to: str = ""
    references: Sequence[str] = ()
    # Nobody wrote it by hand: then no absence notice answers it (RFC 3834 §5).
    is_automatic: bool = False


def compose(letter: Composition) -> bytes:
    """Raises headers.UnsafeAddress."""
    raw = b"".join([*_headers(letter), _body(letter).as_bytes(policy=_BODY_POLICY)])
    if not headers.is_plain_lines(raw):
        raise ValueError("a letter with a line end of its own would end before its end")
    return raw


def _headers(letter: Composition) -> list[bytes]:
    people = {"To": letter.to, "Cc": letter.cc}
    lines = [headers.addresses("From", [_pair(letter.author)])]
    if letter.sender is not None and letter.sender.address.lower() != letter.author.address.lower():
        lines.append(headers.addresses("Sender", [_pair(letter.sender)]))
    lines += [headers.addresses(name, [_pair(one) for one in some]) for name, some in people.items() if some]
    lines += [
        # RFC 5322 §3.6.3 wants a recipient in sight; this group is empty.
        b"" if letter.to or letter.cc else headers.plain("To", "undisclosed-recipients:;"),
        headers.unstructured("Subject", letter.subject),
        headers.plain("Date", format_datetime(letter.date)),
        headers.message_ids("Message-ID", [letter.message_id]),
        headers.message_ids("In-Reply-To", [letter.in_reply_to]),
        headers.message_ids("References", _shortened(letter.references)),
        headers.plain("Auto-Submitted", "auto-generated") if letter.is_automatic else b"",
    ]
    return lines


def _pair(one: Correspondent) -> tuple[str, str]:
    return one.name, one.address


def references_to(message_id: str, references: Sequence[str]) -> tuple[str, ...]:
    """References of an answer: those of the answered message, then its own Message-ID (RFC 5322 §3.6.4)."""
    return tuple(dict.fromkeys(one for one in (*references, message_id) if one))


def _shortened(references: Sequence[str]) -> Sequence[str]:
    if len(references) <= _MOST_REFERENCES:
        return references
    return [references[0], *references[1 - _MOST_REFERENCES :]]


def _body(letter: Composition) -> EmailMessage:
    body = EmailMessage(policy=_BODY_POLICY)
    body.set_content(_lines(letter.text), cte="quoted-printable" if _needs_quoting(letter.text) else "7bit")
    if letter.html:
        body.add_alternative(_lines(letter.html), subtype="html", cte="quoted-printable")
    for one in letter.attachments:
        media_type = one.media_type.lower()
        known = media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream"
        maintype, _, subtype = known.partition("/")
        body.add_attachment(
            one.content, maintype=maintype, subtype=subtype, filename=file_name(one.name), cte="base64"
        )
    return body


def _needs_quoting(text: str) -> bool:
    return not text.isascii() or any(len(line) > 900 for line in text.splitlines())


def _lines(text: str) -> str:
    """Line ends as Python has them; the rest of what controls a terminal is dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    return kept.encode("utf-8", "replace").decode()


def file_name(name: str) -> str:
    """A name that no mail program takes for a path, with its ending when it is cut."""
    cleaned = re.sub(r'[/\\:*?"<>|;]', "_", headers.one_line(name)).strip(". ") or "file"
    if len(cleaned) <= _LONGEST_FILE_NAME:
        return cleaned
    stem, dot, ending = cleaned.rpartition(".")
    ending = ending[:20] if dot else ""
    return (stem or cleaned)[: _LONGEST_FILE_NAME - 21] + dot + ending
