"""Keeps the search index level with the timeline: changed entries in, their words and tokens to the index."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from alongside.search.actions import index
from alongside.search.index import Document
from alongside.timeline.database import moment_from, select_in
from alongside.timeline.text import decompress, new_words, unpack_folds

# Plain SQL: every entry passes here, and the ORM would cost as much as the index itself.
_ENTRIES = (
    "SELECT i.id, i.happened_at, i.subject, b.text, b.folds,"
    " i.kind, i.attachment_count, i.is_unfiled, i.private_to_id, i.connection_id"
    " FROM timeline_interaction i LEFT JOIN timeline_body b ON b.interaction_id = i.id WHERE i.id IN ({})"
)
# Joined by the database: five rows a message would be five times as many objects here.
_PEOPLE = (
    "SELECT p.interaction_id,"
    " {joined}(p.name || ' ' || a.value, ' ') FILTER (WHERE p.role = 'from'),"
    " {joined}(p.name || ' ' || a.value, ' ') FILTER (WHERE p.role <> 'from')"
    " FROM timeline_party p JOIN timeline_address a ON a.id = p.address_id WHERE p.interaction_id IN ({{}})"
    " GROUP BY p.interaction_id"
)
_NOBODY = (None, None)
# Of what was said and has files: their names, and their words once somebody looked.
_FILES = (
    "SELECT a.interaction_id, a.name, t.text FROM timeline_attachment a"
    " LEFT JOIN timeline_filetext t ON t.attachment_id = a.id"
    " WHERE NOT a.is_inline AND a.interaction_id IN ({}) ORDER BY a.interaction_id, a.number"
)
# Of one entry; more is a data set.
_MOST_LETTERS_OF_FILES = 400_000
_FILED = "SELECT interaction_id, client_id FROM timeline_filing WHERE interaction_id IN ({})"


def handle(ids: Sequence[int]) -> None:
    """Index these entries anew; one that was erased meanwhile is passed over.

    All in one call: SQLite's index writes a piece of its own whenever it is given an earlier row than before.
    """
    index(documents(ids))


def documents(ids: Sequence[int]) -> list[Document]:
    people, filed, moment = _people(ids), _filed(ids), moment_from()
    entries = list(select_in(_ENTRIES, ids))
    files = _files([number for number, _, _, _, _, _, has_files, *_ in entries if has_files])
    found = []
    for number, happened_at, subject, text, folds, *facts in entries:
        found.append(
            Document(
                number=number,
                happened_at=moment(happened_at),
                subject=subject,
                people=people.get(number, _NOBODY)[1] or "",
                sender=people.get(number, _NOBODY)[0] or "",
                body=new_words(decompress(text), unpack_folds(folds)) if text is not None else "",
                files=files.get(number, ""),
                tokens=_tokens(facts, filed.get(number, ())),
            )
        )
    return found


def _tokens(facts: Sequence[object], clients: Sequence[int]) -> tuple[str, ...]:
    kind, attachment_count, is_unfiled, private_to, source = facts
    tokens = [f"k{kind}", *(client_token(client) for client in clients)]
    if attachment_count:
        tokens.append(HAS_FILE)
    if private_to is not None:
        tokens.append(private_token(private_to))
    elif is_unfiled:
        tokens.append(f"t{source}")
    return tuple(tokens)


HAS_FILE = "hasfile"


def client_token(client_id: int) -> str:
    return f"c{client_id}"


def private_token(member_id: object) -> str:
    return f"p{member_id}"


def sight_tokens(
    member_id: int, clients: Sequence[int] | None, connections: Sequence[int]
) -> tuple[str, ...] | None:
    """Tokens of which a visible entry carries at least one; None when every client's is visible.

    Then what is private to others is dropped by the check each hit goes through anyway.
    """
    if clients is None:
        return None
    return (
        *(client_token(client) for client in clients),
        *(f"t{source}" for source in connections),
        private_token(member_id),
    )


def _people(ids: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
    """Names and addresses by entry: of who wrote it, and of everybody else."""
    sql = _PEOPLE.format(joined="group_concat" if connection.vendor == "sqlite" else "string_agg")
    return {number: (sender, others) for number, sender, others in select_in(sql, ids)}


def _files(ids: Sequence[int]) -> dict[int, str]:
    """Names and words of files by entry."""
    found: dict[int, str] = {}
    for number, name, text in select_in(_FILES, ids):
        words = f"{name}\n{decompress(text)}\n" if text else f"{name}\n"
        found[number] = (found.get(number, "") + words)[:_MOST_LETTERS_OF_FILES]
    return found


def _filed(ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, client in sorted(select_in(_FILED, ids)):
        found.setdefault(number, []).append(client)
    return found
