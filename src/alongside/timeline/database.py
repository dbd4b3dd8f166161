"""What the timeline needs of a database beyond the ORM: ids taken in advance, one writer at a time, stamps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from time import sleep
from typing import Any, cast

from django.db import connection

from alongside.lib.bulk import Vendor, insert_rows

_SHORTEST_BREATH_SECONDS, _LONGEST_BREATH_SECONDS = 0.005, 0.25
_PAGES_BETWEEN_CHECKPOINTS = 8_192
# Any number, the same for everyone who writes to the timeline.
_INTAKE_LOCK = 7_012_026


def insert(table: str, columns: Sequence[str], rows: list[tuple[Any, ...]], *, ignore: bool = False) -> None:
    """Insert many rows by the database's fastest way. Times must have gone through `stamp_for()`."""
    if rows:
        with connection.cursor() as cursor:
            insert_rows(
                cursor.cursor,
                table,
                columns,
                rows,
                vendor=cast(Vendor, connection.vendor),
                ignore_conflicts=ignore,
            )


def hold_intake() -> None:
    """One writer of the timeline at a time, until the transaction ends. SQLite has that by IMMEDIATE."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_INTAKE_LOCK])


def expect_many_writes() -> None:
    """For a process that writes for long: SQLite keeps pages in its own cache, and maps none of the file.

    Measured over 50,000 messages: 6 % less processor time, and up to 256 MiB less that counts as the process's.
    Pages that every batch changes go from the log to the file once for some batches.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")
            cursor.execute("PRAGMA cache_size=-65536")
            cursor.execute(f"PRAGMA wal_autocheckpoint={_PAGES_BETWEEN_CHECKPOINTS}")


def let_others_write(seconds: float) -> None:
    """Stay away from the database for about as long as it was just held.

    Who waits for SQLite asks again after up to 100 ms (sqlite3_busy_timeout), and is not queued: of a writer
    that pauses half of its time they hardly notice, while they seldom meet a pause of a few milliseconds.
    """
    sleep(min(max(seconds, _SHORTEST_BREATH_SECONDS), _LONGEST_BREATH_SECONDS))


def reserve_ids(table: str, count: int) -> Iterator[int]:
    """`count` new ids of `table`, rising. Must be called inside the writing transaction."""
    if count == 0:
        return iter(())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return iter(sorted(row[0] for row in cursor.fetchall()))
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    first = (row[0] if row else 0) + 1
    return iter(range(first, first + count))


def advance_ids(table: str) -> None:
    """After rows came with ids of their own: the next new id lies beyond them. SQLite sees to that itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {table} HAVING max(id) > 0",  # noqa: S608
                [table],
            )


def stamp_for() -> Callable[[datetime], Any]:
    """How this database takes an aware time: SQLite as Django writes it (text, UTC), PostgreSQL as it is."""
    return _as_text if connection.vendor == "sqlite" else _as_it_is


@lru_cache(maxsize=4096)
def _as_text(moment: datetime) -> str:
    # Kept, because an entry, its thread and its filings all carry the same moment.
    return str(moment.astimezone(UTC).replace(tzinfo=None))


def _as_it_is(moment: datetime) -> datetime:
    return moment


def moment_from() -> Callable[[datetime], datetime]:
    """An aware time from what plain SQL reads: Django has SQLite give a naive one, in UTC."""
    if connection.vendor == "sqlite":
        return lambda moment: moment.replace(tzinfo=UTC)
    return _as_it_is


def select(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows as the driver gives them. Times must have gone through `stamp_for()`, and come through `moment`."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cast(list[tuple[Any, ...]], cursor.fetchall())


def moment(stored: str | datetime) -> datetime:
    """A time as this database gives it to a query written out: SQLite as text, without its zone."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if isinstance(stored, str) else stored


def in_chunks(numbers: Iterable[Any], size: int = 500) -> Iterator[list[Any]]:
    iterator = iter(numbers)
    while chunk := list(islice(iterator, size)):
        yield chunk


def select_in(sql: str, values: Iterable[Any], size: int = 500) -> Iterator[tuple[Any, ...]]:
    """Rows of `sql`, whose `{}` is filled with placeholders for a chunk of `values` at a time."""
    with connection.cursor() as cursor:
        for chunk in in_chunks(values, size):
            cursor.execute(sql.format(",".join(["%s"] * len(chunk))), chunk)
            yield from cursor.fetchall()
