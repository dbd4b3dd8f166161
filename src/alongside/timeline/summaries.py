"""One row per client: how much was said, and when last; counted up with each batch, or counted again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Max

from alongside.timeline.entry import NewEntry
from alongside.timeline.models import ClientSummary, Filing


def count_arrivals(entries: Sequence[NewEntry]) -> None:
    added: dict[int, int] = {}
    latest: dict[int, datetime] = {}
    for entry in entries:
        for filed in entry.placement.filings:
            client = filed.client_id
            added[client] = added.get(client, 0) + 1
            latest[client] = max(latest.get(client, entry.happened_at), entry.happened_at)
    existing = ClientSummary.objects.in_bulk(list(added))
    for client, count in added.items():
        summary = existing.get(client) or ClientSummary(client_id=client)
        summary.interactions += count
        summary.last_at = max(summary.last_at or latest[client], latest[client])
        summary.save()


def recount(client_ids: Iterable[int]) -> None:
    """Count again from the filings; for the few clients that a correction touched."""
    for client in set(client_ids):
        found = Filing.objects.filter(client_id=client).aggregate(
            interactions=Count("id"), last_at=Max("happened_at")
        )
        ClientSummary.objects.update_or_create(client_id=client, defaults=found)
