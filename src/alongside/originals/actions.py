"""Raw bytes in, durable originals with their ledger rows out; and what was erased stays gone.

    with prepare(raws) as prepared:      # outside any transaction: hashed, new ones written and synced
        with transaction.atomic():
            stored = commit(prepared)    # ledger rows, in the transaction of whatever is made from them

The order is bytes, sync, ledger: a kill in between leaves bytes nobody claims, never a row without bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import cast

from django.db import connection, transaction
from django.utils import timezone

from alongside.lib.bulk import Vendor, insert_rows
from alongside.lib.segments import Place
from alongside.originals import queries, storage
from alongside.originals.models import Original

_COLUMNS = ("sha256", "segment", "offset", "stored_bytes", "size_bytes", "received_at")


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """One of the raws. `place` is set when it was written just now; `known_id` when the ledger has it."""

    sha256: bytes
    size_bytes: int
    place: Place | None
    known_id: int | None
    is_erased: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `commit` needs: `items` stand in the order of the raws."""

    items: tuple[PreparedItem, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """`id` is None when `is_erased`: it was erased for good and is not taken in again."""

    id: int | None
    sha256: bytes
    is_new: bool
    is_erased: bool


@contextmanager
def prepare(raws: Sequence[bytes]) -> Iterator[Prepared]:
    """Hash, find the known, write and sync the new. Leave the block only after the commit.

    Within the block no erasing rewrites segments. The caller bounds the bytes of a batch: all of it is in
    memory at once. Raises OSError when the disk refuses, and then nothing may be committed.
    """
    digests = [hashlib.sha256(raw).digest() for raw in raws]
    known = queries.find_ids(digests)
    erased = queries.find_erased(digests, kind="sha256")
    fresh = {
        digest: raw
        for digest, raw in zip(digests, raws, strict=True)
        if digest not in known and digest not in erased
    }
    with ExitStack() as stack:
        places: dict[bytes, Place] = {}
        if fresh:
            store = storage.store()
            stack.enter_context(store.lease())
            new = list(fresh)
            places = dict(zip(new, store.append(list(fresh.values()), digests=new), strict=True))
        # pop: a second copy within the batch is not new.
        yield Prepared(
            tuple(
                PreparedItem(digest, len(raw), places.pop(digest, None), known.get(digest), digest in erased)
                for digest, raw in zip(digests, raws, strict=True)
            )
        )


def commit(prepared: Prepared, *, part: slice = slice(None)) -> list[Stored]:
    """Write the ledger rows of the items in `part`, inside the caller's transaction.

    Another process may have stored or erased the same bytes since `prepare`; the ledger is asked again after
    the insert, because only then has the database waited for the others.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("commit() belongs inside the transaction of its results")
    items = prepared.items[part]
    _insert([item for item in items if item.place])
    digests = [item.sha256 for item in items]
    erased = queries.find_erased(digests, kind="sha256")
    if erased:
        Original.objects.filter(sha256__in=list(erased)).delete()
    found = queries.find_places(digests)
    return [_stored(item, found) for item in items]


def store(raws: Sequence[bytes]) -> list[Stored]:
    """Prepare and commit in a transaction of its own, for bytes that nothing is made from."""
    with prepare(raws) as prepared, transaction.atomic(durable=True):
        return commit(prepared)


def _insert(items: Sequence[PreparedItem]) -> None:
    if not items:
        return
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    # In one order for everybody: two processes that store the same mail cannot wait for each other in a ring.
    rows = sorted((item.sha256, *cast(Place, item.place), item.size_bytes, now) for item in items)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        vendor = cast(Vendor, connection.vendor)
        insert_rows(cursor, Original._meta.db_table, _COLUMNS, rows, vendor=vendor, ignore_conflicts=True)


def _stored(item: PreparedItem, found: dict[bytes, tuple[int, Place]]) -> Stored:
    row = found.get(item.sha256)
    if row is None:
        return Stored(None, item.sha256, is_new=False, is_erased=True)
    return Stored(row[0], item.sha256, is_new=row[1] == item.place, is_erased=False)
