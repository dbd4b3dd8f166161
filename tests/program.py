"""The program on a data folder of its own: its environment in, the link that it prints out, until it is stopped."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.dovecot import free_port

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = [sys.executable, "-m", "alongside"]
DATABASE = "alongside.sqlite3"
TEMPLATES = ROOT / ".cache" / "migrated"
_SAID_BY_THE_TESTS = ("BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PORT")


def environment(home: Path, **more: str) -> dict[str, str]:
    """A data folder on SQLite, and nothing else said; the tests' own modules can be run in it as programs."""
    kept = {name: value for name, value in os.environ.items() if name not in _SAID_BY_THE_TESTS}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return {**kept, "ALONGSIDE_HOME": str(home), "PYTHONPATH": path, **more}


def migrated(home: Path) -> Path:
    """`home` as a first start leaves its database, which takes seconds and is made once for all tests."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template(), home / DATABASE)
    return home


def template() -> Path:
    """A database as a first start leaves it; named by all that it depends on, so that it cannot be an old one."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    path = TEMPLATES / f"{state_of_migrations()}.sqlite3"
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            for old in TEMPLATES.glob("*.sqlite3"):
                old.unlink()
            _make(path)
    return path


def state_of_migrations() -> str:
    """Ours, and those of the libraries by their locked versions."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for migration in sorted((ROOT / "src").rglob("migrations/*.py")):
        digest.update(migration.name.encode() + migration.read_bytes())
    return digest.hexdigest()[:16]


def _make(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make_tables(Path(folder))
        with closing(sqlite3.connect(Path(folder) / DATABASE)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        part = path.with_suffix(".part")
        shutil.copyfile(Path(folder) / DATABASE, part)
        part.rename(path)


def make_tables(home: Path, **more: str) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment(home, **more), check=True)


@contextmanager
def serving(said: dict[str, str]) -> Iterator[str]:
    """Started as a person starts it, in this environment."""
    command = [*PROGRAM, "serve", "--port", str(free_port())]
    with subprocess.Popen(
        command, env=said, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as served:
        try:
            lines = served.stdout or ()
            yield next(found[0] for line in lines if (found := re.search(r"http://\S+/come-in/\S+", line)))
        finally:
            # Also when the test went wrong: else it is waited for, for ever.
            served.send_signal(signal.SIGTERM)
            served.communicate(timeout=30)


def origin(link: str) -> str:
    return link.partition("/come-in/")[0]
