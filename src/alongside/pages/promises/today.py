"""What Today says of promises and to-dos: what is due first, each with its verbs."""

from __future__ import annotations

from datetime import datetime

from alongside.accounts.models import Member
from alongside.pages.promises.shown import Row, rows_of
from alongside.promises.queries import first_open_for


def promised_for(member: Member, *, now: datetime) -> list[tuple[str, list[Row], int]]:
    """Title, rows, and how many more there are; an empty part is left out by the page."""
    titles = {"promise": "Promised", "todo": "To do"}
    found = first_open_for(member, kinds=tuple(titles))
    return [
        (title, rows_of(some, now=now, back="/"), max(0, count - len(some)))
        for title, (some, count) in zip(titles.values(), found, strict=True)
    ]
