"""Takes rows that are out of date out of a contentless FTS5 table, and every trace of their words with them.

FTS5 takes a row out only when told the exact words it was made from. Nobody keeps those, and words that are
slightly different leave traces which no check finds; so they are read back from the index itself.
"""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

WORDS_TABLE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab('main', 'search_text', 'instance')"
)
_COLUMNS = ("body", "subject", "people", "sender", "tokens")
_ROWS_A_READING = 20_000
_ROWS_A_TRANSACTION = 100
_PAGES_A_MERGE = 64
_PAUSE_SECONDS = 0.005


def purge() -> list[int]:
    """Take out the words of all rows without a number and tell which; `wipe` must follow.

    In short transactions, so that others can write in between. A killed process leaves rows to be taken out
    another time, never a row half taken out.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT row FROM search_entry WHERE number IS NULL ORDER BY row")
        rows = [row for (row,) in cursor.fetchall()]
        # Else pages that a merge frees keep what stood in them.
        cursor.execute("PRAGMA secure_delete = ON")
        for chunk in _chunks(rows, _ROWS_A_READING):
            _take_out(cursor, _read_words(cursor, chunk))
        if rows:
            _merge(cursor)
    return rows


def wipe(rows: Sequence[int]) -> None:
    """Forget rows whose words were taken out, and empty the write-ahead log of what stood there before."""
    with connection.cursor() as cursor:
        for chunk in _chunks(rows, _ROWS_A_READING):
            cursor.execute(
                "DELETE FROM search_entry WHERE row IN (SELECT value FROM json_each(%s))", [json.dumps(chunk)]
            )
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()


def _chunks(rows: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))


def _read_words(cursor: Any, rows: Sequence[int]) -> dict[int, list[str]]:
    """The words of each row, a text for each column, as the tokenizer will cut them again."""
    cursor.execute(WORDS_TABLE)
    cursor.execute(
        'SELECT term, doc, col, "offset" FROM temp.search_words'
        " WHERE doc IN (SELECT value FROM json_each(%s))",
        [json.dumps(rows)],
    )
    terms: list[str] = []
    # Column, place and term packed into one number each: thousands of letters are many millions of places.
    places: dict[int, array[int]] = {}
    for term, row, column, place in cursor:
        if not terms or terms[-1] != term:
            terms.append(term)
        packed = _COLUMNS.index(column) << 60 | place << 32 | len(terms) - 1
        places.setdefault(row, array("Q")).append(packed)
    return {row: _texts(packed, terms) for row, packed in places.items()}


def _texts(places: array[int], terms: Sequence[str]) -> list[str]:
    words: list[list[str]] = [[] for _ in _COLUMNS]
    for packed in sorted(places):
        words[packed >> 60].append(terms[packed & 0xFFFFFFFF])
    return [" ".join(of_column) for of_column in words]


def _take_out(cursor: Any, texts: dict[int, list[str]]) -> None:
    for rows in _chunks(sorted(texts), _ROWS_A_TRANSACTION):
        with transaction.atomic():
            cursor.executemany(
                f"INSERT INTO search_text(search_text, rowid, {', '.join(_COLUMNS)})"  # noqa: S608
                " VALUES ('delete', %s, %s, %s, %s, %s, %s)",
                [(row, *texts[row]) for row in rows],
            )
        time.sleep(_PAUSE_SECONDS)


def _merge(cursor: Any) -> None:
    """Write the whole index anew, in steps: a deleted word is gone only where all its segments became one."""
    if _merge_some(cursor, -_PAGES_A_MERGE):
        tidy()


def tidy() -> None:
    """Make few segments of many, in steps: each search looks into every one."""
    with connection.cursor() as cursor:
        while _merge_some(cursor, _PAGES_A_MERGE):
            time.sleep(_PAUSE_SECONDS)


def _merge_some(cursor: Any, pages: int) -> bool:
    """Whether there was anything to merge; FTS5 § 6.8: then more than one row was changed."""
    before = connection.connection.total_changes
    cursor.execute("INSERT INTO search_text(search_text, rank) VALUES ('merge', %s)", [pages])
    return bool(connection.connection.total_changes - before >= 2)
