"""Whom a conversation is with, and whose name a sender may not take unproven."""

from __future__ import annotations

from dataclasses import dataclass, replace

from alongside.accounts.models import Member
from alongside.clients.models import Handle, Person
from alongside.clients.queries import clients_for, names_of
from alongside.timeline.models import Interaction
from alongside.timeline.queries.shapes import Entry, PartyFacts
from alongside.timeline.queries.sight import connections_for


@dataclass(frozen=True, slots=True)
class Known:
    """People of clients: their addresses, and their names folded for comparing."""

    addresses: frozenset[str]
    names: frozenset[str]

    def is_meant(self, entry: Entry) -> bool:
        """Whether the sender is one of them, or claims to be."""
        return entry.line.address in self.addresses or entry.line.who.casefold() in self.names


def known_people(member: Member, client_id: int | None) -> Known:
    """Of this client; of all the member's clients where the conversation is filed to none."""
    clients = clients_for(member)
    if client_id is not None:
        clients = clients.filter(pk=client_id)
    people = Person.objects.filter(client__in=clients).exclude(name="").values_list("name", flat=True)
    handles = Handle.objects.filter(person__client__in=clients).values_list("value", flat=True)
    return Known(frozenset(handles), frozenset(name.casefold() for name in people))


def sources_of_unproven(member: Member, entries: tuple[Entry, ...]) -> dict[int, int]:
    """Where she may say whose word counts on senders: the source of each entry that nothing proves."""
    unproven = [entry.line.id for entry in entries if entry.line.proof == "unproven"]
    if not unproven:
        return {}
    rows = Interaction.objects.filter(pk__in=unproven, connection__in=connections_for(member))
    return dict(rows.values_list("pk", "connection_id"))


def people_of(entries: tuple[Entry, ...]) -> list[PartyFacts]:
    """Everybody but herself, once, in the order in which they came into it."""
    own = {entry.line.address for entry in entries if entry.line.direction == "out"}
    named = [party for entry in entries for party in entry.parties if party.address not in own | {""}]
    # A name says more than an address alone, wherever it stood first.
    with_name = {party.address: party for party in reversed(named) if party.name}
    found = {party.address: with_name.get(party.address, party) for party in named}
    known = names_of(address for address, party in found.items() if not party.name)
    return [replace(party, name=party.name or known.get(party.address, "")) for party in found.values()]
