"""The two sites that are compared, over the same Maildir: Alongside, and public-inbox as Debian packages it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import quote, urlencode

from _measure import run
from _wrk import Load, load, memory_mib

from alongside.timeline.rules import hash64

CLIENT = "The list"
_ADD = """
my $inbox = PublicInbox::Config->new->lookup_name("list");
PublicInbox::InboxWritable->new($inbox)->import_maildir($ARGV[0]);
"""


class Site:
    """A server over one Maildir: what it costs to start, its paths, its load."""

    name = ""
    cookie = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = dict(os.environ)
        self.process: subprocess.Popen[str] | None = None

    def command(self, processes: int) -> list[str]:
        raise NotImplementedError

    def start(self, processes: int) -> float:
        """Seconds until the list has been answered."""
        started = time.monotonic()
        with (self.folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                self.command(processes), env=self.env, stdout=subprocess.PIPE, stderr=log, text=True
            )
        while True:
            try:
                return self._first_page(started)
            except OSError:
                if time.monotonic() - started > 30 or self.process.poll() is not None:
                    raise
                time.sleep(0.01)

    def _first_page(self, started: float) -> float:
        request = urllib.request.Request(self.url + self.list_path, headers={"Cookie": self.cookie})
        with urllib.request.urlopen(request) as answer:
            answer.read()
        return time.monotonic() - started

    def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    list_path = "/"

    def load(self, paths: Sequence[str], *, connections: int, seconds: int) -> Load:
        assert self.process is not None
        return load(
            self.url,
            paths,
            pid=self.process.pid,
            connections=connections,
            seconds=seconds,
            cookie=self.cookie,
        )

    def memory_mib(self) -> float:
        assert self.process is not None
        return memory_mib(self.process.pid)


class PublicInbox(Site):
    name = "public-inbox"
    list_path = "/list/"

    def build(self, maildir: Path) -> float:
        """CPU seconds of the import."""
        self.env |= {"PI_CONFIG": str(self.folder / "config"), "HOME": str(self.folder)}
        inbox = str(self.folder / "inbox")
        cost, _ = run(
            ["public-inbox-init", "-V2", "list", inbox, self.url + "/list", "list@desk.example"], env=self.env
        )
        perl = ["perl", "-MPublicInbox::Config", "-MPublicInbox::InboxWritable", "-e", _ADD, str(maildir)]
        added, _ = run(perl, env=self.env)
        indexed, _ = run(["public-inbox-index", "--compact", inbox], env=self.env)
        return (cost + added + indexed).cpu_seconds

    def command(self, processes: int) -> list[str]:
        # -W0: the one process answers by itself.
        workers = 0 if processes == 1 else processes
        return ["public-inbox-httpd", f"-W{workers}", "-l", self.url]

    def thread_paths(self, message_ids: Sequence[str]) -> list[str]:
        return [f"/list/{quote(one, safe='')}/t/" for one in message_ids]

    def search_paths(self, pairs: Sequence[str]) -> list[str]:
        return [f"/list/?{urlencode({'q': pair})}" for pair in pairs]


class Alongside(Site):
    name = "alongside"

    def build(self, maildir: Path) -> float:
        """CPU seconds of the import; the Maildir is one client's whole mailbox."""
        self.env |= {"ALONGSIDE_HOME": str(self.folder / "home"), "DATABASE_URL": ""}
        made = [sys.executable, "-m", "alongside"]
        _, printed = run([*made, "file", "list@desk.example", CLIENT, "--json"], env=self.env)
        client = json.loads(printed)["id"]
        self.list_path = f"/clients/{client}/"
        cost, _ = run(
            [*made, "import", str(maildir), "--client", CLIENT, "--json"], env=self.env, allowed=(0, 1)
        )
        return cost.cpu_seconds

    def command(self, processes: int) -> list[str]:
        made = [sys.executable, "-m", "alongside", "serve", f"--port={self.port}", f"--processes={processes}"]
        return made if self.cookie else [*made, "--sign-in-link"]

    def sign_in(self) -> None:
        """Spend the link that the start prints; the session outlives the server."""
        self.env["BASE_URL"] = self.url
        with (self.folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                self.command(1), env=self.env, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdout is not None
        link = next(
            found[0] for line in self.process.stdout if (found := re.search(r"http\S+/\S{30,}", line))
        )
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = _when_open(browser, link)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        form = urlencode({"csrfmiddlewaretoken": token[1]}).encode()
        browser.open(urllib.request.Request(link, form, {"Referer": link})).read()
        self.cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        self.stop()

    def thread_paths(self, message_ids: Sequence[str]) -> list[str]:
        marks = ",".join("?" * len(message_ids))
        database = sqlite3.connect(self.folder / "home" / "alongside.sqlite3")
        found = database.execute(
            f"SELECT min(id) FROM timeline_interaction WHERE message_hash IN ({marks}) GROUP BY message_hash",
            [hash64(one) for one in message_ids],
        )
        return [f"/conversations/{number}/" for (number,) in found.fetchall()]

    def search_paths(self, pairs: Sequence[str]) -> list[str]:
        return [f"/search/?{urlencode({'q': pair})}" for pair in pairs]


def _when_open(browser: urllib.request.OpenerDirector, link: str) -> str:
    for _ in range(500):
        try:
            return str(browser.open(link).read().decode())
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(link)
