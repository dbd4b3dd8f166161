"""What the rail shows on every page: the member's clients, with a mark where one waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.queries import clients_for
from alongside.timeline.models import Thread

LONGEST = 30
WAITING_DAYS = 60


@dataclass(frozen=True, slots=True)
class RailClient:
    id: int
    name: str
    hue: int | None
    is_waiting: bool


def rail_for(member: Member) -> list[RailClient]:
    """Clients who wait first, then the others by name."""
    since = timezone.now() - timedelta(days=WAITING_DAYS)
    waiting = Thread.objects.filter(is_waiting=True, last_in_at__gte=since)
    ids = set(waiting.values_list("client_id", flat=True).distinct())
    rows = clients_for(member).order_by("name").values_list("id", "name", "hue")
    shown = [RailClient(number, name, hue, number in ids) for number, name, hue in rows]
    return sorted(shown, key=lambda one: not one.is_waiting)[:LONGEST]
