"""How many questions of a client were answered in time, by month, by the clock that is agreed now."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.agreements.queries import clocks_of
from alongside.clients.queries import sees_client
from alongside.waiting.models import Answered
from alongside.waiting.rules import Kept, kept

MONTHS_BACK = 6


def kept_for(member: Member, client_id: int) -> list[tuple[str, Kept]]:
    """Year and month ("2026-03"), newest first; empty for a stranger."""
    if not sees_client(member, client_id):
        return []
    now = timezone.now()
    clock = clocks_of([client_id], now=now)[client_id]
    rows = Answered.objects.filter(client_id=client_id, asked_at__gte=now - timedelta(days=31 * MONTHS_BACK))
    waits: dict[str, list[timedelta]] = {}
    for asked_at, answered_at in rows.order_by("-asked_at").values_list("asked_at", "answered_at"):
        month = f"{asked_at.astimezone(clock.zone):%Y-%m}"
        waits.setdefault(month, []).append(clock.waited(asked_at, answered_at))
    return [(month, kept(some, clock.answer_within)) for month, some in waits.items()]
