"""Reads from the index: what is looked for in, the newest or best entries out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from django.db import connection

from alongside.search import sqlite as engine
from alongside.search.index import Hit
from alongside.search.rows import END, first_row
from alongside.search.rules import Query

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
    first = first_row(query.after, zone) if query.after else 0
    end = min(first_row(query.before, zone) if query.before else END, END if before is None else before)
    with connection.cursor() as cursor:
        e = engine.expression(query, scopes, without)
        rows = engine.search(cursor, e, first=first, end=end, limit=limit)
    return [Hit(number, row) for number, row in rows]
