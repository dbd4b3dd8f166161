"""The database in, what is damaged in it out, each in a sentence: asked before anything else is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from time import monotonic

from django.db import DatabaseError, OperationalError, connection
from msgspec import Struct

from alongside.lib.bulk import quote
from alongside.originals import database_copy, storage
from alongside.processes.database import RESTORE, DatabaseAway, is_damage

# Measured: SQLite reads all of a million entries in 11 to 20 s, of a small practice in a few milliseconds.
LOOK_SECONDS, TABLE_SECONDS = 5.0, 0.3


class Look(Struct, frozen=True):
    """`is_whole`: whether there was time to look at everything."""

    problems: tuple[str, ...]
    is_whole: bool


def damage() -> list[str]:
    """From a look at all of it. Raises DatabaseAway."""
    with _damage_told() as found:
        found += _emptied()
        if not found and connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA integrity_check(20)")
                found += [line for (line,) in cursor.fetchall() if line != "ok"]
    return _in_sentences(found)


def look() -> Look:
    """For a few seconds: table by table, and what is too large for that is left out. Raises DatabaseAway."""
    is_whole = True
    with _damage_told() as found:
        found += _emptied()
        if not found and connection.vendor == "sqlite":
            until = monotonic() + LOOK_SECONDS
            for table in _tables():
                seconds = min(TABLE_SECONDS, until - monotonic())
                lines = _lines_of(table, seconds=seconds) if seconds > 0 else None
                is_whole = is_whole and lines is not None
                found += lines or []
    return Look(tuple(_in_sentences(found)), is_whole)


@contextmanager
def _damage_told() -> Iterator[list[str]]:
    """What is amiss so far; an error of the database within the block is one more."""
    found: list[str] = []
    try:
        yield found
    except OperationalError as error:
        raise DatabaseAway from error
    except DatabaseError as error:
        if not is_damage(error):
            raise
        found.append(str(error))


def _emptied() -> list[str]:
    """No table is there, and originals are: no start has ever been left like that."""
    if database_copy.is_empty() and any(storage.store().sizes().values()):
        return ["it is empty, and what it knew of stands in originals"]
    return []


def _in_sentences(found: list[str]) -> list[str]:
    if not found:
        return []
    return [f"The database is damaged. {RESTORE}", *(f"The database reports: {line}" for line in found[:20])]


def _tables() -> list[str]:
    """Those of virtual tables have no pages of their own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
        return [name for (name,) in cursor.fetchall()]


def _lines_of(table: str, *, seconds: float) -> list[str] | None:
    """What SQLite reports; None when the time was too short."""
    with connection.cursor() as cursor, _interrupted_after(seconds):
        try:
            cursor.execute(f"PRAGMA quick_check({quote(table)})")
            return [line for (line,) in cursor.fetchall() if line != "ok"]
        except OperationalError as error:
            if "interrupted" in str(error):
                return None
            raise


@contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    timer = Timer(seconds, connection.connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
