"""What the rail shows on every page: the member's clients, with a mark where one waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.queries import clients_for
from alongside.timeline.queries.lists import MOST_WAITING, waiting_for

LONGEST = 30


@dataclass(frozen=True, slots=True)
class RailClient:
    id: int
    name: str
    hue: int | None
    is_waiting: bool


def rail_for(member: Member) -> list[RailClient]:
    """Clients who wait first, then the others by name."""
    waiting = {line.client_id for line in waiting_for(member, now=timezone.now(), limit=MOST_WAITING)}
    rows = clients_for(member).order_by("name").values_list("id", "name", "hue")
    shown = [RailClient(number, name, hue, number in waiting) for number, name, hue in rows]
    return sorted(shown, key=lambda one: not one.is_waiting)[:LONGEST]
