"""Connects mailboxes for tests and brings them level, in a line each."""

from __future__ import annotations

from alongside.channels.imap.wire import Server
from alongside.connections.mailboxes import Wanted, connect_mailbox
from alongside.connections.models import Folder, Listed, Mailbox
from alongside.intake.mailboxes import Pass, compare_now, sync_now
from alongside.originals.models import Original
from alongside.originals.queries import read
from alongside.timeline.models import Interaction
from tests.dovecot import PASSWORD
from tests.making import ParsingHere, owner


def connected(server: Server, *, password: str = PASSWORD) -> Mailbox:
    return connect_mailbox(owner(), Wanted(server.user, server, password))


def bring_level(mailbox: Mailbox, *, compares_all: bool = False) -> Pass:
    """As the command does, but without waiting between two tries."""
    return sync_now(mailbox, pool=ParsingHere(), wait=lambda seconds: None, compares_all=compares_all)


def stored_letters() -> list[bytes]:
    """Every original, sorted: what has arrived, byte for byte."""
    return sorted(read(number) for number in Original.objects.values_list("pk", flat=True))


def listed(mailbox: Mailbox, folder: str = "INBOX") -> list[int]:
    """The numbers that the ledger holds as listed by the server now."""
    row = Folder.objects.get(mailbox=mailbox, name=folder)
    live = Listed.objects.filter(folder=row, uidvalidity=row.uidvalidity, gone_at=None)
    return sorted(live.exclude(state=Listed.State.NOT_GIVEN).values_list("uid", flat=True))


def is_whole(mailbox: Mailbox, *, entries: int) -> bool:
    """Nothing lost, nothing doubled, and the ledger equals the server's own list."""
    return Interaction.objects.count() == entries and all(one.is_equal for one in compare_now(mailbox))
