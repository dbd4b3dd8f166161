"""The index on PostgreSQL: one text vector an entry, words and tokens alike, under a GIN index.

GIN gives rows in no order, so the newest are looked for in windows of time, each wider than the one before. A
lexeme for each window is in the vector, so that the index alone finds what is common to words and window.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from alongside.search.ask import EVERYTHING, Ask, marked, marked_any
from alongside.search.index import Document
from alongside.search.rows import ROWS_A_MINUTE
from alongside.search.rules import Term
from alongside.search.vectors import WEIGHTS, vector

_LOCK = 0x5EA2C4  # of those who write: two must not choose the same row
_NEWEST_TO_RANK = 1_000
# Windows of 2^n minutes: 6 days, 45 days, a year; two neighbours are looked through at once.
_WINDOWS = (13, 16, 19)


def hold(cursor: Any) -> None:
    """One writer at a time until the transaction ends."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def last_rows(cursor: Any, minutes: Sequence[int], rows_a_minute: int) -> dict[int, int | None]:
    """The last row taken in each of these minutes."""
    cursor.execute(
        "SELECT minute, (SELECT max(row) FROM search_entry WHERE row >= minute * %s AND row < (minute + 1) * %s)"
        " FROM unnest(%s::bigint[]) AS minute",
        [rows_a_minute, rows_a_minute, list(minutes)],
    )
    return dict(cursor.fetchall())


def write(cursor: Any, documents: Iterable[tuple[int, Document]]) -> None:
    """Add documents under their rows, which must be new."""
    with cursor.copy("COPY search_text (row, words) FROM STDIN") as copy:
        for row, document in documents:
            copy.write_row((row, vector(document, marked([EVERYTHING, *document.tokens, *_windows_of(row)]))))


def retire(cursor: Any, numbers: Sequence[int]) -> None:
    """Take these entries out. What is left of them on disk waits for `purge`."""
    cursor.execute(
        "WITH gone AS (UPDATE search_entry SET number = NULL WHERE number = ANY(%s) RETURNING row)"
        " DELETE FROM search_text USING gone WHERE search_text.row = gone.row",
        [list(numbers)],
    )


def is_due(cursor: Any) -> bool:
    """Whether words wait to be erased; what is merely out of date autovacuum takes care of."""
    cursor.execute("SELECT EXISTS (SELECT FROM search_entry WHERE number IS NULL AND is_erased)")
    return bool(cursor.fetchone()[0])


def purge() -> list[int]:
    """Write table and index anew, without what was deleted; nobody can search meanwhile. Tells which rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row FROM search_entry WHERE number IS NULL")
        rows = [row for (row,) in cursor.fetchall()]
        if rows:
            # VACUUM FULL keeps what was deleted after any transaction began that still runs, in any database of
            # the server. A change of type copies what its snapshot sees, and no more.
            cursor.execute("ALTER TABLE search_text ALTER words TYPE tsvector USING words || ''")
            cursor.execute("ANALYZE search_text")
    return rows


def tidy() -> None:
    """Autovacuum does it."""


def wipe(rows: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE search_word ALTER seen TYPE integer USING seen + 0")
        cursor.execute("DELETE FROM search_entry WHERE row = ANY(%s)", [list(rows)])


def clear(cursor: Any) -> None:
    cursor.execute("TRUNCATE search_text, search_entry")


def words_from(cursor: Any, prefix: str, limit: int) -> list[str] | None:
    """GIN cannot be asked for its words."""
    return None


def is_known(cursor: Any, word: str) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM search_text WHERE words @@ %s::tsquery)", [f"'{word}'"])
    return bool(cursor.fetchone()[0])


def newest(cursor: Any, ask: Ask, limit: int) -> list[tuple[int, int]]:
    """Number and row of the newest entries, from the narrowest window that holds enough."""
    words = expression(ask)
    found: list[tuple[int, int]] = []
    for window in _windows_before(cursor, ask):
        found = _search(cursor, f"{words} & {window}" if window else words, ask, limit)
        if len(found) == limit:
            break
    return found


def best(cursor: Any, ask: Ask, limit: int) -> list[tuple[int, int]]:
    """The newest entries by PostgreSQL's own rank: subject before names before text, near words before far ones."""
    found = newest(cursor, ask, _NEWEST_TO_RANK)
    if not ask.query.terms or len(found) < 2:
        return found[:limit]
    numbers = {row: number for number, row in found}
    cursor.execute(
        "SELECT row FROM search_text WHERE row = ANY(%s)"
        " ORDER BY ts_rank_cd('{0.1, 0.3, 0.4, 1.0}', words, %s::tsquery, 1) DESC, row DESC LIMIT %s",
        [list(numbers), " & ".join(map(_quote, ask.query.terms)), limit],
    )
    return [(numbers[row], row) for (row,) in cursor.fetchall()]


def _search(cursor: Any, words: str, ask: Ask, limit: int) -> list[tuple[int, int]]:
    # MATERIALIZED keeps the planner from walking all rows backwards in the hope of a match.
    cursor.execute(
        "WITH found AS MATERIALIZED"
        " (SELECT row FROM search_text WHERE words @@ %s::tsquery AND row >= %s AND row < %s),"
        " newest AS (SELECT row FROM found ORDER BY row DESC LIMIT %s)"
        " SELECT number, row FROM search_entry JOIN newest USING (row) ORDER BY row DESC",
        [words, ask.first, ask.end, limit],
    )
    return list(cursor.fetchall())


def _windows_before(cursor: Any, ask: Ask) -> Iterator[str]:
    """Windows that end with the newest row asked for, as a query each; "" for all time."""
    cursor.execute("SELECT max(row) FROM search_entry WHERE row < %s", [ask.end])
    (newest_row,) = cursor.fetchone()
    if newest_row is None or newest_row < ask.first:
        return
    for size, last in _places_of(newest_row):
        if last == 0 or (last - 1 << size) * ROWS_A_MINUTE <= ask.first:
            break
        yield _any_of([_window(size, last), _window(size, last - 1)])
    yield ""


def _places_of(row: int) -> list[tuple[int, int]]:
    return [(size, row // ROWS_A_MINUTE >> size) for size in _WINDOWS]


def _windows_of(row: int) -> list[str]:
    return [_window(size, place) for size, place in _places_of(row)]


def _window(size: int, place: int) -> str:
    return f"w{size}x{place}"


def expression(ask: Ask) -> str:
    """What is asked as a `tsquery`. Every word is quoted, so nothing that was typed is taken for syntax."""
    wanted = [_any_of(scope) for scope in ask.scopes]
    wanted += [f"({' | '.join(map(_quote, choice))})" for choice in ask.choices]
    wanted += [_quote(term, WEIGHTS[name]) for name, term in ask.party_terms(is_excluded=False)]
    unwanted = [_quote(term) for term in ask.query.excluded] + [_any_of([token]) for token in ask.without]
    unwanted += [_quote(term, WEIGHTS[name]) for name, term in ask.party_terms(is_excluded=True)]
    return " & ".join((wanted or [_any_of([EVERYTHING])]) + [f"!{term}" for term in unwanted])


def _any_of(tokens: Sequence[str]) -> str:
    return "(" + " | ".join(f"'{token}'" for token in marked_any(tokens)) + ")"


def _quote(term: Term, weight: str = "") -> str:
    words = [f"'{word}':{weight}" if weight else f"'{word}'" for word in term.words]
    if term.is_prefix:
        words[-1] = f"'{term.words[-1]}':*{weight}"
    return "(" + " <-> ".join(words) + ")"
