"""Whose support a member sees: that of the clients she works for, with those that were joined to one of them."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from alongside.accounts.models import Member, Role
from alongside.accounts.queries import today_here
from alongside.clients.joining import homes
from alongside.clients.queries import sees_client
from alongside.outbox.sight import seen_clients, with_joined
from alongside.support.errors import NotThere
from alongside.support.models import Aspect, Duty, HowTo, Improvement

M = TypeVar("M", bound=Model)


def aspects_of(member: Member) -> QuerySet[Aspect]:
    if not member.is_active:
        return Aspect.objects.none()
    return Aspect.objects.filter(client_id__in=seen_clients(member))


def find_aspect(member: Member, number: int) -> Aspect:
    """Raises NotThere, as all of these do."""
    return _first(aspects_of(member).select_related("client", "covered_by", "entry").filter(pk=number))


def find_duty(member: Member, number: int) -> Duty:
    rows = Duty.objects.filter(aspect__in=aspects_of(member)).select_related("aspect", "aspect__client")
    return _first(rows.filter(pk=number))


def find_how_to(member: Member, number: int) -> HowTo:
    rows = HowTo.objects.filter(aspect__in=aspects_of(member)).select_related("aspect", "aspect__client")
    return _first(rows.filter(pk=number))


def find_improvement(member: Member, number: int) -> Improvement:
    seen = seen_clients(member) if member.is_active else set()
    rows = Improvement.objects.filter(client_id__in=seen, dropped_at=None)
    return _first(rows.select_related("client", "aspect", "member").filter(pk=number))


def _first(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise NotThere
    return found


def home_of(row: Aspect | Improvement) -> int:
    """The number of its client, after any join."""
    return homes().get(row.client_id, row.client_id)


def check_sight(member: Member, client_id: int) -> set[int]:
    """The client's number, and those of clients that were joined to it. Raises NotThere for a stranger."""
    if not member.is_active or not sees_client(member, client_id):
        raise NotThere
    return with_joined(client_id)


def who_works_for(client_id: int) -> QuerySet[Member]:
    """Owners, and those who work for this client today."""
    now = timezone.now()
    current = Q(assignments__until_on=None) | Q(assignments__until_on__gte=today_here())
    theirs = current & Q(assignments__client_id=client_id)
    is_here = Q(cover_ends_at=None) | Q(cover_ends_at__gt=now)
    rows = Member.objects.filter(Q(role=Role.OWNER) | theirs, is_here, is_active=True)
    return rows.distinct().order_by("name", "email")
