"""A client in; its visits as the margin of its page names them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from alongside.accounts.models import Member
from alongside.pages.base.addresses import url
from alongside.visits.queries import listed_for, times_of

MOST = 2


@dataclass(frozen=True, slots=True)
class OnClient:
    url: str
    words: str
    at: datetime


def visits_beside(member: Member, client_id: int, *, now: datetime) -> list[OnClient]:
    """The last, and what is prepared."""
    found = []
    for one in listed_for(member, client_id=client_id)[:MOST]:
        begins, ends = times_of(one)
        words = "Visit" if ends > now else "Last visit" if one.kept_at else "Visit, how was it?"
        found.append(OnClient(url("visit" if ends > now else "visit-after", one.pk), words, begins))
    return found
