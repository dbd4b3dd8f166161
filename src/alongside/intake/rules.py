"""Where a message belongs: facts of one message and what the practice knows go in, a placement comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from alongside.message import Authentication, ParsedMessage, Party
from alongside.timeline.entry import Filed, Placement

# What an unproven stranger can make us believe ends here: nobody is filed by these forms.
DIRECT_ROLES = frozenset({"from", "to", "cc", "bcc"})


class Facts(NamedTuple):
    """What placing a message needs to know of it; the same whether it has just arrived or is placed again."""

    subject: str
    parties: Sequence[Party]
    nature: str
    has_one_sender: bool
    # Servers that let the sender's domain pass, and, with an exclamation mark before their name, those that say that
    # it was somebody else; which of them to trust is the source's matter.
    vouched_by: frozenset[str] = frozenset()

    @property
    def sender(self) -> Party | None:
        return next((party for party in self.parties if party.role == "from"), None)


class FilingFacts(Struct, frozen=True):
    """A filing address of a source: `address` or `folder`, and the `senders` whose mail it files."""

    address: str
    folder: str
    senders: frozenset[str]


class SourceFacts(Struct, frozen=True):
    """Whose source it is: `client_id` when a client's own mailbox, `own_addresses` of its owner.

    `is_by_hand`: written down by its owner, who says herself whose it is. `is_on_a_page`: written on a page that
    was shared with the client.
    """

    connection_id: int
    own_addresses: frozenset[str]
    client_id: int | None = None
    client_name: str = ""
    trusted_servers: frozenset[str] = frozenset()
    filing: FilingFacts | None = None
    is_by_hand: bool = False
    is_on_a_page: bool = False


class KnownHandle(Struct, frozen=True):
    client_id: int
    person_name: str


class Rule(Struct, frozen=True):
    client_id: int
    field: str
    pattern: str


class Book(Struct, frozen=True):
    """What the practice knows of its clients. Addresses and domains in lower case.

    `homes`: by a client that was joined to another, the one whose story its entries stand in.
    """

    handles: Mapping[str, KnownHandle] = field(default_factory=dict)
    domains: Mapping[str, int] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    homes: Mapping[int, int] = field(default_factory=dict)


def place(facts: Facts, *, source: SourceFacts, book: Book) -> Placement:
    """Direction, what is known of the sender, and every client it belongs to, each with its reason."""
    if source.filing is not None and is_for_filing(facts):
        return _place_by_hand(facts, source.filing, source, book)
    direction = direction_of(facts, source)
    if source.is_by_hand:
        return Placement(direction, "own", ())
    proof = proof_of(facts, source, direction)
    if source.client_id is not None:
        said_there = "cover" if facts.nature == "colleague" else "page"
        reason = said_there if source.is_on_a_page else "mailbox"
        filed = (Filed(source.client_id, reason, source.client_name),)
        return Placement(direction, proof, filed)
    by_client: dict[int, Filed] = {}
    for filed_by in _filings(facts, book, is_doubtful=proof == "doubtful", own=source.own_addresses):
        by_client.setdefault(filed_by.client_id, filed_by)
    in_order = tuple(sorted(by_client.values(), key=lambda filed: filed.client_id))
    return Placement(direction, proof, in_order)


def is_for_filing(facts: Facts) -> bool:
    return any(party.role == "filing" for party in facts.parties)


def is_from_her(facts: Facts, filing: FilingFacts, source: SourceFacts) -> bool:
    """Her address alone proves nothing: a server that this source trusts must have let it pass."""
    sender = facts.sender
    is_hers = sender is not None and facts.has_one_sender and sender.address in filing.senders
    return is_hers and not facts.vouched_by.isdisjoint(source.trusted_servers)


def _place_by_hand(facts: Facts, filing: FilingFacts, source: SourceFacts, book: Book) -> Placement:
    """What she forwarded belongs to who wrote it first, what she copied to those she wrote to; all else waits."""
    if not is_from_her(facts, filing, source):
        return Placement("in", proof_of(facts, source, "in"), ())
    own = source.own_addresses | filing.senders | {filing.address}
    first = [party for party in facts.parties if party.role == "fwd_from"]
    attached = [party for party in facts.parties if party.role == "fwd_att"]
    named = first or attached or [p for p in facts.parties if p.role in DIRECT_ROLES and p.role != "from"]
    others = [party for party in named if party.address not in own]
    by_client: dict[int, Filed] = {}
    for filed_by in _filings_of(others, book):
        by_client.setdefault(filed_by.client_id, filed_by)
    in_order = tuple(sorted(by_client.values(), key=lambda filed: filed.client_id))
    return Placement("in" if first else "out", "own", in_order)


def direction_of(facts: Facts, source: SourceFacts) -> str:
    sender = facts.sender
    is_own = sender is not None and sender.address in source.own_addresses
    return "out" if is_own and not _is_denied(facts, source) else "in"


def _is_denied(facts: Facts, source: SourceFacts) -> bool:
    """Her own address in the sender line of somebody else's letter, as a server that she trusts has found."""
    return any(f"!{server}" in facts.vouched_by for server in source.trusted_servers)


def proof_of(facts: Facts, source: SourceFacts, direction: str) -> str:
    """`proven` needs one plain sender and a pass for its domain by a server this source trusts."""
    if not facts.has_one_sender:
        return "doubtful"
    if direction == "out":
        return "own"
    return "unproven" if facts.vouched_by.isdisjoint(source.trusted_servers) else "proven"


def vouchers(parties: Sequence[Party], authentications: Sequence[Authentication]) -> frozenset[str]:
    """Servers whose verdict lets the sender's own domain pass, by their authserv-id; with a mark those that deny it."""
    sender = next((party for party in parties if party.role == "from"), None)
    if sender is None or not authentications:
        return frozenset()
    domain = domain_of(sender.address)
    passed = (one.authserv_id for one in authentications if domain and domain in one.passed_domains)
    return frozenset((*passed, *(f"!{one.authserv_id}" for one in authentications if one.is_denied)))


def facts_of(message: ParsedMessage) -> Facts:
    return Facts(
        subject=message.subject,
        parties=message.parties,
        nature=message.nature,
        has_one_sender=message.has_one_sender,
        vouched_by=vouchers(message.parties, message.authentications),
    )


def _filings(facts: Facts, book: Book, *, is_doubtful: bool, own: frozenset[str]) -> Iterable[Filed]:
    # A forged sender line names its victim: neither its addresses nor a rule may file it.
    if is_doubtful:
        return
    parties = [p for p in facts.parties if p.role in DIRECT_ROLES and p.address and p.address not in own]
    yield from _filings_of(parties, book)
    for rule in book.rules:
        if _matches(rule, facts):
            yield Filed(rule.client_id, "rule", rule.pattern)


def _filings_of(parties: Sequence[Party], book: Book) -> Iterable[Filed]:
    for party in parties:
        known = book.handles.get(party.address)
        if known is not None:
            yield Filed(known.client_id, "person", known.person_name or party.address)
    for party in parties:
        client_id = book.domains.get(domain_of(party.address))
        if client_id is not None:
            yield Filed(client_id, "domain", domain_of(party.address))


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
    own = source.own_addresses
    if source.filing is not None and is_for_filing(facts) and is_from_her(facts, source.filing, source):
        own = own | source.filing.senders | {source.filing.address}
        if first := next(
            (party.address for party in facts.parties if party.role in ("fwd_from", "fwd_att")), ""
        ):
            return first
    for party in facts.parties:
        if party.address and party.role in DIRECT_ROLES and party.address not in own:
            return party.address
    return ""
