"""Reads from the index: a query and what narrows it in, the newest or the best entries out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from django.db import connection

from alongside.search.ask import Ask
from alongside.search.endings import endings
from alongside.search.engine import engine
from alongside.search.index import Hit
from alongside.search.rows import END, first_row
from alongside.search.rules import Query

__all__ = ["Hit", "find"]


def find(
    query: Query,
    *,
    scopes: Sequence[Sequence[str]] = (),
    without: Sequence[str] = (),
    limit: int = 50,
    before: int | None = None,
    order: str = "newest",
    zone: tzinfo = UTC,
) -> list[Hit]:
    """Entries that hold all the query asks for, and a token of each scope, and no token of `without`.

    `before`: the rowid of the last hit seen, for the next page. `order` "best" ranks the newest thousands and
    has no next page. `zone`: whose days `before:` and `after:` are.
    """
    first = first_row(query.after, zone) if query.after else 0
    end = first_row(query.before, zone) if query.before else END
    end = end if before is None else min(before, end)
    if limit < 1 or first >= end:
        return []
    look = engine().best if order == "best" else engine().newest
    with connection.cursor() as cursor:
        choices = [endings(cursor, term) for term in query.terms]
        ask = Ask(query, choices, scopes, without, first, end)
        return [Hit(number, row) for number, row in look(cursor, ask, limit)]
