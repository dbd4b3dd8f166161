"""Numbers and hashes in, originals and what is known of them out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model

from alongside.lib.bulk import quote
from alongside.lib.segment_records import DamagedRecordError
from alongside.lib.segments import Place
from alongside.originals import rules, storage
from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.models import Original, Tombstone

# SQLite from before 3.32 takes 999 parameters a statement.
_PARAMETERS = 900


def read(original_id: int) -> bytes:
    """The raw bytes, checked against their SHA-256; raises MissingOriginalError or DamagedOriginalError."""
    row = Original.objects.filter(pk=original_id).first()
    if row is None:
        raise MissingOriginalError(f"there is no original {original_id}; it may have been erased")
    try:
        raw, sha256 = storage.store().read(Place(row.segment, row.offset, row.stored_bytes))
    except DamagedRecordError as error:
        raise DamagedOriginalError(f"original {original_id} cannot be read: {error}") from error
    if sha256 != bytes(row.sha256):
        raise DamagedOriginalError(f"original {original_id} cannot be read: another record stands there")
    return raw


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


def tombstone_key() -> bytes:
    return _key_from(settings.SECRET_KEY)


@lru_cache(maxsize=2)
def _key_from(secret: str) -> bytes:
    return rules.tombstone_key(secret)


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
