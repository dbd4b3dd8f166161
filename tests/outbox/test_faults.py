"""Connections cut at random, workers killed at random: nobody gets two copies, and no letter is lost from sight."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from alongside.channels.smtp.client import Limits
from alongside.connections.models import Outgoing
from alongside.outbox import sending
from alongside.outbox.models import Letter
from alongside.outbox.sending import deliver
from alongside.outbox.verifying import problems
from tests.examples import times
from tests.making import owner
from tests.outbox.desk import client_named, letter_of, sending_mailbox
from tests.post import Faults, Post, Running, running_post
from tests.program import environment, migrated
from tests.proxy import network

pytestmark = pytest.mark.slow
SENDS = times("ALONGSIDE_SENDS", 60)
KILLS = times("ALONGSIDE_KILLS", 3)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Running]:
    with running_post(tmp_path_factory.mktemp("post")) as made:
        yield made


def is_ended(state: str) -> bool:
    return state not in ("waiting", "sending")


@pytest.mark.django_db
def test_connections_cut_at_random_give_nobody_two_copies(running, monkeypatch):
    """Some in the network between, some by the server itself, before and after it has taken the letter."""
    monkeypatch.setattr(sending, "LIMITS", Limits(connect=30, answer=30, after_content=30))
    random, client = Random(20260302), client_named()
    sending_mailbox(running.server())
    with network(running.port, life=(0.02, 0.4)) as between:
        Outgoing.objects.update(port=between.port)
        for number in range(SENDS):
            letter = letter_of(owner(), client, to=f"p{number}@x.example, q{number}@x.example")
            for tries in range(60):
                # On a busy machine a short life would end every one of them.
                between.life = (0.02, 0.4) if tries < 20 else (1, 20)
                running.post.faults = some_fault(random)
                Letter.objects.filter(pk=letter.pk, due_at__isnull=False).update(due_at=timezone.now())
                deliver.call(letter.pk)
                letter.refresh_from_db()
                if letter.due_at is None:
                    break
    seen = dict.fromkeys(("sent", "maybe_sent"), 0)
    for letter in Letter.objects.prefetch_related("recipients"):
        # Enough tries for every one that was cut before it went out.
        assert letter.state in seen, (letter.state, letter.trouble, letter.attempts)
        seen[letter.state] += 1
        for recipient in letter.recipients.all():
            copies = running.post.copies_for(recipient.address)
            assert copies <= 1
            if recipient.state == "accepted":
                assert copies == 1
    assert min(seen.values()) > 0, seen
    assert list(problems()) == []


def some_fault(random: Random) -> Faults:
    return random.choice(
        [
            Faults(),
            Faults(),
            Faults(sender="cut"),
            Faults(data="cut"),
            Faults(content="cut"),
            Faults(content="cut", keeps=True),
            Faults(content="451 4.3.0 not now"),
        ]
    )


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_each_letter_once(running):
    running.post.faults = Faults(slow=0.05)
    sending_mailbox(running.server())
    client = client_named()
    letters = [letter_of(owner(), client, to=f"w{number}@x.example").pk for number in range(12)]

    def work() -> None:
        for number in letters:
            deliver.call(number)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(240)
    assert set(Letter.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert [running.post.copies_for(f"w{number}@x.example") for number in range(12)] == [1] * 12
    assert list(problems()) == []


def program(home: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *words],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def rows(home: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(home / "alongside.sqlite3", timeout=30)) as database, database:
        return database.execute(sql).fetchall()


@pytest.mark.own_database
def test_worker_killed_at_random_moments_sends_nothing_twice(tmp_path):
    with running_post(tmp_path) as own:
        home = migrated(tmp_path / "home")
        made = program(home, "tests.outbox.practice", str(KILLS * 2), str(own.port), own.fingerprint)
        assert made.wait(180) == 0
        own.post.faults = Faults(slow=2.0)
        random = Random(11)
        hit = sum(killed(home, random) for _ in range(KILLS))
        own.post.faults = Faults()
        finish(home)
        check(home, own.post)
    assert hit > 0


def killed(home: Path, random: Random) -> bool:
    """Whether a letter was on its way at that moment."""
    worker = program(home, "alongside", "work", "--queue", "send")
    before = rows(home, "SELECT count(*) FROM outbox_attempt")[0][0]
    deadline = time.monotonic() + 90
    while rows(home, "SELECT count(*) FROM outbox_attempt")[0][0] == before and time.monotonic() < deadline:
        if not rows(home, "SELECT 1 FROM outbox_letter WHERE due_at IS NOT NULL LIMIT 1"):
            break
        time.sleep(0.01)
    time.sleep(random.uniform(0, 0.8))
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    held = rows(home, "SELECT count(*) FROM outbox_letter WHERE lease != ''")[0][0]
    end_leases(home)
    return bool(held)


def end_leases(home: Path) -> None:
    """As if the minute of the dead one's leases were over."""
    rows(home, "UPDATE outbox_letter SET lease_ends_at = '2020-01-01 00:00:00' WHERE lease != ''")
    rows(home, "UPDATE jobs_job SET lease_ends_at = '2020-01-01 00:00:00' WHERE lease != ''")


def finish(home: Path) -> None:
    worker = program(home, "alongside", "work")
    deadline = time.monotonic() + 300
    waits = "state IN ('waiting', 'sending') OR (sent_at IS NOT NULL AND original_id IS NULL)"
    while rows(home, f"SELECT count(*) FROM outbox_letter WHERE {waits}")[0][0]:
        rows(home, "UPDATE outbox_letter SET due_at = '2020-01-01 00:00:00' WHERE due_at > datetime('now')")
        rows(home, "UPDATE django_tasks_database_dbtaskresult SET run_after = '2020-01-01 00:00:00'")
        assert time.monotonic() < deadline
        time.sleep(0.2)
    worker.terminate()
    worker.communicate(timeout=90)


def check(home: Path, post: Post) -> None:
    kept = rows(home, "SELECT count(*) FROM timeline_interaction")[0][0]
    assert kept == rows(home, "SELECT count(*) FROM outbox_letter WHERE sent_at IS NOT NULL")[0][0]
    people = rows(home, "SELECT address, state FROM outbox_recipient")
    assert len(people) == KILLS * 4
    for address, state in people:
        assert state in ("accepted", "maybe")
        assert post.copies_for(address) <= 1
        if state == "accepted":
            assert post.copies_for(address) == 1
    told = program(home, "alongside", "verify", "--json", "--offline").communicate(timeout=180)[0]
    assert json.loads(told)["ok"], told
