"""Files entries again after the practice has learned something: what it knows now in, new filings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from alongside.connections.models import Connection, Location
from alongside.intake.book import read_book, read_source
from alongside.intake.decisions import apply, decisions_for
from alongside.intake.rules import Book, Facts, SourceFacts, counterpart_of, place
from alongside.message import Party
from alongside.timeline.addresses import address_ids
from alongside.timeline.database import hold_intake, in_chunks
from alongside.timeline.entry import Filed, Placement
from alongside.timeline.models import Filing, Interaction, Proof, Revision
from alongside.timeline.models import Party as PartyRow
from alongside.timeline.moving import Move, move

Progress = Callable[[int, int], None]
BATCH = 100


def refile(interaction_ids: Iterable[int], *, progress: Progress | None = None) -> int:
    """Place entries again and move those that belong elsewhere now; returns how many moved."""
    ids = sorted(set(interaction_ids))
    moved = done = 0
    for chunk in in_chunks(ids, BATCH):
        with transaction.atomic():
            hold_intake()
            # Read for each batch: somebody may decide otherwise while a long refiling goes on.
            moves = _changed(chunk, read_book(), _sources())
            if moves:
                move(moves)
        moved += len(moves)
        done += len(chunk)
        if progress is not None:
            progress(done, len(ids))
    return moved


def refile_seen_elsewhere(original_ids: Sequence[int], *, connection_id: int) -> None:
    """A known message was met in another source too: it may belong to that source's client as well."""
    entries: set[int] = set()
    for chunk in in_chunks(original_ids):
        found = Revision.objects.filter(original_id__in=chunk).values_list("interaction_id", flat=True)
        others = Interaction.objects.filter(id__in=list(found)).exclude(connection_id=connection_id)
        entries.update(others.values_list("id", flat=True))
    if entries:
        refile(entries)


def entries_naming(addresses: Iterable[str] = (), domains: Iterable[str] = ()) -> set[int]:
    """Entries in which one of these addresses, or an address of one of these domains, has a part."""
    wanted = Q(address__value__in=list(addresses)) | Q(address__domain__in=list(domains))
    rows = PartyRow.objects.filter(wanted).values_list("interaction_id", flat=True)
    return set(rows.iterator(chunk_size=5000))


def entries_of_source(connection: Connection) -> set[int]:
    originals = Location.objects.filter(connection=connection).values("original_id")
    return set(Revision.objects.filter(original_id__in=originals).values_list("interaction_id", flat=True))


def _sources() -> dict[int, SourceFacts]:
    rows = Connection.objects.select_related("owner_client").prefetch_related("own_addresses")
    return {row.pk: read_source(row) for row in rows}


_FIELDS = (
    "id",
    "source_key",
    "subject",
    "nature",
    "proof",
    "direction",
    "private_to_id",
    "counterpart_id",
    "connection_id",
    "vouched_by",
)


def _changed(ids: Sequence[int], book: Book, sources: dict[int, SourceFacts]) -> list[Move]:
    rows = list(Interaction.objects.filter(id__in=ids).values_list(*_FIELDS))
    parties, filings, places = _parties(ids), _filings(ids), _places(ids)
    decided = decisions_for(bytes(row[1]) for row in rows)
    counterparts: dict[int, str] = {}
    planned: list[tuple[Any, Placement]] = []
    for row in rows:
        seen_in = [sources[number] for number in sorted({row[8], *places.get(row[0], ())})]
        facts = _facts(row, parties.get(row[0], []))
        placement = apply(
            combine(facts, seen_in, book),
            decided.get(bytes(row[1]), ()),
            homes=book.homes,
            is_by_hand=sources[row[8]].is_by_hand,
        )
        counterparts[row[0]] = counterpart_of(facts, sources[row[8]])
        before = Placement(row[5], row[4], tuple(filings.get(row[0], ())), row[6])
        if placement != before:
            planned.append((row, placement))
    numbers = address_ids(counterparts[row[0]] for row, _ in planned if counterparts[row[0]])
    return [Move(row[0], placement, numbers.get(counterparts[row[0]])) for row, placement in planned]


def combine(facts: Facts, seen_in: Sequence[SourceFacts], book: Book) -> Placement:
    """One placement of a message met in several sources: a member's own source says which way it went."""
    placements = [place(facts, source=source, book=book) for source in seen_in]
    own = [one for one, source in zip(placements, seen_in, strict=True) if source.client_id is None]
    first = (own or placements)[0]
    filings: dict[int, Filed] = {}
    for placement in placements:
        for filed in placement.filings:
            filings.setdefault(filed.client_id, filed)
    in_order = tuple(sorted(filings.values(), key=lambda filed: filed.client_id))
    return Placement(first.direction, first.proof, in_order)


def _facts(row: Any, parties: Sequence[Party]) -> Facts:
    return Facts(
        subject=row[2],
        parties=parties,
        nature=row[3],
        has_one_sender=row[4] != Proof.DOUBTFUL,
        vouched_by=frozenset(row[9].split()),
    )


def _parties(ids: Sequence[int]) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = {}
    rows = PartyRow.objects.filter(interaction_id__in=ids).order_by("id")
    for number, role, address, name in rows.values_list("interaction_id", "role", "address__value", "name"):
        found.setdefault(number, []).append(Party(role, address, name))  # type: ignore[arg-type]
    return found


def _filings(ids: Sequence[int]) -> dict[int, list[Filed]]:
    found: dict[int, list[Filed]] = {}
    rows = Filing.objects.filter(interaction_id__in=ids).order_by("client_id")
    fields = ("interaction_id", "client_id", "reason", "evidence")
    for number, client_id, reason, evidence in rows.values_list(*fields):
        found.setdefault(number, []).append(Filed(client_id, reason, evidence))
    return found


def _places(ids: Sequence[int]) -> dict[int, set[int]]:
    """The sources in which each entry was seen."""
    found: dict[int, set[int]] = {}
    rows = Revision.objects.filter(interaction_id__in=ids)
    for number, source in rows.values_list("interaction_id", "original__locations__connection_id"):
        if source is not None:
            found.setdefault(number, set()).add(source)
    return found
