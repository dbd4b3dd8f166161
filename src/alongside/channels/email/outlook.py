"""A message in Outlook's own form (MS-OXMSG, `.msg`) in, the same as a mail (RFC 5322) out."""

from __future__ import annotations

from dataclasses import replace

from olefile import OleFileIO
from oxmsg import Message
from oxmsg.attachment import Attachment
from oxmsg.storage import Storage

from alongside.channels.email.mapi import File, Letter, mail_of

_MESSAGE_WITHIN, _PROPERTIES = "__substg1.0_3701000D", "__properties_version1.0"
# No deeper is anything made of it.
_DEEPEST = 3


def as_mail(raw: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The mail, and what of it could not be taken over. Raises whatever the library raises for what is no message of
    Outlook's, or a damaged one."""
    with OleFileIO(raw) as ole:
        return mail_of(_letter(Storage.from_ole(ole), depth=0))


def _letter(folder: Storage, *, depth: int) -> Letter:
    message = Message(folder)
    files = [_file(one, depth=depth) for one in folder.iter_attachment_storages()]
    return Letter(message.properties, [one.properties for one in message.recipients], files)


def _file(folder: Storage, *, depth: int) -> File:
    file = Attachment(folder)
    within = next((kept for kept in folder.storages if kept.name == _MESSAGE_WITHIN), None)
    if within is None or depth >= _DEEPEST:
        return File(file.properties, file.file_bytes)
    return File(file.properties, None, _letter(_as_root(within), depth=depth + 1))


def _as_root(within: Storage) -> Storage:
    """A message within has 24 bytes before its properties, one that stands alone 32 (MS-OXMSG §2.4.1)."""
    streams = tuple(
        replace(one, bytes_=one.bytes_[:24] + bytes(8) + one.bytes_[24:]) if one.name == _PROPERTIES else one
        for one in within.streams
    )
    return replace(within, streams=streams)
