"""Raw bytes in, durable originals with their ledger rows out; and what was erased stays gone.

    with prepare(raws) as prepared:      # outside any transaction: hashed, new ones written and synced
        with transaction.atomic():
            stored = commit(prepared)    # ledger rows, in the transaction of whatever is made from them

The order is bytes, sync, ledger: a kill in between leaves bytes nobody claims, never a row without bytes.

Erasing goes the other way. `forget` is the decision, in one transaction: rows go, tombstones come. `sweep`
follows outside: bytes that no row claims leave the segments. A tombstone without `swept_at` is the journal:
after a kill at any moment either nothing was erased, or `finish_erasing`, at every start, goes on to the end.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO, NamedTuple, TypeVar, cast

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from msgspec import Struct

from alongside.lib.bulk import Vendor, insert_rows, quote
from alongside.lib.file_locks import LockBusyError
from alongside.lib.segments import Place
from alongside.originals import before_update, queries, rules, storage
from alongside.originals.models import Original, Tombstone

T = TypeVar("T")
logger = logging.getLogger(__name__)

_PIECE_BYTES = 1 << 20
_COLUMNS = ("sha256", "segment", "offset", "stored_bytes", "size_bytes", "received_at")


class PreparedItem(NamedTuple):
    """One of the raws. `place` is set when it was written just now; `known_id` when the ledger has it."""

    sha256: bytes
    size_bytes: int
    place: Place | None
    known_id: int | None
    is_erased: bool


class Prepared(Struct, frozen=True):
    """What `commit` needs: `items` stand in the order of the raws."""

    items: tuple[PreparedItem, ...]


class Stored(NamedTuple):
    """`id` is None when `is_erased`: it was erased for good and is not taken in again."""

    id: int | None
    sha256: bytes
    is_new: bool
    is_erased: bool


class Swept(Struct, frozen=True):
    """`is_complete` is False when others held the store or the database too long; the next start goes on."""

    removed_bytes: int
    is_complete: bool


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


@contextmanager
def prepare_file(open_file: Callable[[], BinaryIO]) -> Iterator[Prepared]:
    """As `prepare`, for one file of any size, which is read twice: for its name, and into the store.

    Raises OSError when it cannot be read or changes between the two.
    """
    hashed, size_bytes = hashlib.sha256(), 0
    with open_file() as file:
        while piece := file.read(_PIECE_BYTES):
            hashed.update(piece)
            size_bytes += len(piece)
    digest = hashed.digest()
    known = queries.find_ids([digest]).get(digest)
    is_erased = bool(queries.find_erased([digest], kind="sha256"))
    with ExitStack() as stack:
        place = None
        if known is None and not is_erased:
            store = storage.store()
            stack.enter_context(store.lease())
            with open_file() as file:
                place = store.append_file(file, size_bytes=size_bytes, sha256=digest)
        yield Prepared((PreparedItem(digest, size_bytes, place, known, is_erased),))


def commit(prepared: Prepared, *, part: slice = slice(None)) -> list[Stored]:
    """Write the ledger rows of the items in `part`, inside the caller's transaction.

    Another process may have stored or erased the same bytes since `prepare`; what was not written just now is asked
    of the ledger after the insert, because only then has the database waited for the others.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("commit() belongs inside the transaction of its results")
    items = prepared.items[part]
    written = _insert([item for item in items if item.place])
    digests = [item.sha256 for item in items]
    erased = queries.find_erased(digests, kind="sha256")
    if erased:
        Original.objects.filter(sha256__in=list(erased)).delete()
        written = {}
    found = written | queries.find_places([digest for digest in digests if digest not in written])
    return [_stored(item, found) for item in items]


def store(raws: Sequence[bytes]) -> list[Stored]:
    """Prepare and commit in a transaction of its own, for bytes that nothing is made from."""
    with prepare(raws) as prepared, transaction.atomic(durable=True):
        return commit(prepared)


def _insert(items: Sequence[PreparedItem]) -> dict[bytes, tuple[int, Place]]:
    """Numbers and places of what was written; nothing where others had stored some of it already."""
    if not items:
        return {}
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    numbers = _take_numbers(len(items))
    rows: list[tuple[Any, ...]] = [
        (item.sha256, *cast(Place, item.place), item.size_bytes, now, number)
        for item, number in zip(items, numbers, strict=True)
    ]
    vendor, table = cast(Vendor, connection.vendor), Original._meta.db_table
    if vendor == "postgresql":
        # Inserted in one order by everybody, so that two processes with the same mail cannot wait for each other in
        # a ring; numbered before, so that numbers follow the order of arrival all the same.
        rows.sort()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        count = insert_rows(cursor, table, (*_COLUMNS, "id"), rows, vendor=vendor, ignore_conflicts=True)
    if count < len(rows):
        return {}
    return {
        item.sha256: (number, cast(Place, item.place)) for item, number in zip(items, numbers, strict=True)
    }


