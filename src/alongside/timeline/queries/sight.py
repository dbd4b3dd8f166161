"""Who may see what: the one table for every query, page, search and event.

Filed: members of one of its clients. Not filed: members granted that source. Private: that member alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.accounts.models import Member
from alongside.clients.queries import clients_for
from alongside.connections.models import Connection, Grant
from alongside.prepared import prepared
from alongside.timeline.models import Filing, Interaction


@dataclass(frozen=True, slots=True)
class Sight:
    """What a member sees. `clients` None: every client's."""

    member_id: int
    clients: frozenset[int] | None
    connections: frozenset[int]


def sight_of(member: Member) -> Sight:
    clients = (
        None
        if member.is_owner and member.is_active
        else frozenset(clients_for(member).values_list("id", flat=True))
    )
    granted = [number for (number,) in _granted(member.pk)] if member.is_active else []
    return Sight(member.pk, clients, frozenset(granted))


@prepared
def _granted(member_id: Any) -> Any:
    return Grant.objects.filter(member_id=member_id).values_list("connection_id")


def visible(sight: Sight) -> Q:
    """The sight table as a condition on interactions."""
    unfiled = Q(is_unfiled=True, connection_id__in=sight.connections)
    filed = Q(is_unfiled=False)
    if sight.clients is not None:
        own = Filing.objects.filter(interaction_id=OuterRef("pk"), client_id__in=sight.clients)
        filed = Q(Exists(own))
    return Q(private_to_id=sight.member_id) | (Q(private_to__isnull=True) & (filed | unfiled))


def interactions_for(member: Member) -> QuerySet[Interaction]:
    return Interaction.objects.filter(visible(sight_of(member)))


def connections_for(member: Member) -> QuerySet[Connection]:
    """The sources whose unfiled mail a member may see."""
    return Connection.objects.filter(id__in=sight_of(member).connections)
