"""From a letter's delivery to its row on open pages: a real Dovecot, the real program, Chromium, nobody reloads.

`script/bench arriving [--count 30]`. Letters are handed over by LMTP at random moments; the clock starts with the mail
server's "250". Two pages are open, the client's and Today; a row counts from the moment it stands in the page.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from statistics import median, quantiles

from _measure import tree
from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table
from tests import program
from tests.browser.conftest import CHROMIUM
from tests.dovecot import PASSWORD, Account, running_dovecot
from tests.program import ROOT, origin

# Shorter and longer than whatever rests here: pages between two renewals, a parser without work.
LEAST_SECONDS, MOST_SECONDS = 0.3, 25.0
DEADLINE_SECONDS = 30.0
# Notes when a letter's number first stands in the page, by the clock that this program reads too.
WATCH = """where => {
  window.rows = {};
  const look = () => {
    for (const part of document.querySelectorAll(where)) {
      for (const [, number] of part.textContent.matchAll(/elm (\\d+) /gi)) window.rows[number] ??= Date.now();
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  look();
}"""
ON_CLIENT, ON_TODAY = "#desk ol.lines", 'ol[aria-label="Waiting for you"]'


@dataclass(slots=True)
class Seen:
    """In seconds since the mail server took each letter."""

    told_by_server: list[float] = field(default_factory=list)
    stored: list[float] = field(default_factory=list)
    on_client: list[float] = field(default_factory=list)
    on_today: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0


def main() -> None:
    asked = _options()
    with tempfile.TemporaryDirectory(prefix="bench-arriving-") as name, running_dovecot() as dovecot:
        account = dovecot.account()
        env = program.environment(program.migrated(Path(name) / "home"))
        _prepare(env, account)
        with _serving(env) as (link, pid), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM or None, args=["--no-sandbox"])
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            client, today = _open(context.new_page(), context.new_page(), link)
            seen = _deliver(account, client, today, Path(env["ALONGSIDE_HOME"]), asked, pid)
            browser.close()
    _print(seen, asked.count)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench arriving", description=__doc__)
    parser.add_argument("--count", type=int, default=30, help="letters")
    parser.add_argument("--most-seconds", type=float, default=MOST_SECONDS, help="between two letters")
    return parser.parse_args()


def _prepare(env: dict[str, str], account: Account) -> None:
    server = account.server
    told = {
        "address": account.address,
        "password": PASSWORD,
        "mara": "mara@harlow.example",
        "imap": [server.host, server.port, server.security, server.user, server.certificate],
        # Nothing is sent here.
        "smtp": ["127.0.0.1", 9, "none", "", ""],
    }
    command = [sys.executable, "-m", "tests.browser.writing_practice", json.dumps(told)]
    subprocess.run(command, env=env, cwd=ROOT, check=True)


@contextmanager
def _serving(env: dict[str, str]) -> Iterator[tuple[str, int]]:
    """The link that signs in, and the process whose tree does the work."""
    before = set(tree(os.getpid()))
    with program.serving(env) as link:
        started = [pid for pid in tree(os.getpid()) if pid not in before]
        yield link, started[0]


def _open(client: Page, today: Page, link: str) -> tuple[Page, Page]:
    today.goto(link)
    today.get_by_role("button", name="Open Alongside").click()
    today.wait_for_selector("#desk")
    client.goto(f"{origin(link)}/clients/")
    client.get_by_role("main").get_by_role("link", name="Harlow & Sons").first.click()
    client.get_by_role("heading", level=1, name="Harlow & Sons").wait_for()
    for page, where in ((client, ON_CLIENT), (today, ON_TODAY)):
        page.evaluate(WATCH, where)
    return client, today


def _deliver(
    account: Account, client: Page, today: Page, home: Path, asked: argparse.Namespace, pid: int
) -> Seen:
    seen, chance = Seen(), random.Random(7)
    idle = _Idle(account)
    client.wait_for_timeout(5_000)
    before = _cpu_seconds(pid)
    for number in range(asked.count):
        client.wait_for_timeout(1000 * chance.uniform(LEAST_SECONDS, asked.most_seconds))
        account.receive("mara@harlow.example", _letter(number, account.address))
        taken = time.time()
        for page, times in ((client, seen.on_client), (today, seen.on_today)):
            shown = page.wait_for_function(
                "number => window.rows[number]", arg=number, timeout=DEADLINE_SECONDS * 1000
            )
            times.append(shown.json_value() / 1000 - taken)
        seen.told_by_server.append(idle.first_since(taken) - taken)
        seen.stored.append(_told(home, taken) - taken)
    seen.cpu_seconds = _cpu_seconds(pid) - before
    return seen


def _letter(number: int, to: str) -> bytes:
    return (
        f"From: Mara Quill <mara@harlow.example>\r\nTo: {to}\r\nSubject: Elm {number} of many\r\n"
        f"Date: {format_datetime(datetime.now(UTC))}\r\nMessage-ID: <elm-{number}@harlow.example>\r\n\r\n"
        f"Could you send me the list for elm {number} by Friday?\r\n"
    ).encode()


def _told(home: Path, since: float) -> float:
    """When the transaction that stored it told open pages."""
    moment = datetime.fromtimestamp(since - 0.05, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    with sqlite3.connect(home / program.DATABASE, timeout=30) as database:
        (told,) = database.execute(
            "SELECT min(told_at) FROM live_event WHERE kind = 'timeline' AND told_at > ?", (moment,)
        ).fetchone()
    return datetime.fromisoformat(told).replace(tzinfo=UTC).timestamp()


class _Idle:
    """Another program that idles on the same Inbox, to know what of the time is the mail server's own."""

    def __init__(self, account: Account) -> None:
        self._heard: list[float] = []
        self._client = account.client()
        self._client.select_folder("INBOX", readonly=True)
        self._client.idle()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            if any(b"EXISTS" in answer for answer in self._client.idle_check()):
                self._heard.append(time.time())

    def first_since(self, moment: float) -> float:
        return next(heard for heard in self._heard if heard >= moment - 0.05)


def _cpu_seconds(pid: int) -> float:
    """Of all processes of the program that live now."""
    ticks = 0
    for one in tree(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(fields[at]) for at in (11, 12, 13, 14))
    return ticks / os.sysconf("SC_CLK_TCK")


def _print(seen: Seen, count: int) -> None:
    table = Table("seconds since the mail server's 250", "p50", "p95", "longest", title=f"{count} letters")
    for name, times in (
        ("the mail server tells who idles", seen.told_by_server),
        ("stored, parsed, filed", seen.stored),
        ("row on the client's page", seen.on_client),
        ("row among those who wait, on Today", seen.on_today),
    ):
        table.add_row(name, *(f"{one:.2f}" for one in (median(times), _p95(times), max(times))))
    words = Console()
    words.print(table)
    words.print(f"{seen.cpu_seconds / count:.2f} s of the processor a letter, pauses and both pages included")


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    main()
