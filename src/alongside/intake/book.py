"""Reads what the practice knows of its clients and its sources, in the shape that the rules take."""

from __future__ import annotations

from alongside.clients.models import CompanyDomain, FilingRule, Handle
from alongside.connections.models import Connection
from alongside.intake.rules import Book, KnownHandle, Rule, SourceFacts


def read_book() -> Book:
    handles = Handle.objects.filter(kind="email").values_list("value", "person__client_id", "person__name")
    rules = FilingRule.objects.order_by("id").values_list("client_id", "field", "pattern")
    return Book(
        handles={value: KnownHandle(client, name) for value, client, name in handles},
        domains=dict(CompanyDomain.objects.values_list("domain", "client_id")),
        rules=tuple(Rule(*row) for row in rules),
    )


def read_source(connection: Connection) -> SourceFacts:
    client = connection.owner_client
    return SourceFacts(
        connection_id=connection.pk,
        own_addresses=frozenset(connection.own_addresses.values_list("address", flat=True)),
        client_id=client.pk if client else None,
        client_name=client.name if client else "",
        trusted_servers=frozenset(connection.trusted_servers),
    )
