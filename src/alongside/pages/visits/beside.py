"""A client in; its visits as the margin of its page names them out."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.pages.base.addresses import url
from alongside.visits.queries import beside_for

# A visit of longer ago stands in the story alone.
TOLD_OF = timedelta(days=365)


class OnClient(Struct, frozen=True):
    url: str
    words: str
    at: datetime


def visits_beside(member: Member, client_id: int, *, now: datetime) -> list[OnClient]:
    """The last, and what is prepared."""
    found = []
    for number, kept_at, begins, ends in beside_for(member, client_id, since=now - TOLD_OF):
        words = "Visit" if ends > now else "Last visit" if kept_at else "Visit, how was it?"
        found.append(OnClient(url("visit" if ends > now else "visit-after", number), words, begins))
    return found