def _take_numbers(count: int) -> list[int]:
    """New ids, rising. On SQLite nobody else can take them before the transaction ends."""
    table = Original._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            (last,) = cursor.fetchone() or (0,)
            return list(range(last + 1, last + 1 + count))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return sorted(number for (number,) in cursor.fetchall())


def _stored(item: PreparedItem, found: dict[bytes, tuple[int, Place]]) -> Stored:
    row = found.get(item.sha256)
    if row is None:
        return Stored(None, item.sha256, is_new=False, is_erased=True)
    return Stored(row[0], item.sha256, is_new=row[1] == item.place, is_erased=False)


def forget(original_ids: Iterable[int], *, source_keys: Iterable[bytes] = ()) -> int:
    """Delete ledger rows and leave tombstones, inside the caller's transaction; call `sweep` after it.

    `source_keys` keep out copies that were rewritten on their way and so have another SHA-256. Returns how
    many originals went. Raises ProtectedError while something is still made from one of them.
    """
    key, now, count = queries.tombstone_key(), timezone.now(), 0
    _bury(source_keys, kind="source_key", key=key, now=now)
    for ids in _chunks(original_ids):
        rows = Original.objects.filter(pk__in=ids)
        _bury(map(bytes, rows.values_list("sha256", flat=True)), kind="sha256", key=key, now=now)
        count += rows.delete()[1].get(Original._meta.label, 0)
    return count


def sweep(*, timeout_seconds: float = 60.0) -> Swept:
    """Remove every byte that no ledger row claims from the segments, and erased rows from the database's log.

    Outside any transaction. Readers go on; writers wait while one segment is rewritten.
    """
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("sweep() rewrites files: call it after the commit")
    pending = list(Tombstone.objects.filter(swept_at=None).values_list("pk", flat=True))
    if pending:
        # A copy from before an update holds what was erased since.
        before_update.remove()
    removed = 0
    try:
        _remove_stale_files(timeout_seconds=timeout_seconds)
        for segment in queries.find_segments_with_leftovers():
            removed += _sweep_segment(segment, timeout_seconds=timeout_seconds)
    except (LockBusyError, OperationalError) as error:
        logger.warning("erasing is not finished yet, the next start goes on with it: %s", error)
        return Swept(removed, is_complete=False)
    if not _empty_database_log():
        return Swept(removed, is_complete=False)
    for ids in _chunks(pending):
        Tombstone.objects.filter(pk__in=ids).update(swept_at=timezone.now())
    return Swept(removed, is_complete=True)


def erase(original_ids: Iterable[int], *, source_keys: Iterable[bytes] = ()) -> Swept:
    """Forget and sweep, for originals that nothing is made from."""
    with transaction.atomic(durable=True):
        forget(original_ids, source_keys=source_keys)
    return sweep()


def finish_erasing() -> Swept | None:
    """At every start: go on with an erasing that was killed. None when there was nothing to do."""
    if storage.store().stale_files() or Tombstone.objects.filter(swept_at=None).exists():
        return sweep()
    return None


def _bury(values: Iterable[bytes], *, kind: rules.KeyKind, key: bytes, now: datetime) -> None:
    digests = {rules.tombstone_digest(value, kind=kind, key=key) for value in values}
    Tombstone.objects.bulk_create(
        [Tombstone(digest=digest, erased_at=now) for digest in sorted(digests)],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["swept_at"],
    )


def _remove_stale_files(*, timeout_seconds: float) -> None:
    store = storage.store()
    if store.stale_files():
        with store.alone(timeout_seconds=timeout_seconds):
            for path in store.stale_files():
                path.unlink()


def _sweep_segment(segment: int, *, timeout_seconds: float) -> int:
    store = storage.store()
    with store.alone(timeout_seconds=timeout_seconds):
        _wait_for_commits_of_the_dead()
        claimed = queries.find_claims(segment)
        leftovers = store.leftovers(segment, claimed)
        if leftovers:
            store.rewrite(segment, claimed)
    return sum(span.end - span.start for span in leftovers)


def _wait_for_commits_of_the_dead() -> None:
    """A PostgreSQL server may still be committing rows for a process that was killed."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10s'")
            cursor.execute(f"LOCK TABLE {quote(Original._meta.db_table)} IN SHARE MODE")


def _empty_database_log() -> bool:
    """Whether SQLite's write-ahead log, which holds pages from before the erasing, is empty now."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(cursor.fetchone()[0] == 0)


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(values)
    while some := list(islice(remaining, 500)):
        yield some
