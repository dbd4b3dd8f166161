"""Cut, starved, restarted: a first sync loses nothing, doubles nothing and ends equal to the server's list."""

from __future__ import annotations

import os
import threading
import time

import pytest
from msgspec.structs import replace

from alongside.channels.imap import wire
from alongside.channels.imap.trouble import MailboxError
from alongside.connections.models import Mailbox
from alongside.timeline.models import Interaction
from tests.dovecot import letters, running_dovecot
from tests.mailboxes import bring_level, connected, is_whole
from tests.proxy import network

pytestmark = [pytest.mark.slow, pytest.mark.mailserver, pytest.mark.django_db(transaction=True)]
COUNT = int(os.environ.get("ALONGSIDE_LETTERS", "1500"))
# In bytes, so that a busy machine gets as far between two cuts as an idle one. The sweep cuts by the clock.
CARRIES = (1_000, 150_000)
CUTS: dict[str, tuple[float, float]] = (
    {"life": (0.03, float(os.environ["ALONGSIDE_CUT_SECONDS"]))}
    if "ALONGSIDE_CUT_SECONDS" in os.environ
    else {"carries": CARRIES}
)
ARRIVING = 40


@pytest.fixture
def account(dovecot):
    return dovecot.account()


def through(account, port: int) -> Mailbox:
    return connected(replace(account.server, port=port))


def keep_trying(mailbox: Mailbox, *, seconds: float = 240) -> int:
    """Until it is level; returns how often the connection had to be made anew."""
    deadline, reconnects = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        try:
            done = bring_level(mailbox)
            reconnects += done.reconnects
            if done.is_level:
                return reconnects
        except MailboxError:
            reconnects += 1
    raise AssertionError("it did not come level")


def deliver_meanwhile(account) -> threading.Thread:
    def deliver() -> None:
        for number in range(ARRIVING):
            account.deliver(*letters([100_000 + number]))
            time.sleep(0.05)

    thread = threading.Thread(target=deliver)
    thread.start()
    return thread


def test_first_sync_cut_again_and_again_while_mail_arrives(account):
    account.deliver(*letters(range(COUNT)))
    with network(account.dovecot.tls, **CUTS) as line:
        mailbox = through(account, line.port)
        arriving = deliver_meanwhile(account)
        cuts = keep_trying(mailbox)
        arriving.join()
        cuts += keep_trying(mailbox)
        line.life = line.carries = None
        # A letter over which the line was cut twice is a hole until everything is compared again.
        bring_level(mailbox, compares_all=True)
        assert cuts > 3
        assert is_whole(mailbox, entries=COUNT + ARRIVING)


def test_renumbered_folder_cut_again_and_again(account):
    account.deliver(*letters(range(COUNT)))
    with network(account.dovecot.tls) as line:
        mailbox = through(account, line.port)
        bring_level(mailbox)
        line.cut_all()
        account.renumber()
        line.carries, line.life = CUTS.get("carries"), CUTS.get("life")
        keep_trying(mailbox)
        line.carries = line.life = None
        bring_level(mailbox, compares_all=True)
        assert is_whole(mailbox, entries=COUNT)


def test_line_that_swallows_everything_is_left_in_time(account, monkeypatch):
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 1.0)
    monkeypatch.setattr(wire, "READ_SECONDS", 1.0)
    account.deliver(*letters(range(50)))
    with network(account.dovecot.tls) as line:
        mailbox = through(account, line.port)
        bring_level(mailbox)
        line.swallows = True
        begun = time.monotonic()
        with pytest.raises(MailboxError) as raised:
            bring_level(mailbox)
        assert raised.value.kind == "timed_out"
        assert time.monotonic() - begun < 60
        line.swallows = False
        bring_level(mailbox)
        assert is_whole(mailbox, entries=50)


def test_server_that_is_killed_and_started_again_in_the_midst():
    with running_dovecot() as own:
        account = own.account()
        account.deliver(*letters(range(COUNT)))
        mailbox = connected(account.server)

        restarted, checked = threading.Event(), threading.Event()

        def restart() -> None:
            for _ in range(3):
                time.sleep(0.1)
                own.kill()
                time.sleep(0.1)
                own.start()
            restarted.set()
            # The server ends with the thread that started it.
            checked.wait(300)

        restarting = threading.Thread(target=restart)
        restarting.start()
        try:
            keep_trying(mailbox)
            assert restarted.wait(60)
            keep_trying(mailbox)
            assert is_whole(mailbox, entries=COUNT)
        finally:
            checked.set()
            restarting.join()


def test_server_changes_while_it_is_read(account):
    """Other programs move and expunge all the while."""
    account.deliver(*letters(range(COUNT)))
    with account.client() as other:
        other.create_folder("Moved")
    mailbox = connected(account.server)

    def disturb() -> None:
        with account.client() as other:
            other.select_folder("INBOX")
            for uid in range(COUNT, COUNT - 60, -3):
                other.move([uid], "Moved")
                other.delete_messages([uid - 1])
                other.expunge()

    disturbing = threading.Thread(target=disturb)
    disturbing.start()
    keep_trying(mailbox)
    disturbing.join()
    keep_trying(mailbox)
    there = len(account.uids()) + len(account.uids("Moved"))
    # What was expunged before it was ever listed is not here; all else is, and nothing twice.
    assert there <= Interaction.objects.count() <= COUNT
    assert is_whole(mailbox, entries=Interaction.objects.count())
