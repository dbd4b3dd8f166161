"""An import killed at any moment and begun again ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path
from random import Random

import pytest

from tests.examples import times
from tests.intake.corpus import mails, write_mbox
from tests.program import PROGRAM, environment, migrated

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
KILLS = times("ALONGSIDE_KILLS", 6)
COUNT = 3000


def alongside(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], env=environment(home), capture_output=True, text=True, check=False
    )


def prepare(home: Path) -> None:
    """A practice that knows two clients before its mail comes."""
    alongside(home, "file", "mara@harlow.example", "Harlow & Sons")
    alongside(home, "file", "birch.example", "Birch")


def story(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that must be equal: entries with their ids, filings, which stand together, what was kept."""
    with sqlite3.connect(home / "alongside.sqlite3") as database:
        read = database.execute
        entries = read(
            "SELECT id, source_key, direction, proof, happened_at, subject, preview, is_unfiled"
            " FROM timeline_interaction ORDER BY id"
        ).fetchall()
        filings = read(
            "SELECT interaction_id, client_id, reason, evidence FROM timeline_filing ORDER BY 1, 2"
        ).fetchall()
        threads = read(
            "SELECT client_id, (SELECT group_concat(interaction_id) FROM (SELECT interaction_id FROM timeline_filing"
            " WHERE thread_id = t.id ORDER BY 1)), subject, size, is_waiting FROM timeline_thread t"
            " WHERE client_id IS NOT NULL ORDER BY 1, 2"
        ).fetchall()
        counts = read(
            "SELECT client_id, interactions, last_at FROM timeline_clientsummary ORDER BY 1"
        ).fetchall()
    return {"entries": entries, "filings": filings, "threads": threads, "counts": counts}


def killed_import(home: Path, mailbox: Path, *, after_seconds: float) -> bool:
    """Whether the import was still running when it was killed."""
    process = subprocess.Popen(
        [*PROGRAM, "import", str(mailbox), "--own", "me@desk.example", "--json"],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(after_seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def test_an_import_killed_at_random_moments_ends_like_an_undisturbed_one(tmp_path):
    mailbox = tmp_path / "mail.mbox"
    write_mbox(mailbox, mails(COUNT))
    calm, killed = migrated(tmp_path / "calm"), migrated(tmp_path / "killed")
    prepare(calm)
    start = time.monotonic()
    alongside(calm, "import", str(mailbox), "--own", "me@desk.example", "--json")
    seconds = time.monotonic() - start
    expected = story(calm)
    random = Random(20260302)
    moments = [random.uniform(0.2, 1.0) * seconds for _ in range(KILLS)]
    hit = 0
    prepare(killed)

    for moment in moments:
        hit += killed_import(killed, mailbox, after_seconds=moment)
    last = alongside(killed, "import", str(mailbox), "--own", "me@desk.example", "--json")
    verified = json.loads(alongside(killed, "verify", "--json").stdout)

    assert hit > 0
    assert json.loads(last.stdout)["read"] == COUNT
    assert verified["ok"], verified["problems"]
    assert story(killed) == expected
    found = json.loads(alongside(killed, "search", f"{COUNT - 1}", "--json").stdout)
    assert len(found) == 1
