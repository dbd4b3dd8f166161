"""Live mail: a first sync from a warm Dovecot, a look at an unchanged mailbox, and sixty mailboxes idle.

The real command and the real listen process, against a Dovecot of the bench's own on loopback with TLS.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from _measure import Cost, environment, pss, run, tree
from rich.console import Console
from rich.table import Table
from tests.dovecot import PASSWORD, Account, Dovecot, letters, running_dovecot

words = Console()
ALONGSIDE = [sys.executable, "-m", "alongside"]


def main() -> None:
    options = _options()
    table = Table("", "measured", "bar", title="Live mail (TLS, loopback)")
    with tempfile.TemporaryDirectory(prefix="alongside-bench-") as name, running_dovecot() as dovecot:
        folder = Path(name)
        first, again = _first_sync(dovecot, folder, options.count)
        rate = options.count / first.wall_seconds
        table.add_row(
            f"first sync of {options.count:,}, whole command",
            f"{rate:,.0f} messages/s, {options.count / first.cpu_seconds:,.0f} a CPU-second, "
            f"{first.peak_bytes / 2**20:.0f} MiB",
            "1,500 messages/s",
        )
        table.add_row("the same again, unchanged", _line(again), "")
        unchanged = _unchanged(dovecot, folder, options.large)
        table.add_row(f"resync of {options.large:,}, unchanged", unchanged, "1 s")
        table.add_row(
            f"{options.mailboxes} mailboxes idle", _idle(dovecot, folder, options.mailboxes), "150 MiB"
        )
    words.print(table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench imap", description=__doc__)
    parser.add_argument("--count", type=int, default=5_000, help="letters of the first sync")
    parser.add_argument("--large", type=int, default=100_000, help="letters of the unchanged mailbox")
    parser.add_argument("--mailboxes", type=int, default=60, help="mailboxes that idle")
    return parser.parse_args()


def _line(cost: Cost) -> str:
    return f"{cost.wall_seconds:.2f} s, {cost.cpu_seconds:.2f} s CPU"


def _connect(account: Account, env: Mapping[str, str]) -> None:
    server = account.server
    where = ["--host", server.host, "--port", str(server.port), "--certificate", server.certificate]
    subprocess.run(
        [*ALONGSIDE, "mailbox", "add", account.address, *where, "--json"],
        env=dict(env), input=f"{PASSWORD}\n", text=True, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _warm(account: Account) -> None:
    """Another program has read it all once, so that the server has its own index."""
    with account.client() as other:
        other.select_folder("INBOX", readonly=True)
        other.fetch("1:*", ["RFC822.SIZE"])


def _sync(env: Mapping[str, str], *, expected: int) -> Cost:
    cost, printed = run([*ALONGSIDE, "mailbox", "sync", "--json"], env=env)
    if sum(one["new"] for one in json.loads(printed)) != expected:
        raise SystemExit(f"{expected} were to arrive: {printed}")
    return cost


def _first_sync(dovecot: Dovecot, folder: Path, count: int) -> tuple[Cost, Cost]:
    """Counted until a search finds the newest: the command ends when everything is searchable."""
    account = dovecot.account()
    account.deliver(*letters(range(count)))
    _warm(account)
    env = environment(folder / "first", bytecode=folder / "bytecode")
    _connect(account, env)
    first = _sync(env, expected=count)
    found = subprocess.run(
        [*ALONGSIDE, "search", str(count - 1), "--json"], env=env, capture_output=True, check=True
    )
    if len(json.loads(found.stdout)) != 1:
        raise SystemExit("the newest letter was not found")
    return first, _sync(env, expected=0)


def _unchanged(dovecot: Dovecot, folder: Path, count: int) -> str:
    """The look itself, from connecting to level, as the listener does it: without the start of a command."""
    account = dovecot.account()
    account.deliver(*letters(range(count)))
    _warm(account)
    env = environment(folder / "large", bytecode=folder / "bytecode")
    _connect(account, env)
    _sync(env, expected=count)
    code = """
import time, django; django.setup()
from alongside.connections.models import Mailbox
from alongside.intake.mailboxes import sync_now
from alongside.intake.importing import parser_pool
from time import sleep
times = []
for _ in range(3):
    start, used = time.monotonic(), time.process_time()
    with parser_pool(1) as pool:
        sync_now(Mailbox.objects.get(), pool=pool, wait=sleep)
    times.append((time.monotonic() - start, time.process_time() - used))
wall, cpu = sorted(times)[1]
print(f"{wall:.3f} s, {cpu:.3f} s CPU")
"""
    env = {**env, "DJANGO_SETTINGS_MODULE": "alongside.config.settings"}
    return run([sys.executable, "-c", code], env=env)[1].strip()


def _idle(dovecot: Dovecot, folder: Path, count: int) -> str:
    """PSS of the listen process and its children, half a minute after the last mailbox came level."""
    env = environment(folder / "idle", bytecode=folder / "bytecode")
    for _ in range(count):
        account = dovecot.account()
        account.deliver(*letters(range(3)))
        _connect(account, env)
    listener = subprocess.Popen([*ALONGSIDE, "listen"], env=env)
    try:
        begun = time.monotonic()
        while _level(folder / "idle") < count:
            if time.monotonic() - begun > 120:
                raise SystemExit("not all mailboxes came level")
            time.sleep(0.2)
        took = time.monotonic() - begun
        time.sleep(30)
        mebibytes = sum(pss(pid) for pid in tree(listener.pid)) / 2**20
        return f"{mebibytes:.0f} MiB (PSS); all level after {took:.1f} s"
    finally:
        listener.terminate()
        listener.wait()


def _level(home: Path) -> int:
    with sqlite3.connect(home / "alongside.sqlite3", timeout=30) as database:
        row = database.execute(
            "SELECT count(*) FROM connections_mailbox WHERE level_at IS NOT NULL"
        ).fetchone()
    return int(row[0])


if __name__ == "__main__":
    main()
