"""A whole practice of its own, in processes of its own: real files, real commits, real kills."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Practice:
    """`run` calls a function of tests/originals/commands.py inside this practice."""

    home: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        path = f"{ROOT / 'src'}:{ROOT}"
        return os.environ | {
            "ALONGSIDE_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "PYTHONPATH": path,
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "tests.originals.slim_settings",
        }

    def command(self, name: str, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "tests.originals.commands", name, *map(str, arguments)]

    def run(self, name: str, *arguments: object, under: Sequence[str] = ()) -> Any:
        done = subprocess.run(
            [*under, *self.command(name, *arguments)],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def status_of(self, command: Sequence[str]) -> int:
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, check=False, timeout=120
        )  # fmt: skip
        return done.returncode

    def start(self, name: str, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(name, *arguments),
            env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


@contextmanager
def open_practice(home: Path, *, is_migrated: bool = True) -> Iterator[Practice]:
    """On the kind of database that DATABASE_URL names for the whole test run."""
    with _fresh_database(os.environ.get("DATABASE_URL", "")) as url:
        practice = Practice(home, url)
        if is_migrated:
            practice.run("migrate")
        yield practice


@contextmanager
def _fresh_database(url: str) -> Iterator[str]:
    if not url.startswith("postgres"):
        yield ""  # a file in the home
        return
    name = f"alongside_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
