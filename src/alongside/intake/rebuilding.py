"""Builds what is derived anew: ledger and originals in, decisions laid over, ids kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from django.db import transaction
from django.db.models import Model
from msgspec import Struct
from msgspec.structs import replace

from alongside.connections.models import BY_HAND, WRITTEN_HERE, Connection, FilingAddress
from alongside.intake.actions import Outcome
from alongside.intake.book import read_book, read_source
from alongside.intake.decisions import apply, decisions_for
from alongside.intake.filing_address import marked
from alongside.intake.reading import read_written_here
from alongside.intake.refiling import Progress, combine
from alongside.intake.rules import Book, SourceFacts, counterpart_of, facts_of
from alongside.lib.besides import fetch
from alongside.lib.limited import LimitedPool, Refused
from alongside.message import NO_DATE, ParsedMessage
from alongside.originals.models import Original
from alongside.originals.queries import read
from alongside.search.actions import clear
from alongside.timeline.actions import add
from alongside.timeline.database import advance_ids, hold_intake, in_chunks
from alongside.timeline.entry import NewEntry
from alongside.timeline.models import (
    Address,
    Attachment,
    Body,
    Change,
    ClientSummary,
    FileText,
    Filing,
    Interaction,
    Party,
    Position,
    Revision,
    Thread,
    ThreadKey,
)

# In this order, so that nothing points at a row that is gone.
DERIVED: tuple[type[Model], ...] = (
    Filing,
    Party,
    FileText,
    Attachment,
    Body,
    Interaction,
    ThreadKey,
    Thread,
    Address,
    ClientSummary,
    Change,
    Position,
)
BATCH = 500
_BESIDES: list[tuple[tuple[type[Model], ...], Callable[[], None] | None]] = []


def rebuilds_besides(*models: type[Model], make: Callable[[], None] | None = None) -> None:
    """For packages above: what of theirs is derived is dropped with the rest; `make` is called once all stands."""
    _BESIDES.append((models, make))


def derived_models() -> tuple[type[Model], ...]:
    """In the order in which they are emptied."""
    fetch(__name__)
    return (*(model for models, _ in _BESIDES for model in models), *DERIVED)


class Source(Struct, frozen=True):
    """One entry of the ledger: the original it shows, and the sources it was seen in, the first one first."""

    interaction_id: int
    original_id: int
    source_key: bytes
    connections: tuple[int, ...]
    places: tuple[tuple[int, str], ...]


def rebuild(pool: LimitedPool[bytes, Outcome], *, progress: Progress | None = None) -> int:
    """Drop and make again all that is derived, in one transaction: killed half-way, nothing has changed."""
    with transaction.atomic():
        hold_intake()
        ledger = _ledger()
        for model in derived_models():
            _empty(model)
        clear()
        book = read_book()
        sources = {row.pk: read_source(row) for row in Connection.objects.select_related("owner_client")}
        done = 0
        for batch, outcomes in _all_parsed(ledger, pool):
            _add(batch, outcomes, book, sources)
            done += len(batch)
            if progress is not None:
                progress(done, len(ledger))
        advance_ids("timeline_interaction")
        fetch(__name__)
        for _, make in _BESIDES:
            if make is not None:
                make()
    return len(ledger)


def _empty(model: type[Model]) -> None:
    manager = model._default_manager
    manager.all()._raw_delete(manager.db)


def _ledger() -> list[Source]:
    """`places` only where they say something: in sources that have a filing address.

    An entry shows its first original, the others being copies of it; what was written down by hand its newest.
    """
    by_hand = set(Connection.objects.filter(kind=BY_HAND).values_list("id", flat=True))
    filing = set(FilingAddress.objects.values_list("connection_id", flat=True))
    first: dict[int, tuple[int, bytes]] = {}
    seen: dict[int, dict[int, None]] = {}
    places: dict[int, list[tuple[int, str]]] = {}
    rows = Revision.objects.order_by("interaction_id", "id", "original__locations__id")
    where = ("original__locations__connection_id", "original__locations__place")
    for number, original, key, source, place in rows.values_list(
        "interaction_id", "original_id", "source_key", *where
    ).iterator(chunk_size=5000):
        if source in by_hand or number not in first:
            first[number] = (original, bytes(key))
        if source is not None:
            seen.setdefault(number, {})[source] = None
            if source in filing:
                places.setdefault(number, []).append((source, place))
    return [
        Source(number, *first[number], tuple(seen.get(number, {})), tuple(places.get(number, ())))
        for number in sorted(first)
    ]


def _all_parsed(
    ledger: Sequence[Source], pool: LimitedPool[bytes, Outcome]
) -> Iterator[tuple[list[Source], list[Outcome | Refused]]]:
    """Each by the parser of the source it came from: mail under limits, what was written down here as it is."""
    here = dict(Connection.objects.filter(kind__in=WRITTEN_HERE).values_list("id", "kind"))
    mail = [one for one in ledger if here.keys().isdisjoint(one.connections)]
    yield from _parsed(mail, pool)
    for batch in in_chunks([one for one in ledger if not here.keys().isdisjoint(one.connections)], BATCH):
        yield batch, [read_written_here(_kind_of(one, here), read(one.original_id)) for one in batch]


def _kind_of(one: Source, here: dict[int, str]) -> str:
    return next(here[number] for number in one.connections if number in here)


def _parsed(
    ledger: Sequence[Source], pool: LimitedPool[bytes, Outcome]
) -> Iterator[tuple[list[Source], list[Outcome | Refused]]]:
    pending: deque[list[Source]] = deque()

    def raws() -> Iterator[list[bytes]]:
        for batch in in_chunks(ledger, BATCH):
            pending.append(batch)
            yield [read(one.original_id) for one in batch]

    for outcomes in pool.map(raws()):
        yield pending.popleft(), outcomes


def _add(
    batch: Sequence[Source],
    outcomes: Sequence[Outcome | Refused],
    book: Book,
    sources: dict[int, SourceFacts],
) -> None:
    originals = dict(
        Original.objects.filter(id__in=[one.original_id for one in batch]).values_list("id", "sha256")
    )
    parsed = [
        (one, replace(message, source_key=one.source_key))
        for one, message in zip(batch, outcomes, strict=True)
        if isinstance(message, ParsedMessage)
    ]
    decided = decisions_for(message.source_key for _, message in parsed)
    by_source: dict[int, list[NewEntry]] = {}
    for one, message in parsed:
        for number in dict(one.places):
            places = [place for source, place in one.places if source == number]
            message = marked(message, places=places, source=sources[number])
        facts = facts_of(message)
        seen_in = [sources[number] for number in sorted(one.connections)]
        first = one.connections[0]
        placement = apply(
            combine(facts, seen_in, book),
            decided.get(message.source_key, ()),
            homes=book.homes,
            is_by_hand=sources[first].is_by_hand,
        )
        entry = NewEntry(
            message=message,
            original_id=one.original_id,
            original_sha256=bytes(originals[one.original_id]),
            happened_at=message.happened_at or NO_DATE,
            placement=placement,
            counterpart=counterpart_of(facts, sources[first]),
            vouched_by=facts.vouched_by,
            interaction_id=one.interaction_id,
        )
        by_source.setdefault(first, []).append(entry)
    for connection_id, entries in by_source.items():
        add(entries, connection_id=connection_id)
