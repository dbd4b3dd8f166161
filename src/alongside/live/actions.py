"""Tells open pages that something changed; within the transaction of the change, so never before it."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from alongside.live.models import Event

CHANNEL = "alongside_live"
KEPT_FOR = timedelta(hours=1)
_BETWEEN_CLEARINGS = 200


def tell(kind: str, subject: object) -> None:
    """`kind` says how a listener checks who may know of it, and what `subject` is the id of."""
    event = Event.objects.create(kind=kind, subject=str(subject))
    if event.pk % _BETWEEN_CLEARINGS == 0:
        Event.objects.filter(told_at__lt=timezone.now() - KEPT_FOR).delete()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
