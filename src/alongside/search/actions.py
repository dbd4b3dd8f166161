"""Writes to the index: documents in, found from then on; numbers in, found no more."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from alongside.lib.bulk import Vendor, insert_rows
from alongside.search.endings import drop_lost_words, note_words
from alongside.search.engine import engine
from alongside.search.index import Document
from alongside.search.models import Entry
from alongside.search.rows import ROWS_A_MINUTE, assign, minute_of


def index(documents: Iterable[Document]) -> None:
    """Add documents, or put them in the place of those with the same numbers.

    From then on an entry is found only by its new words and tokens. Many at once are cheaper.
    """
    latest = {document.number: document for document in documents}
    if not latest:
        return
    ordered = sorted(latest.values(), key=lambda document: (document.happened_at, document.number))
    with transaction.atomic(), connection.cursor() as cursor:
        engine().hold(cursor)
        engine().retire(cursor, list(latest))
        rows = _free_rows(cursor, [minute_of(document.happened_at) for document in ordered])
        pairs = sorted(zip(rows, ordered, strict=True), key=lambda pair: pair[0])
        entries = [(row, document.number) for row, document in pairs]
        vendor: Vendor = "sqlite" if connection.vendor == "sqlite" else "postgresql"
        insert_rows(cursor, "search_entry", ("row", "number"), entries, vendor=vendor)
        engine().write(cursor, pairs)
        note_words(cursor, latest.values())


def _free_rows(cursor: object, minutes: list[int]) -> list[int]:
    known = engine().last_rows(cursor, sorted(set(minutes)), ROWS_A_MINUTE)

    def last_row_of(minute: int) -> int | None:
        if minute not in known:
            known.update(engine().last_rows(cursor, [minute], ROWS_A_MINUTE))
        return known[minute]

    return assign(minutes, last_row_of)


def forget(numbers: Iterable[int]) -> None:
    """Let these entries be found no more, at once. Traces of their words may stay until `compact`."""
    with connection.cursor() as cursor:
        engine().retire(cursor, list(numbers))


def erase(numbers: Iterable[int]) -> None:
    """Let these entries be found no more, and leave no byte of their words once the transaction has ended.

    What the end of the transaction did not reach, say because the process was killed, `compact` does.
    """
    forget(numbers)
    Entry.objects.filter(number=None).update(is_erased=True)
    transaction.on_commit(_purge)


def compact() -> bool:
    """Make searches quick again after many writes: after an import, and in a quiet hour.

    Takes out what is out of date, too, when it is much or has to be erased, and then reads the whole index:
    True when that was done. In steps that let others write in between; not within a transaction.
    """
    with connection.cursor() as cursor:
        is_due = engine().is_due(cursor)
    if is_due:
        _purge()
    else:
        engine().tidy()
    return is_due


def _purge() -> None:
    rows = engine().purge()
    if rows:
        with connection.cursor() as cursor:
            drop_lost_words(cursor)
        engine().wipe(rows)


def clear() -> None:
    """Empty the index, to be filled anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        engine().clear(cursor)
        cursor.execute("DELETE FROM search_word")
