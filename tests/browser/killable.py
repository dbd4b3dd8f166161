"""Somebody who types, and a program and a browser that can be killed meanwhile and come back.

`Program` on its data folder, `Hand` on a page; what must be kept at any moment is what stood there a second before.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from playwright.sync_api import BrowserContext, Error, Page, Playwright, Request, expect

from tests.browser.conftest import CHROMIUM, DESKTOP
from tests.program import PROGRAM, environment


@dataclass
class Program:
    """`alongside serve` on a data folder of its own, which can be killed and comes back at the same port."""

    home: Path
    port: int
    _process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.home, BASE_URL=self.origin)

    @property
    def link(self) -> str:
        """As it printed it last."""
        return re.findall(r"http://\S+/come-in/\S+", (self.home / "said").read_text())[-1]

    def start(self) -> None:
        """Once more where what was killed still holds the port for a moment."""
        deadline = time.monotonic() + 180
        while not self.answers():
            assert time.monotonic() < deadline
            if self._process is None or self._process.poll() is not None:
                self._process = self._begin()
            time.sleep(0.1)

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [*PROGRAM, "serve", "--port", str(self.port)]
        with (self.home / "said").open("ab") as said:
            return subprocess.Popen(command, env=self.environment, stdout=said, stderr=said)

    def answers(self) -> bool:
        with suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(f"{self.origin}/account/login/", timeout=5)  # noqa: S310 - our own address
            return True
        return False

    def kill(self) -> None:
        """As the kernel does when memory runs out; its children go with it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        # They go a moment later: until then what is dead would still be taken for alive.
        wait_for(lambda: not self._is_open())

    def _is_open(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5):
            return True
        return False

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)

    def asked(self, question: str, *values: object) -> str:
        """The one value that the database answers with, past the program."""
        with sqlite3.connect(f"file:{self.home / 'alongside.sqlite3'}?mode=ro", uri=True) as database:
            return str(database.execute(question, values).fetchone()[0])


def wait_for(found: Callable[[], bool], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@dataclass
class Hand:
    """Somebody who types, and remembers what stood there when."""

    page: Page
    typed: str
    log: list[tuple[float, int]] = field(default_factory=list)

    def type_until(self, end: float, random: Random) -> None:
        while time.monotonic() < end:
            letter = random.choice("abcdefghijklmnop ")
            self.page.keyboard.insert_text(letter)
            self.typed += letter
            self.log.append((time.monotonic(), len(self.typed)))
            time.sleep(random.uniform(0.005, 0.05))

    def must_be_kept(self, killed_at: float, *, slow: float = 0.0) -> str:
        """All that stood there a second before, and `slow` seconds more."""
        lengths = [length for at, length in self.log if at <= killed_at - 1.0 - slow]
        return self.typed[: lengths[-1]] if lengths else ""

    def lost_seconds(self, kept: str, killed_at: float) -> float:
        """How long before the kill the first letter was typed that is not in `kept`; 0 where nothing is missing."""
        missing = [killed_at - at for at, length in self.log if at <= killed_at and length > len(kept)]
        return max(missing, default=0.0)


@contextmanager
def browser_of_its_own(playwright: Playwright, folder: Path) -> Iterator[BrowserContext]:
    context = playwright.chromium.launch_persistent_context(
        str(folder), executable_path=CHROMIUM or None, args=["--no-sandbox"], **DESKTOP
    )
    context.set_default_timeout(20_000)
    try:
        yield context
    finally:
        with suppress(Error):
            context.close()


def kill_browser(folder: Path) -> None:
    """Every process of the browser that works in this folder, at once."""
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            if process.name.isdecimal() and str(folder).encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)


def opened(context: BrowserContext, address: str) -> Page:
    """The page on which something is typed, once it is known whether words are to be taken up again."""
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(address)
    expect(page.locator("form[data-ready]")).to_be_visible()
    return page


def slowest_answer(page: Page) -> Callable[[], float]:
    """How long the program took at most to keep what was typed, in seconds; one that it still owes counts so far."""
    took, asked = [0.0], dict[Request, float]()

    def ask(request: Request) -> None:
        if request.url.endswith(("/keep/", "/notes/")):
            asked[request] = time.monotonic()

    def hear(request: Request) -> None:
        if request in asked:
            took.append(time.monotonic() - asked.pop(request))

    page.on("request", ask)
    page.on("requestfinished", hear)
    page.on("requestfailed", hear)
    return lambda: max([*took, *(time.monotonic() - at for at in asked.values())])
