"""Days on which a client was spoken with in; the calls, meetings and visits of these days, each with its place, out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import sees_client
from alongside.timeline.models import Filing
from alongside.timeline.queries.spoken import others_of

SPOKEN = ("call", "meeting", "visit")
MOST_DAYS = 40


class Met(Struct, frozen=True):
    """`length` None where it is not known."""

    interaction_id: int
    kind: str
    at: datetime
    length: timedelta | None
    subject: str
    others: str


def met_for(member: Member, client_id: int, days: Sequence[date]) -> list[Met]:
    """The newest first. Asked day by day, so that a client with a hundred thousand letters costs no more."""
    if not sees_client(member, client_id) or not days:
        return []
    on = Q()
    for one in list(days)[:MOST_DAYS]:
        begin = timezone.make_aware(datetime.combine(one, time.min))
        on |= Q(happened_at__gte=begin, happened_at__lt=begin + timedelta(days=1))
    rows = Filing.objects.filter(
        on, client_id=client_id, interaction__kind__in=SPOKEN, interaction__private_to=None
    ).order_by("-happened_at", "-interaction_id")
    fields = (
        "interaction_id",
        "interaction__kind",
        "happened_at",
        "interaction__ended_at",
        "interaction__subject",
    )
    found = list(rows.values_list(*fields)[: MOST_DAYS * 2])
    others = others_of([row[0] for row in found])
    return [
        Met(number, kind, at, ended - at if ended and ended > at else None, subject, others.get(number, ""))
        for number, kind, at, ended, subject in found
    ]
