"""Proves that originals are whole: ledger and segments in, everything that is wrong with them out; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db.models.functions import Length
from msgspec import Struct

from alongside.lib.left_behind import left_behind
from alongside.lib.segment_records import DamagedRecordError
from alongside.lib.segments import Place
from alongside.originals import before_update, queries, rules, storage, unclaimed
from alongside.originals.errors import DamagedOriginalError
from alongside.originals.models import Original, Tombstone

Progress = Callable[[int, int], None]
ProblemKind = Literal[
    "stale_file",
    "stray_segment",
    "damaged",
    "erased_is_back",
    "erasing_unfinished",
    "tombstone_content",
    "erased_bytes",
    "strange_bytes",
    "lost_rows",
]

_BATCH = 900


class Problem(Struct, frozen=True):
    """Something that `verify` found, in words."""

    kind: ProblemKind
    text: str
    original_id: int | None = None


def verify(*, progress: Progress | None = None) -> Iterator[Problem]:
    """Everything that is wrong with originals; reads each of them, one batch in memory at a time."""
    yield from _files()
    yield from _strays()
    yield from _ledger(progress or (lambda done, total: None))
    yield from _tombstones()
    yield from _unclaimed()


def _files() -> Iterator[Problem]:
    store, home = storage.store(), Path(settings.HOME)
    with store.lease():  # no rewrite is going on
        stale = store.stale_files()
    for path in stale:
        yield Problem("stale_file", f"{path.name} was left behind in originals; the next start removes it")
    for folder in (home, home / before_update.FOLDER_NAME):
        for path in left_behind(folder, lock=home / "migrate.lock"):
            yield Problem("stale_file", f"{path.name} was left behind by a kill, and may be deleted")


def _strays() -> Iterator[Problem]:
    for path in storage.store().strays():
        yield Problem("stray_segment", f"{path.name} in originals has no name that a segment is given")
    for segment in unclaimed.stray_segments():
        yield Problem(
            "stray_segment",
            f"segment {segment} stands apart from the others, and the ledger knows nothing of it",
        )


def _ledger(progress: Progress) -> Iterator[Problem]:
    total, done, last_id = Original.objects.count(), 0, 0
    while rows := list(Original.objects.filter(pk__gt=last_id).order_by("pk")[:_BATCH]):
        erased = queries.find_erased([bytes(row.sha256) for row in rows], kind="sha256")
        for row in rows:
            if bytes(row.sha256) in erased:
                yield Problem("erased_is_back", f"original {row.pk} was erased, yet is here", row.pk)
            if problem := _original(row):
                yield problem
        done, last_id = done + len(rows), rows[-1].pk
        progress(done, max(done, total))


def _original(row: Original) -> Problem | None:
    try:
        _check(row)
    except DamagedOriginalError as error:
        # It may have been erased between the two looks.
        if Original.objects.filter(pk=row.pk).exists():
            return Problem("damaged", str(error), row.pk)
    return None


def _check(row: Original) -> None:
    """As `queries.read`, without holding the original."""
    try:
        sha256 = storage.store().check(Place(row.segment, row.offset, row.stored_bytes))
    except DamagedRecordError as error:
        raise DamagedOriginalError(f"original {row.pk} cannot be read: {error}") from error
    if sha256 != bytes(row.sha256):
        raise DamagedOriginalError(f"original {row.pk} cannot be read: another record stands there")


def _tombstones() -> Iterator[Problem]:
    if count := Tombstone.objects.filter(swept_at=None).count():
        yield Problem("erasing_unfinished", f"{count} erasings wait for their bytes to go; start again")
    lengths = Tombstone.objects.annotate(length=Length("digest")).exclude(length=rules.DIGEST_BYTES)
    for row in lengths.iterator():
        yield Problem("tombstone_content", f"tombstone {row.pk} is not a keyed hash")


def _unclaimed() -> Iterator[Problem]:
    """Read once: what was erased and is still there, what nobody wrote, and what the ledger has lost."""
    before = unclaimed.Ledger.now()
    unknown = known = 0
    for found in unclaimed.walk():
        for _ in range(found.erased):
            yield Problem("erased_bytes", f"segment {found.segment} still holds something that was erased")
        for span in found.strange:
            yield Problem(
                "strange_bytes",
                f"{span.end - span.start:,} bytes of segment {found.segment}, from {span.start:,} on, are of no"
                " original, and no import that was ended leaves such; the next erasing removes them",
            )
        unknown, known = unknown + found.unknown, known + found.known
    if why := before.has_lost(unknown=unknown, known=known):
        yield Problem("lost_rows", why)
