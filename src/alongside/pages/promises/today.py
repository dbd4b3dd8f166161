"""What Today says of promises and to-dos: what is due first, each with its verbs."""

from __future__ import annotations

from datetime import datetime

from alongside.accounts.models import Member
from alongside.pages.promises.shown import Row, rows_of
from alongside.promises.queries import first_open_for

MOST_ON_TODAY = 12


def promised_for(member: Member, *, now: datetime) -> list[tuple[str, list[Row], int]]:
    """Title, rows, and how many more there are; an empty part is left out by the page."""
    parts = []
    for title, kind in (("Promised", "promise"), ("To do", "todo")):
        some, count = first_open_for(member, kind=kind, limit=MOST_ON_TODAY)
        rows = rows_of(some, now=now, back="/")
        parts.append((title, rows, max(0, count - MOST_ON_TODAY)))
    return parts
