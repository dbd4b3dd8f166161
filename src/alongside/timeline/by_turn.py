"""Clients in; of each the newest message written down by hand out: it stands for all of them, where one leaves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from alongside.connections.models import BY_HAND
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Filing, Interaction

# Who waits longer than that has been answered elsewhere.
LOOKED_BACK = timedelta(days=400)


def newest_by_turn(clients: Collection[int]) -> set[int]:
    """What was written down as a message stands in no thread with the others: whoever follows threads would not see
    that one of them, or a talk after them, is gone from the client. Shown one of those that stay, it looks again.
    """
    found: set[int] = set()
    since = timezone.now() - LOOKED_BACK
    for client in sorted(clients):
        rows = Filing.objects.filter(
            client_id=client,
            happened_at__gte=since,
            interaction__kind="chat",
            interaction__connection__kind=BY_HAND,
        ).order_by("-happened_at", "-interaction_id")
        found.update(rows.values_list("interaction_id", flat=True)[:1])
    return found


def are_all_mail(ids: Collection[int]) -> bool:
    """Nothing that answers by turn, or is answered so."""
    return not any(
        Interaction.objects.filter(id__in=chunk).exclude(kind="email").exists()
        for chunk in in_chunks(sorted(ids))
    )
