"""What the rail shows on every page: the member's clients, with a mark where one waits."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.queries import names_and_hues_for
from alongside.timeline.queries.lists import WAITING_DAYS, waiting_threads

LONGEST = 30


class RailClient(NamedTuple):
    id: int
    name: str
    hue: int | None
    is_waiting: bool


def rail_for(member: Member) -> list[RailClient]:
    """Clients who wait first, then the others by name."""
    since = timezone.now() - timedelta(days=WAITING_DAYS)
    waiting = {client for _, client in waiting_threads(since)}
    shown = [RailClient(*row, row[0] in waiting) for row in names_and_hues_for(member)]
    return sorted(shown, key=lambda one: not one.is_waiting)[:LONGEST]
