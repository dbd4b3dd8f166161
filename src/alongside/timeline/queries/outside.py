"""Whom a client deals with, as met in that client's own mailboxes; never clients by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.models import CompanyDomain, Handle
from alongside.clients.queries import client_for
from alongside.connections.models import ON_A_PAGE
from alongside.prepared import prepared
from alongside.timeline.models import Interaction


class OutsideContact(Struct, frozen=True):
    address: str
    name: str
    count: int
    last_at: datetime


def outside_contacts_for(member: Member, client_id: int, *, limit: int = 100) -> list[OutsideContact]:
    """Those met most often first; the client's own people are left out. Empty for a stranger."""
    if client_for(member, client_id) is None:
        return []
    met = Interaction.objects.filter(
        connection__owner_client_id=client_id, filings__client_id=client_id, counterpart__isnull=False
    ).exclude(connection__kind=ON_A_PAGE)
    own_domains = CompanyDomain.objects.filter(client_id=client_id).values("domain")
    own_addresses = Handle.objects.filter(person__client_id=client_id, kind="email").values("value")
    met = met.exclude(counterpart__domain__in=own_domains).exclude(counterpart__value__in=own_addresses)
    rows = (
        met.values("counterpart__value")
        .annotate(count=Count("id"), last_at=Max("happened_at"))
        .order_by("-count", "counterpart__value")
        .values_list("counterpart__value", "count", "last_at")[:limit]
    )
    found = list(rows)
    names = dict(
        met.filter(direction="in", counterpart__value__in=[row[0] for row in found])
        .exclude(sender_name="")
        .order_by("happened_at")
        .values_list("counterpart__value", "sender_name")
    )
    return [OutsideContact(address, names.get(address, ""), count, at) for address, count, at in found]


@prepared
def _in_own_mailboxes(entries: Any) -> Any:
    rows = Interaction.objects.filter(pk__in=entries.numbers, connection__owner_client__isnull=False)
    rows = rows.exclude(connection__kind=ON_A_PAGE)
    return rows.values_list("id", "connection__owner_client_id", "counterpart__value", "counterpart__domain")


def outsiders_among(entry_ids: Sequence[int]) -> set[int]:
    """Entries of a client's own mailbox that are with somebody who is neither the client's people nor company."""
    found = _in_own_mailboxes(entry_ids) if entry_ids else []
    clients = {client for _, client, *_ in found}
    if not clients:
        return set()
    domains = set(CompanyDomain.objects.filter(client_id__in=clients).values_list("client_id", "domain"))
    handles = Handle.objects.filter(person__client_id__in=clients, kind="email")
    people = set(handles.values_list("person__client_id", "value"))
    return {
        number
        for number, client, address, domain in found
        if (client, address) not in people and (client, domain) not in domains
    }
