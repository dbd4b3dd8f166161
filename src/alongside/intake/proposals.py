"""Who is probably a client, whose mailbox this is, and who checked its senders: a source in, proposals out.

A proposal is only ever confirmed by a member.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, F, Q
from msgspec import Struct, field

from alongside.clients.rules import is_public_provider, name_from_domain
from alongside.connections.models import Connection
from alongside.timeline.models import Interaction, Party

FEWEST_WRITTEN = 2
FEWEST_VOUCHED = 3
# The newest letters tell who receives a mailbox now.
NEWEST_VOUCHED = 5_000
_ENTRIES_LOOKED_AT = 2_000
_ROBOTS = (
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "mailer-daemon",
    "postmaster",
    "bounce",
    "notification",
)


class Correspondent(Struct, frozen=True):
    """An address in a source, how often she wrote to it, and how often a person wrote from it."""

    address: str
    name: str
    written_to: int
    heard_from: int


class Proposal(Struct):
    """Looks like a client: a company by its domain, or a person at a public mail provider (`domain` "")."""

    name: str
    domain: str
    written_to: int = 0
    heard_from: int = 0
    people: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_likely(self) -> bool:
        """Both have written. An address that never answers is a list, a shop or a robot."""
        return self.written_to >= FEWEST_WRITTEN and self.heard_from > 0


def propose(correspondents: Iterable[Correspondent], *, limit: int = 30) -> list[Proposal]:
    """Who is written to most, companies as one; pure. Robots and those never written to are left out."""
    found: dict[str, Proposal] = {}
    for one in sorted(correspondents, key=lambda one: (-one.written_to, one.address)):
        domain = one.address.rpartition("@")[2]
        if _is_robot(one.address) or not domain:
            continue
        is_company = not is_public_provider(domain)
        key = domain if is_company else one.address
        if key not in found:
            name = name_from_domain(domain) if is_company else (one.name or one.address)
            found[key] = Proposal(name=name, domain=domain if is_company else "")
        proposal = found[key]
        proposal.written_to += one.written_to
        proposal.heard_from += one.heard_from
        proposal.people.append((one.address, one.name))
    likely = [one for one in found.values() if one.written_to >= FEWEST_WRITTEN]
    likely.sort(key=lambda one: (not one.is_likely, -one.written_to - one.heard_from, one.name))
    return likely[:limit]


def _is_robot(address: str) -> bool:
    local = address.partition("@")[0]
    return any(word in local for word in _ROBOTS)


def proposals_for_source(connection: Connection, *, limit: int = 30) -> list[Proposal]:
    """Proposals from what a source holds unfiled. None for a client's own mailbox: those are outsiders."""
    if connection.owner_client_id is not None:
        return []
    own = set(connection.own_addresses.values_list("address", flat=True))
    rows = Party.objects.filter(
        Q(interaction__direction="out", role__in=("to", "cc"))
        | Q(interaction__direction="in", role="from", interaction__nature__in=("personal", "list")),
        interaction__connection=connection,
        interaction__is_unfiled=True,
    )
    written: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    names: dict[str, Counter[str]] = {}
    counted = rows.values("address__value", "name", "role").annotate(count=Count("id"))
    for address, name, role, count in counted.values_list("address__value", "name", "role", "count"):
        if address in own:
            continue
        (heard if role == "from" else written)[address] += count
        names.setdefault(address, Counter())[name] += count if name else 0
    return propose(
        (Correspondent(a, names[a].most_common(1)[0][0], written[a], heard[a]) for a in names), limit=limit
    )


def likely_owner(counts: Sequence[tuple[str, int, int]], total: int) -> str | None:
    """The address that is nearly everywhere in a source; pure. `counts`: address, as sender, as recipient.

    None unless it both wrote and was written to in at least half of all messages, so that nothing is guessed.
    """
    likely = [
        (sent + received, address)
        for address, sent, received in counts
        if sent and received and sent + received >= max(total / 2, 2)
    ]
    return max(likely)[1] if likely else None


def likely_owner_of(connection: Connection) -> str | None:
    """Looked for in some thousand entries spread over the source: more of them would say the same, later."""
    entries = Interaction.objects.filter(connection=connection)
    every = entries.count() // _ENTRIES_LOOKED_AT + 1
    looked_at = entries.annotate(place=F("id") % every).filter(place=0) if every > 1 else entries
    parties = Party.objects.filter(interaction__in=looked_at)
    counted = (
        parties.values("address__value")
        .annotate(
            sent=Count("interaction", distinct=True, filter=Q(role="from")),
            received=Count("interaction", distinct=True, filter=Q(role__in=("to", "cc", "bcc"))),
        )
        .order_by("-sent")
        .values_list("address__value", "sent", "received")
    )
    return likely_owner(list(counted), looked_at.count())


def likely_server(vouched: Mapping[str, int]) -> str | None:
    """The server that let most senders pass; pure. `vouched`: letters by authserv-id.

    None unless it is nearly alone in that: a mailbox has one receiving server at a time, and nothing is guessed.
    """
    if not vouched:
        return None
    server, count = max(vouched.items(), key=lambda item: (item[1], item[0]))
    return server if count >= max(FEWEST_VOUCHED, sum(vouched.values()) / 2) else None


def likely_server_of(connection: Connection) -> str | None:
    """Who received a source's letters and checked their senders, as these say themselves."""
    came_in = Interaction.objects.filter(connection=connection, direction="in")
    newest = came_in.order_by("-happened_at", "-id").values_list("vouched_by", flat=True)[:NEWEST_VOUCHED]
    named = (server for servers in newest for server in servers.split())
    return likely_server(Counter(server for server in named if not server.startswith("!")))
