"""Reads what the practice knows of its clients and its sources, in the shape that the rules take.

Clients are those of before any join, so that a decision about one of them keeps its meaning; `homes` leads on.
"""

from __future__ import annotations

from alongside.clients.joining import origins
from alongside.clients.models import CompanyDomain, FilingRule, Handle
from alongside.connections.filing_addresses import filing_address_of, senders_of
from alongside.connections.models import BY_HAND, ON_A_PAGE, Connection
from alongside.intake.rules import Book, FilingFacts, KnownHandle, Rule, SourceFacts


def read_book() -> Book:
    handles = Handle.objects.filter(kind="email").values_list(
        "value", "person_id", "person__client_id", "person__name"
    )
    domains = CompanyDomain.objects.values_list("domain", "id", "client_id")
    rules = FilingRule.objects.order_by("id").values_list("id", "client_id", "field", "pattern")
    was = origins()
    return Book(
        handles={value: KnownHandle(was.of(was.people, row, now), name) for value, row, now, name in handles},
        domains={domain: was.of(was.domains, row, now) for domain, row, now in domains},
        rules=tuple(Rule(was.of(was.rules, row, now), *what) for row, now, *what in rules),
        homes=was.homes,
    )


def read_source(connection: Connection) -> SourceFacts:
    client, was = connection.owner_client, origins()
    return SourceFacts(
        connection_id=connection.pk,
        own_addresses=frozenset(connection.own_addresses.values_list("address", flat=True)),
        client_id=was.of(was.sources, connection.pk, client.pk) if client else None,
        client_name=client.name if client else "",
        trusted_servers=frozenset(connection.trusted_servers),
        filing=_filing(connection),
        is_by_hand=connection.kind == BY_HAND,
        is_on_a_page=connection.kind == ON_A_PAGE,
    )


def _filing(connection: Connection) -> FilingFacts | None:
    found = filing_address_of(connection)
    if found is None:
        return None
    return FilingFacts(found.address, found.folder, senders_of(found))
