"""The index on SQLite: a contentless FTS5 table whose rowids are the rows of `search_entry`.

A row of a contentless table can be taken out only with the exact words it was made from, so a row that is out
of date stays, without a number, until `purge` reads its words back from the index and takes it out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from alongside.search.folding import fold
from alongside.search.index import Document
from alongside.search.rules import Query, Term, field_term

# Stands before a token in the index. Folding leaves no such character in what somebody wrote.
TOKEN_MARK = "\u2980"
EVERYTHING = "everything"
_COLUMNS = {"from": "sender", "to": "{people}"}


def last_rows(cursor: Any, minutes: Sequence[int], rows_a_minute: int) -> dict[int, int | None]:
    """The last row taken in each of these minutes."""
    cursor.execute(
        "SELECT value, (SELECT max(row) FROM search_entry WHERE row >= value * %s AND row < (value + 1) * %s)"
        " FROM json_each(%s)",
        [rows_a_minute, rows_a_minute, json.dumps(minutes)],
    )
    return dict(cursor.fetchall())


def write(cursor: Any, documents: Iterable[tuple[int, Document]]) -> None:
    """Add documents under their rows, which must be new and in rising order."""
    cursor.executemany(
        "INSERT INTO search_text(rowid, body, subject, people, sender, tokens) VALUES (%s, %s, %s, %s, %s, %s)",
        [
            (
                row,
                fold(document.body),
                fold(document.subject),
                fold(document.people),
                fold(document.sender),
                " ".join([TOKEN_MARK + EVERYTHING, *(TOKEN_MARK + token for token in document.tokens)]),
            )
            for row, document in documents
        ],
    )


def retire(cursor: Any, numbers: Sequence[int]) -> None:
    """Let these entries be found no more; their words wait for `purge`."""
    cursor.execute(
        "UPDATE search_entry SET number = NULL WHERE number IN (SELECT value FROM json_each(%s))",
        [json.dumps(list(numbers))],
    )


def search(cursor: Any, expression: str, *, first: int, end: int, limit: int) -> list[tuple[int, int]]:
    """Number and row of the newest entries with `first <= row < end`. Rows come in order, so none is sorted."""
    cursor.execute(
        "SELECT e.number, e.row FROM search_text t CROSS JOIN search_entry e ON e.row = t.rowid"
        " WHERE search_text MATCH %s AND t.rowid >= %s AND t.rowid < %s AND e.number IS NOT NULL"
        " ORDER BY t.rowid DESC LIMIT %s",
        [expression, first, end, limit],
    )
    return list(cursor.fetchall())


def expression(query: Query, scopes: Sequence[Sequence[str]], without: Sequence[str]) -> str:
    """The query as FTS5 reads it. Every word is quoted, so nothing that was typed is taken for syntax."""
    wanted = [_any_token(scope) for scope in scopes]
    wanted += [_quote(term) for term in query.terms]
    unwanted = [_quote(term) for term in query.excluded] + [_token(token) for token in without]
    for field in query.fields:
        column = _COLUMNS.get(field.name)
        term = field_term(field) if column else None
        if column and term:
            (unwanted if field.is_excluded else wanted).append(f"{column} : {_quote(term)}")
    found = " AND ".join(wanted or [_token(EVERYTHING)])
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def _any_token(tokens: Sequence[str]) -> str:
    return "(" + " OR ".join(map(_token, tokens)) + ")" if tokens else _token("")


def _token(token: str) -> str:
    # A quotation mark is doubled, FTS5 § 3.1.
    return '"' + (TOKEN_MARK + token).replace('"', '""') + '"'


def _quote(term: Term) -> str:
    return '"' + " ".join(term.words) + '"' + ("*" if term.is_prefix else "")
