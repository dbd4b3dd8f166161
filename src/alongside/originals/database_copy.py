"""The running database in, a consistent copy of it in one file out, and back; nobody stops for a copy."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction
from msgspec import Struct

from alongside.lib.bulk import quote
from alongside.lib.durable import opened, sync, sync_folder
from alongside.originals.errors import BackupError
from alongside.originals.models import Original

_PAGES = 2000
_ENDS = (
    'SELECT segment, MAX("offset" + stored_bytes), COUNT(*)'  # noqa: S608
    f" FROM {quote(Original._meta.db_table)} GROUP BY segment"
)
_SETTINGS = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "NAME": "PGDATABASE",
}


class Needed(Struct, frozen=True):
    """What the ledger in the copy needs of a segment: its first `size_bytes`, for so many originals."""

    segment: int
    size_bytes: int
    originals: int


def file_name() -> str:
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.pgdump"


def copy_to(target: Path, *, leaves_out: Sequence[str] = ()) -> list[Needed]:
    """Write a copy of the database as it is at one moment; returns what that moment needs of the segments.

    `leaves_out`: tables of which no row goes along, where they are there.
    """
    copy = _copy_sqlite if connection.vendor == "sqlite" else _dump_postgresql
    return copy(target, leaves_out)


def size_bytes() -> int:
    """How much room the database takes now."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return path.stat().st_size if path.exists() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def is_empty() -> bool:
    """Whether the database has no tables; asking does not make one."""
    if connection.vendor == "sqlite" and not size_bytes():
        return True
    return not connection.introspection.table_names()


def replace_from(source: Path) -> None:
    """Put the copy in the place of the database. Nobody else may have it open."""
    if connection.vendor == "sqlite":
        connection.close()
        _replace_sqlite(source, Path(connection.settings_dict["NAME"]))
    else:
        _replace_postgresql(source)


def _copy_sqlite(target: Path, leaves_out: Sequence[str]) -> list[Needed]:
    with (
        closing(
            sqlite3.connect(connection.settings_dict["NAME"], timeout=30, isolation_level=None)
        ) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        # With a read transaction of our own, writers go on and no step starts over because of them.
        source.execute("BEGIN")
        source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES)
        source.execute("COMMIT")
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in there.intersection(leaves_out):
            copy.execute(f"DELETE FROM {quote(table)}")  # noqa: S608 - a name of ours
        copy.commit()
        return _needed(copy.execute(_ENDS))


def _replace_sqlite(source: Path, target: Path) -> None:
    temporary = target.with_name(target.name + ".tmp")
    shutil.copyfile(source, temporary)
    temporary.chmod(0o600)
    with opened(temporary, os.O_RDWR) as descriptor:
        sync(descriptor)
    # The log of the old database must not be replayed into the new one.
    for suffix in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    temporary.replace(target)
    sync_folder(target.parent)


def _dump_postgresql(target: Path, leaves_out: Sequence[str]) -> list[Needed]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        without = [f"--exclude-table-data={quote(table)}" for table in leaves_out]
        _run(
            "pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}", *without
        )
        cursor.execute(_ENDS)
        return _needed(cursor.fetchall())


def _replace_postgresql(source: Path) -> None:
    """Old tables go and new ones come in one transaction: a failure leaves what was there."""
    drops, script = source.with_suffix(".drops.sql"), source.with_suffix(".sql")
    names = connection.introspection.table_names()
    drops.write_text("".join(f"DROP TABLE {quote(name)} CASCADE;\n" for name in names))
    connection.close()
    _run("pg_restore", "--no-owner", f"--file={script}", str(source))
    _run("psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(drops), "-f", str(script))


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is not installed: install PostgreSQL's client programs and try again")
    # The password goes by the environment: arguments are readable by everybody on the machine.
    given = connection.settings_dict.items()
    environment = os.environ | {
        _SETTINGS[key]: str(value) for key, value in given if key in _SETTINGS and value
    }
    command = [path, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip() or f"it was ended ({done.returncode})"
        raise BackupError(f"{program} failed: {said}")


def _needed(rows: Iterable[tuple[int, int, int]]) -> list[Needed]:
    return sorted((Needed(*row) for row in rows), key=lambda needed: needed.segment)
