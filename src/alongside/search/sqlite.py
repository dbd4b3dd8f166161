"""The index on SQLite: a contentless FTS5 table whose rowids are the rows of `search_entry`.

A row of a contentless table can be taken out only with the exact words it was made from, so a row that is out
of date stays, without a number, until `purge` reads its words back and takes it out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from alongside.search.ask import EVERYTHING, Ask, marked, marked_any
from alongside.search.folding import LAST_LETTER, fold
from alongside.search.index import Document
from alongside.search.purging import WORDS_TABLE
from alongside.search.purging import purge as purge
from alongside.search.purging import tidy as tidy
from alongside.search.purging import wipe as wipe
from alongside.search.rules import Term

_COLUMNS = {"from": "{sender}", "to": "{people}"}
# Between what was written and what its files hold, so that no phrase reaches from one into the other.
_THEN = " ".join(marked(("then",)))
_NEWEST_TO_RANK = 1_000
_MOST_TERMS_TO_RANK = 4


def hold(cursor: Any) -> None:
    """SQLite has one writer at a time anyway."""


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
                _body(document),
                fold(document.subject),
                fold(document.people),
                fold(document.sender),
                " ".join(marked((EVERYTHING, *document.tokens))),
            )
            for row, document in documents
        ],
    )


def _body(document: Document) -> str:
    body = fold(document.body)
    return f"{body} {_THEN} {fold(document.files)}" if document.files else body


def retire(cursor: Any, numbers: Sequence[int]) -> None:
    """Let these entries be found no more; their words wait to be purged."""
    cursor.execute(
        "UPDATE search_entry SET number = NULL WHERE number IN (SELECT value FROM json_each(%s))",
        [json.dumps(list(numbers))],
    )


def clear(cursor: Any) -> None:
    cursor.execute("INSERT INTO search_text(search_text) VALUES('delete-all')")
    cursor.execute("DELETE FROM search_entry")


def is_due(cursor: Any) -> bool:
    """Whether words wait to be erased, or one row in fifty is out of date."""
    cursor.execute(
        "SELECT count(*) > 0 AND (max(is_erased) OR count(*) * 50 > (SELECT count(*) FROM search_entry))"
        " FROM search_entry WHERE number IS NULL"
    )
    return bool(cursor.fetchone()[0])


def words_from(cursor: Any, prefix: str, limit: int) -> list[str] | None:
    """All words of the index that begin so; None when they are more than `limit`."""
    cursor.execute(WORDS_TABLE)
    # From word to word by a seek each: read in its order, the table walks through all places of every word.
    cursor.execute(
        "WITH RECURSIVE found (word) AS ("
        " SELECT * FROM (SELECT term FROM temp.search_words WHERE term >= %s LIMIT 1) UNION ALL"
        " SELECT (SELECT term FROM temp.search_words WHERE term >= found.word || char(1) LIMIT 1)"
        " FROM found WHERE found.word < %s LIMIT %s)"
        " SELECT word FROM found WHERE word < %s",
        [prefix, prefix + LAST_LETTER, limit + 1, prefix + LAST_LETTER],
    )
    words = [word for (word,) in cursor.fetchall()]
    return words if len(words) <= limit else None


def is_known(cursor: Any, word: str) -> bool:
    cursor.execute("SELECT EXISTS (SELECT 1 FROM search_text WHERE search_text MATCH %s)", [f'"{word}"'])
    return bool(cursor.fetchone()[0])


def newest(cursor: Any, ask: Ask, limit: int) -> list[tuple[int, int]]:
    """Number and row of the newest entries. Rows come out of the index in order, so nothing is sorted."""
    return _search(cursor, expression(ask), ask, limit)


def best(cursor: Any, ask: Ask, limit: int) -> list[tuple[int, int]]:
    """Of the newest entries, first those with the words in the subject, side by side, in the names."""
    found = _search(cursor, expression(ask), ask, _NEWEST_TO_RANK)
    if not ask.query.terms or len(found) < 2:
        return found[:limit]
    # Newer is a little better: worth less than any other point.
    points = {row: 1 - place / len(found) for place, (_, row) in enumerate(found)}
    floor, base = found[-1][1], expression(ask)
    for value, boost in _boosts(ask.choices[:_MOST_TERMS_TO_RANK]):
        cursor.execute(
            "SELECT rowid FROM search_text WHERE search_text MATCH %s AND rowid >= %s AND rowid < %s",
            [f"({base}) AND ({boost})", floor, ask.end],
        )
        for (row,) in cursor.fetchall():
            if row in points:
                points[row] += value
    found.sort(key=lambda pair: points[pair[1]], reverse=True)
    return found[:limit]


def _boosts(choices: Sequence[Sequence[Term]]) -> list[tuple[float, str]]:
    terms = [choice[0] for choice in choices]
    quoted = [_quote(term) for term in terms]
    boosts = [(8 / len(terms), f"{{subject}} : {term}") for term in quoted]
    boosts += [(3 / len(terms), f"{{people sender}} : {term}") for term in quoted]
    if len(terms) > 1:
        side_by_side = Term(tuple(word for term in terms for word in term.words), terms[-1].is_prefix)
        boosts += [(6, _quote(side_by_side)), (3, f"NEAR({' '.join(quoted)}, 12)")]
    return boosts


def _search(cursor: Any, words: str, ask: Ask, limit: int) -> list[tuple[int, int]]:
    # CROSS JOIN keeps SQLite from turning the order of the two tables round.
    cursor.execute(
        "SELECT e.number, e.row FROM search_text t CROSS JOIN search_entry e ON e.row = t.rowid"
        " WHERE search_text MATCH %s AND t.rowid >= %s AND t.rowid < %s AND e.number IS NOT NULL"
        " ORDER BY t.rowid DESC LIMIT %s",
        [words, ask.first, ask.end, limit],
    )
    return list(cursor.fetchall())


def expression(ask: Ask) -> str:
    """What is asked as FTS5 reads it. Every word is quoted, so nothing that was typed is taken for syntax."""
    words = [f"({' OR '.join(map(_quote, choice))})" for choice in ask.choices]
    words += [f"{_COLUMNS[name]} : {_quote(term)}" for name, term in ask.party_terms(is_excluded=False)]
    words += [_any_of(scope) for scope in ask.scopes if len(scope) == 1]
    unwanted = [_quote(term) for term in ask.query.excluded] + [_any_of([token]) for token in ask.without]
    unwanted += [f"{_COLUMNS[name]} : {_quote(term)}" for name, term in ask.party_terms(is_excluded=True)]
    # FTS5 moves every part of an AND at every step, and a scope of thirty tokens is thirty lists to move. Under a
    # NOT the words agree first; AND within AND would be made one again (measured: 46 ms, then 8).
    found = (
        f"({' AND '.join(words or [_any_of([EVERYTHING])])}) NOT ({' OR '.join(unwanted or [_any_of([])])})"
    )
    return " AND ".join([f"({found})", *(_any_of(scope) for scope in ask.scopes if len(scope) != 1)])


def _any_of(tokens: Sequence[str]) -> str:
    return "(" + " OR ".join(f'"{token}"' for token in marked_any(tokens)) + ")"


def _quote(term: Term) -> str:
    return '"' + " ".join(term.words) + '"' + ("*" if term.is_prefix else "")
