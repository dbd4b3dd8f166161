"""A draft in, what of other clients stands in it out: gathers what `rules.crossings` is to know."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from hashlib import sha256

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.clients.models import Client, CompanyDomain, Handle, Person
from alongside.lib.limited import LimitedPool
from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.queries import read
from alongside.outbox.models import Draft, DraftFile
from alongside.outbox.recipients import read_recipients
from alongside.outbox.rich import text_to_send
from alongside.outbox.rules import Addressee, Carried, Crossing, Known, crossings
from alongside.search.queries import find
from alongside.search.rules import parse_query
from alongside.timeline.indexing import client_token
from alongside.timeline.models import Attachment, Filing, Party
from alongside.timeline.models import Revision as LedgerRow
from alongside.timeline.queries.entries import text_of

_FIELDS = ("to", "cc", "bcc")
# Of one size there are seldom more; each is opened once.
_MOST_COMPARED = 20
_SMALLEST_FILE = 64
_CPU_SECONDS, _MEMORY_BYTES = 5, 512 << 20


def crossings_in(draft: Draft, *, seen: Collection[int]) -> list[Crossing]:
    """`seen`: the clients that the member who asks may know of."""
    known = _known(seen)
    addressees = [
        Addressee(name, one.start, one.end, one.person.address)
        for name in _FIELDS
        for one in read_recipients(getattr(draft, name))
        if one.person is not None
    ]
    allowed = _allowed(draft, [one.address for one in addressees])
    if not allowed:
        return []
    found = crossings(
        {"subject": draft.subject, "text": text_to_send(draft)},
        recipients=addressees,
        files=_carried(draft, seen),
        allowed=allowed,
        known=known,
        shared=_shared(draft, allowed),
        ordinary=list(Member.objects.filter(is_active=True).values_list("name", flat=True)),
    )
    words = {one.words for one in found if one.is_alone}
    theirs = {word for word in words if _is_in_story(word, allowed)}
    return [one for one in found if not (one.is_alone and one.words in theirs)]


def _is_in_story(word: str, clients: Collection[int]) -> bool:
    """They know somebody of that name themselves, or use the word: then it says nothing of another."""
    scope = [client_token(number) for number in clients]
    return bool(find(parse_query(f'"{word}"'), scopes=[scope], limit=1))


def _known(seen: Collection[int]) -> list[Known]:
    """Of every client in sight; those that were joined to another are part of that one."""
    home = homes()
    people: dict[int, list[str]] = {}
    addresses: dict[int, list[str]] = {}
    domains: dict[int, list[str]] = {}
    named = Person.objects.filter(merged_into=None).exclude(name="").values_list("client_id", "name")
    handles = Handle.objects.filter(kind="email").values_list("person__client_id", "value")
    companies = CompanyDomain.objects.values_list("client_id", "domain")
    for found, rows in ((people, named), (addresses, handles), (domains, companies)):
        for client_id, value in rows:
            found.setdefault(home.get(client_id, client_id), []).append(value)
    clients = Client.objects.filter(pk__in=list(seen), joined_into=None).values_list("pk", "name")
    return [
        Known(number, name, people.get(number, ()), addresses.get(number, ()), domains.get(number, ()))
        for number, name in clients
    ]


def _allowed(draft: Draft, addresses: Sequence[str]) -> set[int]:
    """The client it is written for; of one for nobody, those whom it goes to."""
    if draft.client_id is not None:
        return {homes().get(draft.client_id, draft.client_id)}
    return set(clients_of(addresses))


def clients_of(addresses: Iterable[str]) -> list[int]:
    """The clients that addresses belong to, by person or by company."""
    wanted = {address.lower() for address in addresses}
    people = Handle.objects.filter(kind="email", value__in=wanted).values_list("person__client_id", flat=True)
    domains = {address.rpartition("@")[2] for address in wanted}
    companies = CompanyDomain.objects.filter(domain__in=domains).values_list("client_id", flat=True)
    home = homes()
    return sorted({home.get(number, number) for number in [*people, *companies]})


def _shared(draft: Draft, allowed: Collection[int]) -> str:
    """What is answered is known to those who are answered, if it is theirs."""
    if draft.answers is None or draft.kind == "forward":
        return ""
    if not Filing.objects.filter(interaction_id=draft.answers, client_id__in=allowed).exists():
        return ""
    named = Party.objects.filter(interaction_id=draft.answers).values_list("name", "address__value")
    written = text_of([draft.answers]).get(draft.answers, ("", ""))
    return "\n".join([*written, *(f"{name} {address}" for name, address in named)])


def _carried(draft: Draft, seen: Collection[int]) -> list[Carried]:
    files = draft.files.filter(removed_at=None, size_bytes__gte=_SMALLEST_FILE).defer("content")
    return [Carried(file.name, _owners(file, seen)) for file in files.order_by("pk")]


def _owners(file: DraftFile, seen: Collection[int]) -> frozenset[int]:
    """Clients in whose timeline a file of the same bytes stands; only files of the same size are opened."""
    same_size = Attachment.objects.filter(size_bytes=file.size_bytes).order_by("-pk")
    found: set[int] = set()
    for number, entry in same_size.values_list("number", "interaction_id")[:_MOST_COMPARED]:
        filed = set(Filing.objects.filter(interaction_id=entry).values_list("client_id", flat=True))
        if filed & set(seen) - found and _is_same(file, entry, number):
            found |= filed
    return frozenset(found)


def _is_same(file: DraftFile, interaction_id: int, number: int) -> bool:
    ledger = LedgerRow.objects.filter(interaction_id=interaction_id).order_by("pk")
    original = ledger.values_list("original_id", "original__sha256").first()
    return original is not None and digest_of(original[0], bytes(original[1]), number) == bytes(file.sha256)


@lru_cache(maxsize=1000)
def digest_of(original_id: int, original_sha256: bytes, number: int) -> bytes:
    """SHA-256 of a file of an original, which never changes; b"" where it cannot be opened."""
    content = file_of(original_id, number)
    return sha256(content).digest() if content is not None else b""


def file_of(original_id: int, number: int) -> bytes | None:
    """A file of an original, taken out by a limited process; None where it cannot be opened."""
    try:
        raw = read(original_id)
    except (MissingOriginalError, DamagedOriginalError):
        return None
    # Loaded here: with it comes all that reads mail.
    from alongside.outbox.taking_out import take_out

    with LimitedPool(take_out, workers=1, cpu_seconds=_CPU_SECONDS, memory_bytes=_MEMORY_BYTES) as pool:
        taken = next(pool.map([[(raw, number)]]))[0]
    return taken if isinstance(taken, bytes) else None
