"""What the rail shows on every page: the member's clients, with a mark where one waits."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.queries import ended_clients, names_and_hues_for
from alongside.waiting.queries import waiting_clients

LONGEST = 30


class RailClient(NamedTuple):
    id: int
    name: str
    hue: int | None
    is_waiting: bool


def rail_for(member: Member) -> list[RailClient]:
    """Clients who wait first, then the others by name."""
    waiting = set(waiting_clients(member, now=timezone.now()))
    ended = ended_clients()
    rows = [row for row in names_and_hues_for(member) if row[0] not in ended]
    first = [row for row in rows if row[0] in waiting]
    others = [row for row in rows if row[0] not in waiting]
    return [RailClient(*row, row[0] in waiting) for row in (first + others)[:LONGEST]]
