"""Where a message belongs: facts of one message and what the practice knows go in, a placement comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from alongside.message import Authentication, Party
from alongside.timeline.entry import Filed, Placement

# What an unproven stranger can make us believe ends here: nobody is filed by these forms.
DIRECT_ROLES = frozenset({"from", "to", "cc", "bcc"})


class Facts(NamedTuple):
    """What placing a message needs to know of it; the same whether it has just arrived or is placed again."""

    subject: str
    parties: Sequence[Party]
    nature: str
    has_one_sender: bool
    # Servers that let the sender's domain pass; which of them to trust is the source's matter.
    vouched_by: frozenset[str] = frozenset()

    @property
    def sender(self) -> Party | None:
        return next((party for party in self.parties if party.role == "from"), None)


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Whose source it is: `client_id` when a client's own mailbox, `own_addresses` of its owner."""

    connection_id: int
    own_addresses: frozenset[str]
    client_id: int | None = None
    client_name: str = ""
    trusted_servers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownHandle:
    client_id: int
    person_name: str


@dataclass(frozen=True, slots=True)
class Rule:
    client_id: int
    field: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Book:
    """What the practice knows of its clients. Addresses and domains in lower case.

    `homes`: by a client that was joined to another, the one whose story its entries stand in.
    """

    handles: Mapping[str, KnownHandle] = field(default_factory=dict)
    domains: Mapping[str, int] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    homes: Mapping[int, int] = field(default_factory=dict)


def place(facts: Facts, *, source: SourceFacts, book: Book) -> Placement:
    """Direction, what is known of the sender, and every client it belongs to, each with its reason."""
    direction = direction_of(facts, source)
    proof = proof_of(facts, source, direction)
    if source.client_id is not None:
        filed = (Filed(source.client_id, "mailbox", source.client_name),)
        return Placement(direction, proof, filed)
    by_client: dict[int, Filed] = {}
    for filed_by in _filings(facts, book, is_doubtful=proof == "doubtful", own=source.own_addresses):
        by_client.setdefault(filed_by.client_id, filed_by)
    in_order = tuple(sorted(by_client.values(), key=lambda filed: filed.client_id))
    return Placement(direction, proof, in_order)


def direction_of(facts: Facts, source: SourceFacts) -> str:
    sender = facts.sender
    is_own = sender is not None and sender.address in source.own_addresses
    return "out" if is_own else "in"


def proof_of(facts: Facts, source: SourceFacts, direction: str) -> str:
    """`proven` needs one plain sender and a pass for its domain by a server this source trusts."""
    if not facts.has_one_sender:
        return "doubtful"
    if direction == "out":
        return "own"
    return "unproven" if facts.vouched_by.isdisjoint(source.trusted_servers) else "proven"


def vouchers(parties: Sequence[Party], authentications: Sequence[Authentication]) -> frozenset[str]:
    """Servers whose verdict lets the sender's own domain pass, by their authserv-id."""
    sender = next((party for party in parties if party.role == "from"), None)
    if sender is None or not authentications:
        return frozenset()
    domain = domain_of(sender.address)
    return frozenset(one.authserv_id for one in authentications if domain and domain in one.passed_domains)


def _filings(facts: Facts, book: Book, *, is_doubtful: bool, own: frozenset[str]) -> Iterable[Filed]:
    # A forged sender line names its victim: neither its addresses nor a rule may file it.
    if is_doubtful:
        return
    parties = [p for p in facts.parties if p.role in DIRECT_ROLES and p.address and p.address not in own]
    for party in parties:
        known = book.handles.get(party.address)
        if known is not None:
            yield Filed(known.client_id, "person", known.person_name or party.address)
    for party in parties:
        client_id = book.domains.get(domain_of(party.address))
        if client_id is not None:
            yield Filed(client_id, "domain", domain_of(party.address))
    for rule in book.rules:
        if _matches(rule, facts):
            yield Filed(rule.client_id, "rule", rule.pattern)


def _matches(rule: Rule, facts: Facts) -> bool:
    pattern = rule.pattern.lower()
    if rule.field == "subject":
        return pattern in facts.subject.lower()
    roles = {"sender": {"from"}, "recipient": {"to", "cc", "bcc"}}[rule.field]
    return any(pattern in party.address for party in facts.parties if party.role in roles)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def counterpart_of(facts: Facts, source: SourceFacts) -> str:
    """The first address on the other side: the sender of what came in, the first recipient of what went out."""
    for party in facts.parties:
        if party.address and party.role in DIRECT_ROLES and party.address not in source.own_addresses:
            return party.address
    return ""
