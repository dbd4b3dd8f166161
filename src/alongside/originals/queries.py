"""Numbers and hashes in, originals and what is known of them out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model, Sum

from alongside.lib.bulk import quote
from alongside.lib.segment_records import DamagedRecordError
from alongside.lib.segments import Place, Span
from alongside.originals import rules, storage
from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.models import Original, Tombstone

# Whoever erases tries by himself first.
_PAUSE_OF_ERASING = timedelta(minutes=10)
# SQLite from before 3.32 takes 999 parameters a statement.
_PARAMETERS = 900


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
