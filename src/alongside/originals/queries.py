"""Numbers and hashes in, originals and what is known of them out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.db import connection
from django.db.models import Model, Sum
from django.db.models.functions import Length
from msgspec import Struct

from alongside.lib.bulk import quote
from alongside.lib.segment_records import DamagedRecordError
from alongside.lib.segments import Place, Span
from alongside.originals import rules, storage
from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.models import Original, Tombstone

Progress = Callable[[int, int], None]
ProblemKind = Literal[
    "stale_file", "damaged", "erased_is_back", "erasing_unfinished", "tombstone_content", "erased_bytes"
]

# Whoever erases tries by himself first.
_PAUSE_OF_ERASING = timedelta(minutes=10)
# SQLite from before 3.32 takes 999 parameters a statement.
_PARAMETERS = 900


class Problem(Struct, frozen=True):
    """Something that `verify` found, in words."""

    kind: ProblemKind
    text: str
    original_id: int | None = None


def read(original_id: int) -> bytes:
    """The raw bytes, checked against their SHA-256; raises MissingOriginalError or DamagedOriginalError."""
    row = Original.objects.filter(pk=original_id).first()
    if row is None:
        raise MissingOriginalError(f"there is no original {original_id}; it may have been erased")
    return _read(row)


def find_ids(digests: Collection[bytes]) -> dict[bytes, int]:
    """The ledger's number for each SHA-256 that it knows."""
    return {digest: row_id for digest, (row_id, _) in find_places(digests).items()}


def find_places(digests: Collection[bytes]) -> dict[bytes, tuple[int, Place]]:
    """The ledger's number and the place for each SHA-256 that it knows."""
    rows = _rows_where(Original, ("sha256", "id", "segment", "offset", "stored_bytes"), digests)
    return {bytes(digest): (row_id, Place(*place)) for digest, row_id, *place in rows}


def find_erased(values: Collection[bytes], *, kind: rules.KeyKind) -> set[bytes]:
    """Which of these SHA-256 or source keys were erased for good."""
    if not Tombstone.objects.exists():
        return set()
    key = tombstone_key()
    values_by_digest = {rules.tombstone_digest(value, kind=kind, key=key): value for value in values}
    rows = _rows_where(Tombstone, ("digest",), values_by_digest)
    return {values_by_digest[bytes(digest)] for (digest,) in rows}


def erasing_due_at() -> datetime | None:
    """When an erasing that could not finish at once is gone on with; None while none waits."""
    waiting = Tombstone.objects.filter(swept_at=None).order_by("erased_at").first()
    return waiting.erased_at + _PAUSE_OF_ERASING if waiting else None


def find_claims(segment: int) -> list[Span]:
    """The stretches of a segment that ledger rows stand for, in order."""
    rows = Original.objects.filter(segment=segment).order_by("offset").values_list("offset", "stored_bytes")
    return [Span(offset, offset + stored_bytes) for offset, stored_bytes in rows.iterator()]


def find_segments_with_leftovers() -> list[int]:
    """Segments longer than what the ledger claims of them: killed batches, erased originals, holes."""
    totals = dict(Original.objects.values_list("segment").annotate(Sum("stored_bytes")).order_by())
    return [number for number, size in storage.store().sizes().items() if size != totals.get(number, 0)]


def verify(*, progress: Progress | None = None) -> Iterator[Problem]:
    """Everything that is wrong with originals; reads each of them, one batch in memory at a time."""
    yield from _verify_files()
    yield from _verify_ledger(progress or (lambda done, total: None))
    yield from _verify_tombstones()
    yield from _verify_erased_bytes()


def _verify_files() -> list[Problem]:
    store = storage.store()
    with store.lease():  # no rewrite is going on
        stale = [*store.stale_files(), *Path(settings.HOME).glob(".restore.*.tmp")]
    return [Problem("stale_file", f"{path.name} was left behind") for path in stale]


def _verify_ledger(progress: Progress) -> Iterator[Problem]:
    total, done, last_id = Original.objects.count(), 0, 0
    while rows := list(Original.objects.filter(pk__gt=last_id).order_by("pk")[:_PARAMETERS]):
        erased = find_erased([bytes(row.sha256) for row in rows], kind="sha256")
        for row in rows:
            if bytes(row.sha256) in erased:
                yield Problem("erased_is_back", f"original {row.pk} was erased, yet is here", row.pk)
            if problem := _verify_original(row):
                yield problem
        done, last_id = done + len(rows), rows[-1].pk
        progress(done, max(done, total))


def _verify_original(row: Original) -> Problem | None:
    try:
        _check(row)
    except DamagedOriginalError as error:
        # It may have been erased between the two looks.
        if Original.objects.filter(pk=row.pk).exists():
            return Problem("damaged", str(error), row.pk)
    return None


def _verify_tombstones() -> Iterator[Problem]:
    if count := Tombstone.objects.filter(swept_at=None).count():
        yield Problem("erasing_unfinished", f"{count} erasings wait for their bytes to go; start again")
    lengths = Tombstone.objects.annotate(length=Length("digest")).exclude(length=rules.DIGEST_BYTES)
    for row in lengths.iterator():
        yield Problem("tombstone_content", f"tombstone {row.pk} is not a keyed hash")


def _verify_erased_bytes() -> Iterator[Problem]:
    if not Tombstone.objects.exists():
        return
    store = storage.store()
    for segment in find_segments_with_leftovers():
        for span in store.leftovers(segment, find_claims(segment)):
            digests = [record.sha256 for record in store.records(segment, span)]
            for _ in find_erased(digests, kind="sha256"):
                yield Problem("erased_bytes", f"segment {segment} still holds something that was erased")


def tombstone_key() -> bytes:
    return _key_from(settings.SECRET_KEY)


@lru_cache(maxsize=2)
def _key_from(secret: str) -> bytes:
    return rules.tombstone_key(secret)


def _read(row: Original) -> bytes:
    try:
        raw, sha256 = storage.store().read(Place(row.segment, row.offset, row.stored_bytes))
    except DamagedRecordError as error:
        raise DamagedOriginalError(f"original {row.pk} cannot be read: {error}") from error
    if sha256 != bytes(row.sha256):
        raise DamagedOriginalError(f"original {row.pk} cannot be read: another record stands there")
    return raw


def _check(row: Original) -> None:
    """As `_read`, without holding the original."""
    try:
        sha256 = storage.store().check(Place(row.segment, row.offset, row.stored_bytes))
    except DamagedRecordError as error:
        raise DamagedOriginalError(f"original {row.pk} cannot be read: {error}") from error
    if sha256 != bytes(row.sha256):
        raise DamagedOriginalError(f"original {row.pk} cannot be read: another record stands there")


def _rows_where(
    model: type[Model], columns: Sequence[str], values: Iterable[bytes]
) -> Iterator[Sequence[Any]]:
    """Rows whose first column is one of `values`. Plain SQL, since every message passes here twice."""
    names = [quote(column) for column in columns]
    select = f"SELECT {', '.join(names)} FROM {quote(model._meta.db_table)} WHERE {names[0]}"  # noqa: S608
    remaining = iter(set(values))
    with connection.cursor() as cursor:
        while some := list(islice(remaining, _PARAMETERS)):
            cursor.execute(f"{select} IN ({', '.join(['%s'] * len(some))})", some)
            yield from cursor.fetchall()
