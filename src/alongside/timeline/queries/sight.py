"""Who may see what: the one table for every query, page, search and event.

Filed: members of one of its clients. Not filed: members granted that source. Private: that member alone.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import numbers_for
from alongside.connections.models import WRITTEN_HERE, Connection, Grant
from alongside.prepared import prepared
from alongside.timeline.models import Filing, Interaction


class Sight(Struct, frozen=True):
    """What a member sees. `clients` None: every client's."""

    member_id: int
    clients: frozenset[int] | None
    connections: frozenset[int]


def sight_of(member: Member) -> Sight:
    granted = [number for (number,) in _granted(member.pk)] if member.is_active else []
    return Sight(member.pk, numbers_for(member), frozenset(granted))


@prepared
def _granted(member_id: Any) -> Any:
    return Grant.objects.filter(member_id=member_id).values_list("connection_id")


def visible(sight: Sight) -> Q:
    """The sight table as a condition on interactions."""
    return _visible(sight.member_id, sight.clients, sight.connections)


def _visible(member_id: Any, clients: Any, connections: Any) -> Q:
    unfiled = Q(is_unfiled=True, connection_id__in=connections)
    filed = Q(is_unfiled=False)
    if clients is not None:
        filed = Q(Exists(Filing.objects.filter(interaction_id=OuterRef("pk"), client_id__in=clients)))
    return Q(private_to_id=member_id) | (Q(private_to__isnull=True) & (filed | unfiled))


@prepared
def _seen_of_all(ids: Any, member_id: Any, connections: Any) -> Any:
    seen = _visible(member_id, None, connections.numbers)
    return Interaction.objects.filter(seen, id__in=ids.numbers).values_list("id")


@prepared
def _seen_of_some(ids: Any, member_id: Any, clients: Any, connections: Any) -> Any:
    seen = _visible(member_id, clients.numbers, connections.numbers)
    return Interaction.objects.filter(seen, id__in=ids.numbers).values_list("id")


def seen_of(ids: Collection[int], sight: Sight) -> set[int]:
    """Those of these entries that the member sees."""
    if sight.clients is None:
        rows = _seen_of_all(ids, sight.member_id, sight.connections)
    else:
        rows = _seen_of_some(ids, sight.member_id, sight.clients, sight.connections)
    return {number for (number,) in rows}


def interactions_for(member: Member) -> QuerySet[Interaction]:
    return Interaction.objects.filter(visible(sight_of(member)))


def connections_for(member: Member) -> QuerySet[Connection]:
    """The sources whose unfiled mail a member may see; what is written here is no mail."""
    return Connection.objects.filter(id__in=sight_of(member).connections).exclude(kind__in=WRITTEN_HERE)


@prepared
def _sources(ids: Any) -> Any:
    # What was written here came through no server whose word could count.
    rows = Interaction.objects.filter(id__in=ids.numbers).exclude(connection__kind__in=WRITTEN_HERE)
    return rows.values_list("id", "connection_id")


def granted_sources_for(member: Member, ids: Collection[int]) -> dict[int, int]:
    """By entry the source it came from, where the member may see what is unfiled of that source."""
    granted = sight_of(member).connections
    return {number: source for number, source in _sources(ids) if source in granted}
