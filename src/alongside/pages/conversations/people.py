"""Whom a conversation is with, and whose name a sender may not take unproven."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.clients.queries import names_and_addresses_at, names_and_hues_for, names_of
from alongside.timeline.queries.shapes import Entry, PartyFacts
from alongside.timeline.queries.sight import granted_sources_for


class Known(Struct, frozen=True):
    """People of clients: their addresses, and their names folded for comparing."""

    addresses: frozenset[str]
    names: frozenset[str]

    def is_meant(self, entry: Entry) -> bool:
        """Whether the sender is one of them, or claims to be."""
        return entry.line.address in self.addresses or entry.line.who.casefold() in self.names


def known_people(member: Member, client_id: int | None) -> Known:
    """Of this client; of all the member's clients where the conversation is filed to none."""
    clients = [client_id] if client_id is not None else [number for number, *_ in names_and_hues_for(member)]
    names, addresses = names_and_addresses_at(clients)
    return Known(frozenset(addresses), frozenset(name.casefold() for name in names))


def sources_of_unproven(member: Member, entries: tuple[Entry, ...]) -> dict[int, int]:
    """Where she may say whose word counts on senders: the source of each entry that nothing proves."""
    unproven = [entry.line.id for entry in entries if entry.line.proof == "unproven"]
    return granted_sources_for(member, unproven) if unproven else {}


# In what came in and was written down here she stands in "to"; whom a mail was to says nothing of who she is.
_HERS = dict.fromkeys(("call", "meeting", "visit", "chat", "note"), "to")


def people_of(entries: tuple[Entry, ...]) -> list[PartyFacts]:
    """Everybody but herself, once, in the order in which they came into it."""
    own = {
        party.address
        for entry in entries
        for party in entry.parties
        if party.role == ("from" if entry.line.direction == "out" else _HERS.get(entry.line.kind))
    }
    named = [
        party
        for entry in entries
        for party in entry.parties
        if party.address not in own | {""} and party.role != "filing"
    ]
    # A name says more than an address alone, wherever it stood first.
    with_name = {party.address: party for party in reversed(named) if party.name}
    found = {party.address: with_name.get(party.address, party) for party in named}
    known = names_of(address for address, party in found.items() if not party.name)
    return [
        # Of some only the name is known, which stands in place of an address.
        replace(
            party,
            name=party.name or known.get(party.address, ""),
            address=party.address if "@" in party.address else "",
        )
        for party in found.values()
    ]
