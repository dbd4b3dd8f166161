"""A whole practice of its own, in processes of its own: real files, real commits, real kills."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import fresh_database, template_url, url_of_run
from tests.program import migrated

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
    """With the tables of originals, or none, on the kind of database that is named for the whole test run."""
    with fresh_database() as url:
        practice = Practice(home, url)
        if is_migrated:
            practice.run("migrate")
        yield practice


@contextmanager
def open_whole_practice(home: Path) -> Iterator[Practice]:
    """With all tables, as a first start leaves them."""
    if url_of_run():
        with fresh_database(like=template_url()) as url:
            yield Practice(home, url)
    else:
        yield Practice(migrated(home), "")


@contextmanager
def copy_of(practice: Practice, home: Path) -> Iterator[Practice]:
    """To be changed; nobody may be at work in the one that is copied."""
    shutil.copytree(practice.home, home, dirs_exist_ok=True)
    with fresh_database(like=practice.database_url) as url:
        yield Practice(home, url)
