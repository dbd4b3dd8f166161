"""What visits to a client cost, for its monthly report: who agreed to that, and the costs of a month, out.

A cost is told when its member counted it in the evening, and has agreed with this client that costs are told. Whoever
works for the client reads it then, and so may the client; of the visit itself nothing else is told.
"""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from decimal import Decimal

from django.db.models import Q, QuerySet
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.clients.queries import client_for
from alongside.outbox.sight import with_joined
from alongside.visits.errors import NotThere
from alongside.visits.models import Cost, CostsTold
from alongside.visits.queries import times_of, visits_of
from alongside.visits.rules import rounded


class Told(Struct, frozen=True):
    """A cost as a report has it. `on`: the day of the visit by the clock of this desk."""

    on: date
    kind: str
    label: str
    who: str
    amount: Decimal
    currency: str


def agree(member: Member, client_id: int, *, is_agreed: bool, now: datetime) -> None:
    """From now on the costs of her visits to this client are told it, those of earlier months too; or not any more."""
    client = client_for(member, client_id)
    if client is None:
        raise NotThere
    if is_agreed:
        CostsTold.objects.get_or_create(client=client, member=member, defaults={"agreed_at": now})
    else:
        CostsTold.objects.filter(client_id__in=with_joined(client.pk), member=member).delete()


def has_agreed(member: Member, client_id: int) -> bool:
    return CostsTold.objects.filter(client_id__in=with_joined(client_id), member=member).exists()


def counted_by(member: Member, client_id: int, *, since: date, before: date) -> int:
    """How many costs of her own visits begin within these days and count, agreed or not."""
    rows = _counted(client_id, since, before)
    return rows.filter(visit__in=visits_of(member)).count()


def told_costs(client_id: int, *, since: date, before: date) -> list[Told]:
    """Of visits that began within these days, `before` not among them. The caller has checked sight."""
    zone = zone_here()
    members = CostsTold.objects.filter(client_id__in=with_joined(client_id)).values("member_id")
    rows = _counted(client_id, since, before).filter(visit__member_id__in=members)
    found = [
        _told(row, zone) for row in rows.select_related("visit__member", "visit__appointment").order_by("id")
    ]
    return sorted(found, key=lambda one: one.on)


def _told(row: Cost, zone: tzinfo) -> Told:
    member = row.visit.member
    return Told(
        times_of(row.visit)[0].astimezone(zone).date(),
        str(row.get_kind_display()),
        row.label,
        member.name or member.email,
        rounded(row.amount, row.currency),
        row.currency,
    )


def _counted(client_id: int, since: date, before: date) -> QuerySet[Cost]:
    """Of visits that begin within. What is not in the diary any more has the day on which it was prepared."""
    zone = zone_here()
    begin, end = (datetime.combine(on, time(), zone) for on in (since, before))
    planned = Q(visit__appointment__starts_at__gte=begin, visit__appointment__starts_at__lt=end)
    rows = Cost.objects.filter(
        visit__client_id__in=with_joined(client_id), confirmed_at__isnull=False, removed_at=None
    )
    return rows.filter(
        planned | Q(visit__appointment=None, visit__made_at__gte=begin, visit__made_at__lt=end)
    )
