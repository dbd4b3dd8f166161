"""What the program stands on, looked at one by one; each finding says what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

State = Literal["fine", "look", "broken"]

# zipfile before it unpacks overlapping entries, 300 MB from 51 KB: CVE-2024-0450. Debian patched its 3.11.2.
SAFE_PYTHON = (3, 11, 15)
# RETURNING came with 3.35.
LEAST_SQLITE = (3, 35, 0)
LEAST_FREE_BYTES = 1024**3


class Finding(Struct, frozen=True):
    """`look` works but deserves a look; `broken` does not work."""

    subject: str
    state: State
    words: str


def examine() -> list[Finding]:
    """Every finding; a look that fails is itself one."""
    findings = list(_python())
    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
        settings = import_module("django.conf").settings
        home = Path(settings.HOME)
        import_module("django").setup()
    except (OSError, ValueError) as error:
        return [*findings, Finding("settings", "broken", f"The environment does not fit: {error}")]
    for look in LOOKS:
        findings += look(settings, home)
    return findings


def _python() -> Iterator[Finding]:
    version = sys.version_info[:3]
    told = ".".join(map(str, version))
    if version < SAFE_PYTHON:
        yield Finding("Python", "look", f"{told} reads hostile zip files badly; take 3.11.15 or newer.")
    else:
        yield Finding("Python", "fine", told)


def _sqlite(settings: Any, home: Path) -> Iterator[Finding]:
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        yield Finding("SQLite", "broken", f"{sqlite3.sqlite_version} is too old; this needs 3.35 or newer.")
    else:
        yield Finding("SQLite", "fine", sqlite3.sqlite_version)


def _data_folder(settings: Any, home: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"x")
            os.fsync(file.fileno())
    except OSError as error:
        yield Finding("data folder", "broken", f"{home} cannot be written: {error.strerror}.")
        return
    if home.stat().st_mode & 0o077:
        yield Finding("data folder", "look", f"Others on this machine may read {home}: chmod 700 it.")
    else:
        yield Finding("data folder", "fine", str(home))


def _disk(settings: Any, home: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(home).free
    state: State = "fine" if free > LEAST_FREE_BYTES else "look"
    yield Finding("disk", state, f"{free / 1024**3:.1f} GiB free")


def _database(settings: Any, home: Path) -> Iterator[Finding]:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    from alongside.processes import soundness
    from alongside.processes.database import DatabaseAway, OtherFolder, is_of_another_folder

    try:
        seen = soundness.look()
        if seen.problems:
            yield Finding("database", "broken", " ".join(seen.problems[:3]))
            return
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except (DatabaseError, DatabaseAway):
        yield Finding("database", "broken", "It does not answer. Look at $DATABASE_URL and whether it runs.")
        return
    partly = "" if seen.is_whole else "; too large to be looked at whole, which `alongside verify` does"
    yield Finding("database", "fine", f"{connection.vendor}{partly}")
    if missing:
        yield Finding("migrations", "broken", f"{missing} not applied; `alongside serve` applies them.")
    else:
        yield Finding("migrations", "fine", "all applied")
        if is_of_another_folder():
            yield Finding("letters", "broken", str(OtherFolder()))


def _assets(settings: Any, home: Path) -> Iterator[Finding]:
    built = settings.SOURCE / "static" / "built"
    if built.is_dir() and any(built.iterdir()):
        yield Finding("assets", "fine", "built")
    else:
        yield Finding("assets", "broken", "Not built; script/run builds them.")


def _address(settings: Any, home: Path) -> Iterator[Finding]:
    """Looks for itself, as the timetable does; Alongside has to run for that."""
    from django.db import DatabaseError

    from alongside.reach.actions import look

    try:
        found = look()
    except DatabaseError:
        return  # told above
    is_fine = (found.is_reachable and not found.warning) or found.state.value == "local"
    yield Finding("address", "fine" if is_fine else "look", f"{found.words} {found.warning}".strip())


def _backups(settings: Any, home: Path) -> Iterator[Finding]:
    from django.db import DatabaseError

    from alongside.backups.queries import standing

    try:
        now = standing()
    except DatabaseError:
        return
    trouble = now.trouble or now.trial_trouble
    if now.plan is None:
        yield Finding("backups", "look", "No folder is chosen: alongside backup folder /media/disk/backups")
    elif trouble or now.is_overdue or now.good is None:
        yield Finding("backups", "look", trouble or "None has been made for two days. Let Alongside run.")
    else:
        yield Finding("backups", "fine", f"the last good one {now.good.begun_at:%-d %b %H:%M} UTC")


LOOKS: tuple[Callable[[Any, Path], Iterator[Finding]], ...] = (
    _sqlite,
    _data_folder,
    _disk,
    _database,
    _assets,
    _address,
    _backups,
)
