"""One mailbox, tried, brought level or compared from beginning to end: what a command or a page asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import Struct, field

from alongside.channels.imap.client import Session, open_session
from alongside.channels.imap.folders import FoundFolder
from alongside.channels.imap.signing_in import Credential
from alongside.channels.imap.trouble import MailboxError
from alongside.channels.imap.wire import Server
from alongside.connections.agreed import may_be_read
from alongside.connections.leases import held
from alongside.connections.mailboxes import (
    KIND,
    is_stopped,
    note_level,
    note_progress,
    note_trouble,
    server_of,
    try_again,
)
from alongside.connections.models import Connection, Mailbox
from alongside.connections.sign_in import credential_of, forget_access
from alongside.intake.actions import Outcome, Received
from alongside.intake.coverage import Difference, compare
from alongside.intake.fetching import Memory
from alongside.intake.importing import BESIDE_OTHERS, Pace, Progress
from alongside.intake.letters import Desk
from alongside.intake.refiling import entries_of_source, refile
from alongside.intake.syncing import Syncing
from alongside.lib.limited import LimitedPool

# A pass that is cut begins again so often without getting any further.
MOST_FAILURES = 7
Wait = Callable[[float], object]


class NotAgreed(Exception):
    """It is a client's mailbox, and nobody has said who there agreed that it is read."""


class ListenedElsewhere(Exception):
    """Another process keeps this mailbox level just now."""


class Pass(Struct):
    """What one sync did; `reconnects` counts how often the connection had to be made anew."""

    received: Received = field(default_factory=Received)
    reconnects: int = 0
    is_level: bool = False


def test_server(
    server: Server, credential: Credential, *, tell: Callable[[str], object] = lambda words: None
) -> list[FoundFolder]:
    """Before it is saved: sign in and look at the folders, telling each step; raises MailboxError."""
    session = open_session(server, credential, tell=tell)
    try:
        tell("Signed in. Looking at its folders")
        return session.folders()
    finally:
        session.log_out()


@contextmanager
def placing_anew(address: str) -> Iterator[None]:
    """Around connecting a mailbox: what came from it before follows whose it is said to be now."""
    known = Connection.objects.filter(kind=KIND, label=address.strip().lower()[:300])
    before = known.values_list("owner_client_id", flat=True).first()
    yield
    connection = known.first()
    if connection is not None and connection.owner_client_id != before:
        refile(entries_of_source(connection))


def connect(mailbox: Mailbox) -> Session:
    """Raises MailboxError, also when the saved password cannot be opened."""
    try:
        return open_session(server_of(mailbox), credential_of(mailbox))
    except MailboxError as error:
        if error.kind != "token_refused":
            raise
    # It may have been called back before its time; a new one decides.
    forget_access(mailbox)
    return open_session(server_of(mailbox), credential_of(mailbox))


def sync_now(
    mailbox: Mailbox,
    *,
    pool: LimitedPool[bytes, Outcome],
    wait: Wait,
    pace: Pace = BESIDE_OTHERS,
    progress: Progress | None = None,
    compares_all: bool = False,
) -> Pass:
    """Until it is level, however often the connection is cut meanwhile, as long as something comes through.

    Raises MailboxError with what is in the way, NotAgreed, and ListenedElsewhere.
    """
    if not may_be_read(mailbox):
        raise NotAgreed
    try_again(mailbox)
    mailbox.refresh_from_db()
    done, memory = Pass(), Memory()
    with held(mailbox.pk) as token:
        if token is None:
            raise ListenedElsewhere
        desk = Desk(mailbox, pool=pool, token=token, pace=pace, progress=progress)
        done.received = desk.received
        while True:
            try:
                done.is_level = _pass(desk, memory, compares_all=compares_all)
                return done
            except MailboxError as error:
                seconds = note_trouble(mailbox, error)
                if is_stopped(mailbox) or mailbox.failures >= MOST_FAILURES:
                    raise
                done.reconnects += 1
                wait(seconds)


def _pass(desk: Desk, memory: Memory, *, compares_all: bool) -> bool:
    session = connect(desk.mailbox)
    try:
        is_level = Syncing(desk, session, memory=memory, by_hand=True).run(compares_all=compares_all)
    finally:
        session.log_out()
    if is_level:
        note_level(desk.mailbox)
    else:
        note_progress(desk.mailbox)
    return is_level


def compare_now(mailbox: Mailbox) -> list[Difference]:
    """The mail check: the ledger against the server's own list; raises MailboxError."""
    session = connect(mailbox)
    try:
        return list(compare(mailbox, session))
    finally:
        session.log_out()
