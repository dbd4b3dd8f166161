"""The one thing that is ever written to a mailbox: a copy of what was sent, in its own folder; and looking for it.

Apart from `client`, whose connections only read. Whatever goes wrong is a MailboxError.
"""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from msgspec import Struct

from alongside.channels.imap.folders import FoundFolder, found_folders
from alongside.channels.imap.signing_in import Credential, sign_in
from alongside.channels.imap.trouble import NONSENSE, MailboxError, kind_of
from alongside.channels.imap.wire import Server, Wire, connect, hang_up

_APPEND_SECONDS = 600.0
_APPENDED = re.compile(rb"\[APPENDUID (\d+) (\d+)\]", re.IGNORECASE)
_PLAIN_ID = re.compile(r"[!#-\[\]-~]+")


class Placed(Struct, frozen=True):
    """Where the copy stands: the folder as the server writes it; numbers are 0 where the server tells none
    (RFC 4315 is not everywhere)."""

    folder: FoundFolder
    uidvalidity: int
    uid: int


def put_into_sent(
    server: Server, credential: Credential, raw: bytes, *, message_id: str, sent_at: datetime
) -> Placed | None:
    """Puts the copy there unless it stands there already; None where the mailbox has no folder for it."""
    with _signed_in(server, credential) as wire:
        folder = _sent_folder(wire)
        if folder is None:
            return None
        found = _find(wire, folder, message_id)
        if found is not None:
            return found
        # A large letter takes its time on a slow line, and this limit is for all of it.
        wire.socket().settimeout(_APPEND_SECONDS)
        # Seen, because she wrote it herself.
        said = wire.append(folder.raw.encode("latin-1"), raw, flags=[rb"\Seen"], msg_time=sent_at)
        told = _APPENDED.search(said if isinstance(said, bytes) else str(said).encode())
        return Placed(folder, int(told[1]), int(told[2])) if told else Placed(folder, 0, 0)


def find_in_sent(server: Server, credential: Credential, *, message_id: str) -> Placed | None:
    """The copy of this Message-ID, whoever put it there; nothing is changed."""
    with _signed_in(server, credential) as wire:
        folder = _sent_folder(wire)
        return None if folder is None else _find(wire, folder, message_id)


def _sent_folder(wire: Wire) -> FoundFolder | None:
    return next((one for one in found_folders(wire.list_folders()) if one.role == "sent"), None)


def _find(wire: Wire, folder: FoundFolder, message_id: str) -> Placed | None:
    if not _PLAIN_ID.fullmatch(message_id):
        return None
    opened = wire.select_folder(folder.raw.encode("latin-1"), readonly=True)
    found = wire.search(["HEADER", "Message-ID", f"<{message_id}>"])
    wire.unselect_folder() if wire.has_capability("UNSELECT") else wire.close_folder()
    uids = [uid for uid in found if isinstance(uid, int) and uid > 0]
    if not uids:
        return None
    numbered = opened.get(b"UIDVALIDITY", 0)
    return Placed(folder, numbered if isinstance(numbered, int) else 0, uids[0])


@contextmanager
def _signed_in(server: Server, credential: Credential) -> Iterator[Wire]:
    wire = connect(server)
    sign_in(wire, server, credential)
    try:
        yield wire
        with suppress(OSError, imaplib.IMAP4.error, *NONSENSE):
            wire.socket().settimeout(2.0)
            wire.logout()
    except MailboxError:
        raise
    except (OSError, imaplib.IMAP4.error, *NONSENSE) as error:
        raise MailboxError(
            kind_of(error), str(error) if isinstance(error, imaplib.IMAP4.error) else ""
        ) from None
    finally:
        hang_up(wire)
