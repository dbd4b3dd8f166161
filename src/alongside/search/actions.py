"""Writes to the index: documents in, found from then on; numbers in, found no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from alongside.lib.bulk import insert_rows
from alongside.search import sqlite as engine
from alongside.search.index import Document
from alongside.search.rows import ROWS_A_MINUTE, assign, minute_of


def index(documents: Iterable[Document]) -> None:
    """Add documents, or replace those of the same number: found from now on only by their new words and tokens."""
    newest = {document.number: document for document in documents}
    if not newest:
        return
    ordered = sorted(newest.values(), key=lambda document: (document.happened_at, document.number))
    minutes = [minute_of(document.happened_at) for document in ordered]
    with transaction.atomic(), connection.cursor() as cursor:
        engine.retire(cursor, list(newest))
        known = engine.last_rows(cursor, sorted(set(minutes)), ROWS_A_MINUTE)

        def last_row_of(minute: int) -> int | None:
            return known[minute] if minute in known else engine.last_rows(cursor, [minute], ROWS_A_MINUTE)[minute]

        rows = assign(minutes, last_row_of)
        pairs = sorted(zip(rows, ordered, strict=True), key=lambda pair: pair[0])
        entries = [(row, document.number) for row, document in pairs]
        insert_rows(cursor, "search_entry", ("row", "number"), entries, vendor="sqlite")
        engine.write(cursor, pairs)


def forget(numbers: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        engine.retire(cursor, numbers)
