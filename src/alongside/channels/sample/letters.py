"""One mail as its sender's program would write it: words and history in, RFC 5322 bytes out."""

from __future__ import annotations

import textwrap
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from msgspec import Struct

from alongside.channels.sample.cast import Persona
from alongside.channels.sample.papers import make_invitation, make_png
from alongside.channels.sample.when import attribution_date

_WIDTH = 72
_MEDIA = {".pdf": ("application", "pdf"), ".csv": ("text", "csv"), ".png": ("image", "png")}


class Invitation(Struct, frozen=True):
    summary: str
    starts_at: datetime
    ends_at: datetime
    place: str


class Letter(Struct, frozen=True):
    """A mail with everything settled. `answers` is the one before it in its conversation."""

    message_id: str
    sent_at: datetime
    sender: Persona
    to: tuple[Persona, ...]
    cc: tuple[Persona, ...]
    subject: str
    words: str
    answers: Letter | None
    headers: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    invitation: Invitation | None = None

    @property
    def references(self) -> tuple[str, ...]:
        return (*self.answers.references, self.answers.message_id) if self.answers else ()

    @property
    def own_words(self) -> str:
        return _wrapped(self.words) if self.sender.is_wrapped else self.words


def write(letter: Letter) -> bytes:
    message = EmailMessage(policy=SMTP)
    for name, value in letter.headers:
        message[name] = value
    _address(message, letter)
    _fill(message, letter)
    _settle_boundaries(message, letter.message_id)
    return message.as_bytes()


def _address(message: EmailMessage, letter: Letter) -> None:
    message["From"] = _mailbox(letter.sender)
    message["To"] = [_mailbox(one) for one in letter.to]
    if letter.cc:
        message["Cc"] = [_mailbox(one) for one in letter.cc]
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.sent_at.astimezone(ZoneInfo(letter.sender.zone)))
    message["Message-ID"] = f"<{letter.message_id}>"
    if letter.answers:
        message["In-Reply-To"] = f"<{letter.answers.message_id}>"
        message["References"] = " ".join(f"<{one}>" for one in letter.references)


def _mailbox(persona: Persona) -> Address:
    return Address(persona.name, addr_spec=persona.address)


def _fill(message: EmailMessage, letter: Letter) -> None:
    message.set_content(_text(letter), cte="quoted-printable")
    if letter.sender.writes_html:
        message.add_alternative(_html(letter), subtype="html", cte="quoted-printable")
        if letter.sender.logo_hue is not None:
            _add_logo(message, letter)
    if letter.invitation:
        entry = make_invitation(
            uid=letter.message_id,
            sent_at=letter.sent_at,
            summary=letter.invitation.summary,
            place=letter.invitation.place,
            starts_at=letter.invitation.starts_at,
            ends_at=letter.invitation.ends_at,
            organiser=letter.sender.address,
            guest=letter.to[0].address,
        )
        message.add_alternative(entry, subtype="calendar", params={"method": "REQUEST"})
    for name, content in letter.files:
        main, sub = _MEDIA[PurePosixPath(name).suffix]
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)


def _text(letter: Letter) -> str:
    parts = [letter.own_words]
    if letter.sender.signature:
        parts.append(f"-- \n{letter.sender.signature}")
    if letter.answers and letter.sender.quotes == "marks":
        parts.append(f"{_attribution(letter.answers)}\n{_marked(_history(letter.answers))}")
    elif letter.answers and letter.sender.quotes == "block":
        parts.append(_header_block(letter.answers))
    return "\n\n".join(parts) + "\n"


def _history(letter: Letter) -> str:
    """What a letter says, and below it what that one answered, but no deeper."""
    if letter.answers is None:
        return letter.own_words
    before = letter.answers
    return f"{letter.own_words}\n\n{_attribution(before)}\n{_marked(before.own_words)}"


def _attribution(letter: Letter) -> str:
    return f"On {attribution_date(letter.sent_at)}, {letter.sender.name} <{letter.sender.address}> wrote:"


