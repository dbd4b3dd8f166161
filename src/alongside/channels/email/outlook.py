"""A message in Outlook's own form (MS-OXMSG, `.msg`) in, the same as a mail (RFC 5322) out.

What Outlook keeps of a letter that came is its headers as they were sent, its texts and its files; from these the mail
is made again. One that was written in Outlook has no headers: they are made from what it knows of sender, recipients
and time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from olefile import OleFileIO
from oxmsg import Message
from oxmsg.attachment import Attachment
from oxmsg.domain import constants
from oxmsg.properties import Properties
from oxmsg.storage import Storage

ONLY_RTF = "Its text is there as RTF alone, which is not read; the message as it came has it."
NOT_TAKEN = "{name} could not be taken out of it; the message as it came has it."
# MS-OXPROPS; for some the library has no names.
_IN_REPLY_TO, _DELIVERED_AT = 0x1042, 0x0E06
_SENT_FOR_NAME, _SENT_FOR_SMTP = 0x0042, 0x5D02
# The first that is known: within one Exchange the plain address is a name of its directory, which reaches nobody.
_SENDER = (
    (_SENT_FOR_NAME, _SENT_FOR_SMTP),
    (constants.PID_SENDER_NAME, constants.PID_SENDER_SMTP_ADDRESS),
    (constants.PID_SENDER_NAME, constants.PID_SENDER_EMAIL_ADDRESS),
)
_MORE = (
    ("Message-ID", constants.PID_INTERNET_MESSAGE_ID),
    ("References", constants.PID_INTERNET_REFERENCES),
    ("In-Reply-To", _IN_REPLY_TO),
)
_MESSAGE_WITHIN, _PROPERTIES, _DEEPEST = "__substg1.0_3701000D", "__properties_version1.0", 2
_ROLES = {1: "To", 2: "Cc", 3: "Bcc"}
# Of the parts that it came in; here it is put together anew.
_OF_PARTS = ("content-", "mime-version")
_MEDIA_TYPE = re.compile(
    r"(application|audio|image|text|video|font)/([a-z0-9][a-z0-9.+-]{0,80})", re.IGNORECASE
)


def as_mail(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The mail, and what of it could not be taken over. Raises whatever the library raises for what is no message of
    Outlook's, or a damaged one."""
    with OleFileIO(raw) as ole:
        return _made(Storage.from_ole(ole), depth=0)


def _made(folder: Storage, *, depth: int) -> tuple[bytes, tuple[str, ...]]:
    message, missing = Message(folder), list[str]()
    kept = message.properties.str_prop_value(constants.PID_TRANSPORT_MESSAGE_HEADERS) or ""
    headers = list(_sent_headers(kept)) or list(_made_headers(message))
    body = _body(message, folder, missing, depth=depth)
    return "".join(f"{line}\r\n" for line in headers).encode("utf-8", "replace") + body, tuple(missing)


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


def _made_headers(message: Message) -> Iterator[str]:
    known = message.properties
    yield f"From: {_sender(known)}"
    for role, people in _recipients(message).items():
        yield f"{role}: " + ",\r\n ".join(people)
    yield f"Subject: {_line(message.subject)}"
    sent_at = message.sent_date or known.date_prop_value(_DELIVERED_AT)
    if sent_at is not None:
        yield f"Date: {format_datetime(sent_at)}"
    yield from (f"{name}: {value}" for name, number in _MORE if (value := _text(known, number)))


def _sender(known: Properties) -> str:
    for name, address in _SENDER:
        if "@" in (found := _text(known, address)):
            return _party(_text(known, name), found)
    return _party(_text(known, constants.PID_SENDER_NAME), "")


def _recipients(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in message.recipients:
        kind = one.properties.int_prop_value(constants.PID_RECIPIENT_TYPE) or 1
        party = _party(_line(one.name), _line(one.email_address))
        found.setdefault(_ROLES.get(kind & 0xF, "To"), []).append(party)
    return found


def _party(name: str, address: str) -> str:
    quoted = name.replace("\\", "").replace('"', "")
    if "@" not in address:
        return f'"{quoted}"'
    return f'"{quoted}" <{address}>' if quoted and quoted != address else f"<{address}>"


def _body(message: Message, folder: Storage, missing: list[str], *, depth: int) -> bytes:
    made = EmailMessage(policy=SMTP)
    text, html = _clean(message.body or ""), _html(message.properties)
    if not (text or html) and message.properties.binary_prop_value(constants.PID_RTF_COMPRESSED):
        missing.append(ONLY_RTF)
    made.set_content(text, cte="base64")
    if html:
        made.add_alternative(html, subtype="html", cte="base64")
    for one in folder.iter_attachment_storages():
        within = next((kept for kept in one.storages if kept.name == _MESSAGE_WITHIN), None)
        if within is None:
            _add_file(made, Attachment(one), html, missing)
        elif depth < _DEEPEST:
            inner, of_inner = _made(_as_root(within), depth=depth + 1)
            made.add_attachment(inner, maintype="message", subtype="rfc822", filename="message.eml")
            missing += of_inner
        else:
            missing.append(NOT_TAKEN.format(name="A message within a message within a message"))
    return made.as_bytes()


def _html(known: Properties) -> str:
    kept = known.binary_prop_value(constants.PID_HTML)
    if kept:
        return _clean(kept.decode(known.body_encoding, "replace"))
    return _clean(known.str_prop_value(constants.PID_BODY_HTML) or "")


def _as_root(within: Storage) -> Storage:
    """A message within has 24 bytes before its properties, one that stands alone 32 (MS-OXMSG §2.4.1)."""
    streams = tuple(
        replace(one, bytes_=one.bytes_[:24] + bytes(8) + one.bytes_[24:]) if one.name == _PROPERTIES else one
        for one in within.streams
    )
    return replace(within, streams=streams)


def _add_file(made: EmailMessage, file: Attachment, html: str, missing: list[str]) -> None:
    """What the text shows in itself is said to be inline."""
    content = file.file_bytes
    name = _line(file.file_name or "") or _text(file.properties, constants.PID_ATTACH_FILENAME) or "file"
    if content is None:
        missing.append(NOT_TAKEN.format(name=f"“{name}”"))
        return
    kind = _MEDIA_TYPE.fullmatch(file.mime_type or "")
    content_id = _text(file.properties, constants.PID_ATTACH_CONTENT_ID).strip("<> ")
    is_shown = bool(content_id) and f"cid:{content_id}" in html
    made.add_attachment(
        content,
        maintype=kind[1] if kind else "application",
        subtype=kind[2] if kind else "octet-stream",
        filename=name,
        disposition="inline" if is_shown else "attachment",
        cid=f"<{content_id}>" if is_shown else None,
    )


def _text(known: Properties, number: int) -> str:
    return _line(known.str_prop_value(number) or "")


def _line(text: str) -> str:
    """Foreign text in a header: one line, whatever is in it."""
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()
