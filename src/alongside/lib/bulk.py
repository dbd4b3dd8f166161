"""A DB-API cursor and many rows in; out they go by the fastest way each database has.

SQLite: prepared statements of many rows each. PostgreSQL (psycopg 3): `COPY ... FROM STDIN`. Values are those of the
driver: on SQLite the caller turns times into text first, as Django stores them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Literal

Vendor = Literal["sqlite", "postgresql"]
Row = Sequence[Any]
# Every statement looks up and writes the table's last number (AUTOINCREMENT), so one for each row takes twice as long.
# SQLite before 3.32 takes 999 values in a statement.
_MOST_VALUES = 900
_SURROGATE = re.compile("[\ud800-\udfff]")


def insert_rows(
    cursor: Any,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    vendor: Vendor,
    ignore_conflicts: bool = False,
) -> None:
    """Insert `rows`, in order. `ignore_conflicts`: leave out those that break a unique constraint."""
    if vendor == "sqlite":
        _insert_by_statement(cursor, table, columns, rows, ignore_conflicts=ignore_conflicts)
    elif ignore_conflicts:
        _copy_by_way_of_a_temporary_table(cursor, table, columns, rows)
    else:
        _copy(cursor, table, columns, rows)


def quote(name: str) -> str:
    """An SQL identifier, quoted as both databases read it."""
    return '"' + name.replace('"', '""') + '"'


def clean(value: Any) -> Any:
    """A value as PostgreSQL takes it: its text knows neither NUL nor lone surrogates.

    Each becomes one U+FFFD, so that offsets into the text stay true.
    """
    if not isinstance(value, str):
        return value
    if not value.isascii():
        try:
            value.encode()  # fails on surrogates, and is far faster than a search for them
        except UnicodeEncodeError:
            value = _SURROGATE.sub("\ufffd", value)
    return value.replace("\0", "\ufffd")


def _insert_by_statement(
    cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Row], *, ignore_conflicts: bool
) -> None:
    # Not INSERT OR IGNORE: that would also swallow a NULL where none may be.
    ending = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    beginning = f"INSERT INTO {quote(table)} ({_list(columns)}) VALUES "  # noqa: S608
    marks = f"({', '.join('?' * len(columns))})"
    size = _MOST_VALUES // len(columns)
    remaining = iter(rows)
    rest: list[Row] = []
    cursor.executemany(
        f"{beginning}{', '.join([marks] * size)}{ending}", _joined(remaining, size=size, rest=rest)
    )
    if rest:
        cursor.executemany(f"{beginning}{marks}{ending}", rest)


def _joined(rows: Iterator[Row], *, size: int, rest: list[Row]) -> Iterator[list[Any]]:
    """The values of `size` rows at a time, one after the other; what is left in the end goes to `rest`."""
    while len(some := list(islice(rows, size))) == size:
        yield list(chain.from_iterable(some))
    rest += some


def _copy(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with cursor.copy(f"COPY {quote(table)} ({_list(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([clean(value) for value in row])


def _copy_by_way_of_a_temporary_table(
    cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    names = _list(columns)
    # One per session and set of columns: a table made and dropped per batch would bloat the catalogue.
    temporary = f"bulk_{hashlib.sha256(f'{table}({names})'.encode()).hexdigest()[:24]}"
    cursor.execute("SELECT to_regclass(%s) IS NULL", [f"pg_temp.{temporary}"])
    if cursor.fetchone()[0]:
        columns_of = f"SELECT {names} FROM {quote(table)} WITH NO DATA"  # noqa: S608
        cursor.execute(f"CREATE TEMPORARY TABLE {temporary} ON COMMIT DELETE ROWS AS {columns_of}")
    _copy(cursor, temporary, columns, rows)
    cursor.execute(
        f"INSERT INTO {quote(table)} ({names}) SELECT {names} FROM {temporary}"  # noqa: S608
        " ON CONFLICT DO NOTHING"
    )
    cursor.execute(f"DELETE FROM {temporary}")  # noqa: S608


def _list(columns: Sequence[str]) -> str:
    return ", ".join(quote(column) for column in columns)