def _marked(text: str) -> str:
    return "\n".join(
        f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in text.split("\n")
    )


def _header_block(letter: Letter) -> str:
    to = "; ".join(one.name for one in letter.to)
    head = (
        f"From: {letter.sender.name} <{letter.sender.address}>\nSent: {attribution_date(letter.sent_at)}\n"
        f"To: {to}\nSubject: {letter.subject}"
    )
    return f"-----Original Message-----\n{head}\n\n{letter.own_words}"


def _wrapped(text: str) -> str:
    lines = (line if line.startswith(">") else textwrap.fill(line, _WIDTH) for line in text.split("\n"))
    return "\n".join(lines)


def _html(letter: Letter) -> str:
    parts = [_paragraphs(letter.words)]
    if letter.sender.signature:
        signature = escape(letter.sender.signature).replace("\n", "<br>")
        parts.append(f'<p style="color:#666666;font-size:13px">{signature}</p>')
    if letter.sender.logo_hue is not None:
        name = escape(letter.sender.name)
        parts.append(f'<p><img src="cid:{_logo_id(letter)}" alt="{name}" width="120" height="40"></p>')
    if letter.answers and letter.sender.quotes == "marks":
        quoted = f"<p>{escape(_attribution(letter.answers))}</p>{_paragraphs(letter.answers.words)}"
        parts.append(f'<blockquote type="cite">{quoted}</blockquote>')
    return f"<!DOCTYPE html><html><body>{''.join(parts)}</body></html>\n"


def _paragraphs(text: str) -> str:
    paragraphs = (escape(one).replace("\n", "<br>") for one in text.split("\n\n"))
    return "".join(f"<p>{one}</p>\n" for one in paragraphs)


def _logo_id(letter: Letter) -> str:
    return f"logo.{letter.message_id}"


def _add_logo(message: EmailMessage, letter: Letter) -> None:
    html = message.get_body(("html",))
    if not isinstance(html, EmailMessage) or letter.sender.logo_hue is None:
        raise TypeError("A logo needs an HTML part to stand in.")
    logo = make_png(letter.sender.logo_hue)
    html.add_related(
        logo, "image", "png", cid=f"<{_logo_id(letter)}>", filename="logo.png", disposition="inline"
    )


def _settle_boundaries(message: EmailMessage, message_id: str) -> None:
    """The library would draw them by lot: equal input must give equal bytes."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{message_id.partition('@')[0]}_{number}")


def write_bounce(letter: Letter) -> bytes:
    """A delivery report on the letter this one answers (RFC 3464)."""
    failed = letter.answers
    if failed is None:
        raise ValueError("A bounce needs what could not be delivered.")
    message = EmailMessage(policy=SMTP)
    for name, value in letter.headers:
        message[name] = value
    _address(message, letter)
    message["Auto-Submitted"] = "auto-replied"
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = 'multipart/report; report-type="delivery-status"'
    words, status, head = (EmailMessage(policy=SMTP) for _ in range(3))
    words.set_content(letter.words + "\n")
    del words["MIME-Version"]
    status["Content-Type"] = "message/delivery-status"
    status.set_payload(
        [
            _status("Reporting-MTA", f"dns; mx.{letter.sender.address.rpartition('@')[2]}"),
            _failure(failed.to[0]),
        ]
    )
    head["Content-Type"] = "text/rfc822-headers"
    head.set_payload(f"Message-ID: <{failed.message_id}>\r\nSubject: {failed.subject}\r\n")
    for part in (words, status, head):
        message.attach(part)
    _settle_boundaries(message, letter.message_id)
    return message.as_bytes()


def _status(name: str, value: str) -> EmailMessage:
    block = EmailMessage(policy=SMTP)
    block[name] = value
    return block


def _failure(recipient: Persona) -> EmailMessage:
    block = _status("Final-Recipient", f"rfc822; {recipient.address}")
    block["Action"] = "failed"
    block["Status"] = "5.1.1"
    block["Diagnostic-Code"] = "smtp; 550 5.1.1 No such mailbox here"
    return block
