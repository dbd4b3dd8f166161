"""The listen process: news within moments, one listener a mailbox, and back at work after whatever happened."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from tests.channels.imap.dripping import USER, dripping
from tests.dovecot import PASSWORD, Account, letters, running_dovecot
from tests.examples import times
from tests.mailboxes import connected, is_whole
from tests.program import PROGRAM, environment, migrated

from alongside.connections.mailboxes import change_password
from alongside.connections.models import Mailbox
from alongside.processes import stations
from alongside.processes.listening import Listener
from alongside.timeline.models import Interaction

pytestmark = [pytest.mark.slow, pytest.mark.mailserver]
KILLS = times("ALONGSIDE_KILLS", 4)
LETTERS = int(os.environ.get("ALONGSIDE_LETTERS", "1500"))


@contextmanager
def listening(*, at_work: int = 2) -> Iterator[Listener]:
    listener = Listener(at_work=at_work)
    thread = threading.Thread(target=listener.run)
    thread.start()
    try:
        yield listener
    finally:
        listener.stop()
        thread.join(20)
    assert not thread.is_alive()


def seconds_until(is_so: Callable[[], bool], *, most: float = 40) -> float:
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < most
        time.sleep(0.02)
    return time.monotonic() - begun


def arrived(count: int) -> Callable[[], bool]:
    return lambda: Interaction.objects.count() == count


@pytest.fixture
def account(dovecot) -> Account:
    account = dovecot.account()
    account.deliver(*letters(range(3)))
    return account


@pytest.mark.django_db(transaction=True)
def test_news_are_here_within_moments(account):
    connected(account.server)
    with listening():
        seconds_until(arrived(3))
        time.sleep(0.5)
        for number in range(10, 15):
            account.deliver(*letters([number]))
            # Dovecot itself waits for half a second, so that it tells of several at once.
            assert seconds_until(arrived(number - 6)) < 5


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_from_elsewhere_is_here_within_moments(account):
    connected(account.server)
    with listening():
        seconds_until(arrived(3))
        time.sleep(0.5)
        account.deliver(*letters([20]), folder="Sent")
        assert seconds_until(arrived(4)) < 5


@pytest.mark.django_db(transaction=True)
def test_what_comes_to_other_folders_is_found_by_looking(account, monkeypatch):
    monkeypatch.setattr(stations, "POLL_SECONDS", 1.0)
    connected(account.server)
    with listening():
        seconds_until(arrived(3))
        account.deliver(*letters([30]), folder="Work")
        assert seconds_until(arrived(4)) < 10


@pytest.mark.django_db(transaction=True)
def test_server_that_drips_delays_nobody_else(account):
    """One at work at a time, and the first of them is at a server whose line never ends."""
    with dripping(seconds=0.5) as slow:
        connected(slow.server)
        connected(account.server)
        with listening(at_work=1) as listener:
            seconds_until(arrived(3))
            account.deliver(*letters([80]))
            seconds_until(arrived(4))
            held = listener.stations[Mailbox.objects.get(user=USER).pk]
            assert held.is_busy
            assert (slow.connections, Mailbox.objects.get(user=USER).trouble) == (1, "")
            slow.close()


@pytest.mark.django_db(transaction=True)
def test_two_listeners_share_a_mailbox_without_listening_twice(account):
    mailbox = connected(account.server)
    with listening() as one, listening() as two:
        seconds_until(arrived(3))
        account.deliver(*letters(range(40, 50)))
        seconds_until(arrived(13))
        assert len(one.stations) + len(two.stations) == 1
    assert is_whole(mailbox, entries=13)
    assert Mailbox.objects.get().lease == ""


@pytest.mark.django_db(transaction=True)
def test_listener_that_falls_silent_is_followed_by_another(account, monkeypatch):
    connected(account.server)
    with listening() as first:
        seconds_until(arrived(3))
        monkeypatch.setattr(first, "_beat", lambda: time.sleep(0.1))
        account.deliver(*letters([60]))
        with listening() as second:
            assert seconds_until(lambda: bool(second.stations)) < 30


@pytest.mark.django_db(transaction=True)
def test_refused_password_stops_until_another_is_given(account):
    mailbox = connected(account.server, password="wrong")
    with listening() as listener:
        seconds_until(lambda: Mailbox.objects.get().trouble == "wrong_password")
        time.sleep(1)
        assert Mailbox.objects.get().failures == 1
        assert not listener.stations
        change_password(mailbox, PASSWORD)
        seconds_until(arrived(3))
    assert Mailbox.objects.get().trouble == ""


@pytest.mark.django_db(transaction=True)
def test_listener_is_back_after_the_server_was_restarted():
    with running_dovecot() as own:
        account = own.account()
        connected(account.server)
        account.deliver(*letters(range(3)))
        with listening():
            seconds_until(arrived(3))
            own.kill()
            account.deliver(*letters([70]))
            seconds_until(lambda: Mailbox.objects.get().trouble in ("cut", "cannot_connect"))
            own.start()
            seconds_until(arrived(4))


@pytest.mark.django_db(transaction=True)
def test_mailbox_that_is_removed_is_let_go(account):
    mailbox = connected(account.server)
    with listening() as listener:
        seconds_until(arrived(3))
        mailbox.delete()
        seconds_until(lambda: not listener.stations)
    assert Interaction.objects.count() == 3


def alongside(home: Path, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, *words]
    return subprocess.run(
        command, env=environment(home), input=said, capture_output=True, text=True, check=False
    )


@pytest.mark.own_database
def test_listener_killed_at_random_moments_loses_and_doubles_nothing(dovecot, tmp_path):
    account = dovecot.account()
    account.deliver(*letters(range(LETTERS)))
    home = migrated(tmp_path / "home")
    where = ["--host", "127.0.0.1", "--port", str(dovecot.tls), "--certificate", dovecot.fingerprint]
    assert alongside(home, "mailbox", "add", account.address, *where, said=PASSWORD + "\n").returncode == 0
    random, arriving = Random(5), 0
    for _ in range(KILLS):
        listener = subprocess.Popen(
            [*PROGRAM, "listen"],
            env=environment(home),
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.6 + random.random())
        account.deliver(*letters([200_000 + arriving]))
        arriving += 1
        listener.send_signal(signal.SIGKILL)
        listener.wait()
        with sqlite3.connect(home / "alongside.sqlite3", timeout=30) as database:
            # As if the twenty seconds of the dead one's lease were over.
            database.execute("UPDATE connections_mailbox SET lease_ends_at = '2020-01-01 00:00:00'")

    assert alongside(home, "mailbox", "sync").returncode == 0
    checked = alongside(home, "verify", "--json")
    assert f'"interactions": {LETTERS + arriving}' in checked.stdout
    assert '"ok": true' in checked.stdout
