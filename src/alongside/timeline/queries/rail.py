"""What the rail shows on every page: the member's clients, with a mark where one waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.queries import clients_for
from alongside.timeline.database import select, stamp_for
from alongside.timeline.queries.lists import WAITING_DAYS

LONGEST = 30
# Written out: this is on every page, and to put it together anew takes ten times as long as to ask it.
_WAITING = "SELECT DISTINCT client_id FROM timeline_thread WHERE is_waiting AND last_in_at >= %s"


@dataclass(frozen=True, slots=True)
class RailClient:
    id: int
    name: str
    hue: int | None
    is_waiting: bool


def rail_for(member: Member) -> list[RailClient]:
    """Clients who wait first, then the others by name."""
    since = timezone.now() - timedelta(days=WAITING_DAYS)
    waiting = {client for (client,) in select(_WAITING, [stamp_for()(since)])}
    rows = clients_for(member).order_by("name").values_list("id", "name", "hue")
    shown = [RailClient(*row, row[0] in waiting) for row in rows]
    return sorted(shown, key=lambda one: not one.is_waiting)[:LONGEST]
