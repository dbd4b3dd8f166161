"""What stands in the segments although no row of the ledger claims it, and what explains it.

A kill between append and commit leaves whole records, or the beginning of one; an erasing leaves records until they
are swept; the same mail, read again after a kill, is appended once more. All that is rightly there. What remains is a
ledger that lost rows, and bytes that nobody of ours has written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Max, Min
from msgspec import Struct

from alongside.lib.segments import Span
from alongside.originals import queries, storage
from alongside.originals.models import Original, Tombstone

_BATCH = 500
_RESTORE = "Restore your last backup."


class Found(Struct):
    """In one stretch: records that were erased, that the ledger has at another place, that it does not know; and
    what is no record and no beginning of one."""

    segment: int
    erased: int = 0
    known: int = 0
    unknown: int = 0
    strange: tuple[Span, ...] = ()


class Ledger(Struct, frozen=True):
    """What the ledger says of itself. `missing`: numbers that it gave to rows that are gone, without their being
    erased."""

    is_unused: bool
    missing: int

    @classmethod
    def now(cls) -> Ledger:
        facts = Original.objects.aggregate(first=Min("id"), last=Max("id"), count=Count("id"))
        given = max(_last_number(), facts["last"] or 0)
        first = facts["first"] or 1
        erased = Tombstone.objects.count()
        missing = given - first + 1 - facts["count"] - erased if connection.vendor == "sqlite" else 0
        return cls(is_unused=not facts["count"] and not erased, missing=max(missing, 0))

    def has_lost(self, *, unknown: int, known: int) -> str:
        """Why what is `unknown` here was not left by a kill; "" where it may have been.

        A killed batch took no numbers. Of two processes that stored the same at once, one did in vain: then the
        ledger has those bytes, and they stand here as `known`.
        """
        lost = min(unknown, self.missing - known)
        if lost > 0:
            return f"{lost} originals stand in their segments, and the ledger has lost them. {_RESTORE}"
        if unknown and self.is_unused and _is_younger_than_segments():
            return (
                f"{unknown} originals stand in segments that are older than this database, which knows none of them."
                f" {_RESTORE}"
            )
        return ""


def walk() -> Iterator[Found]:
    """Stretch by stretch, for all segments that are longer than what the ledger claims."""
    store = storage.store()
    for segment in queries.find_segments_with_leftovers():
        for span in store.leftovers(segment, queries.find_claims(segment)):
            found = Found(segment, strange=tuple(store.strangers(segment, span)))
            digests = (record.sha256 for record in store.records(segment, span))
            while some := list(islice(digests, _BATCH)):
                erased, known = queries.find_erased(some, kind="sha256"), queries.find_ids(some)
                found.erased += len(erased)
                found.known += sum(digest in known for digest in some)
                found.unknown += sum(digest not in known and digest not in erased for digest in some)
            yield found


def stray_segments() -> list[int]:
    """Numbers follow each other: one behind a gap that the ledger does not know is not ours. An erasing makes gaps."""
    if Tombstone.objects.exists():
        return []
    numbers = storage.store().sizes().keys()
    claimed = set(Original.objects.values_list("segment", flat=True).distinct().order_by())
    return [
        number for number in numbers if number > 1 and number - 1 not in numbers and number not in claimed
    ]


def _last_number() -> int:
    """The highest that the ledger ever gave. PostgreSQL also counts those that a kill took back."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [Original._meta.db_table])
        return int((cursor.fetchone() or (0,))[0])


def _is_younger_than_segments() -> bool:
    """An import writes its segments into a practice that is there; they are never older than its database."""
    made_at = MigrationRecorder.Migration.objects.aggregate(at=Min("applied"))["at"]
    store = storage.store()
    written = [datetime.fromtimestamp(store.written_at(number), UTC) for number in store.sizes()]
    return made_at is not None and any(at < made_at for at in written)
