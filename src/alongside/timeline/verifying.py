"""Proves that the timeline is whole: reads everything, changes nothing, gives each problem in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet
from msgspec import Struct

from alongside.originals.models import Original
from alongside.search.models import Entry as IndexEntry
from alongside.timeline.models import Change, Filing, Interaction, KeptUnparsed, Position, Revision, Thread
from alongside.timeline.verifying_contents import problems as contents


class Counts(Struct, frozen=True):
    originals: int
    interactions: int
    kept_unparsed: int


def counts() -> Counts:
    return Counts(Original.objects.count(), Interaction.objects.count(), KeptUnparsed.objects.count())


def problems() -> Iterator[str]:
    """Every original is in exactly one entry or one line of what was kept unparsed, and the reverse."""
    yield from _unaccounted()
    yield from _entries_without_original()
    yield from _misfiled()
    yield from contents()
    yield from _threads()
    yield from _searchable()
    yield from _pointers()


def _unaccounted() -> Iterator[str]:
    in_entry = Exists(Revision.objects.filter(original_id=OuterRef("pk")))
    kept = Exists(KeptUnparsed.objects.filter(original_id=OuterRef("pk")))
    for number in Original.objects.filter(~in_entry & ~kept).values_list("id", flat=True)[:100]:
        yield f"Original {number} stands in no entry and in no list of what was kept unparsed."
    for number in Original.objects.filter(in_entry & kept).values_list("id", flat=True)[:100]:
        yield f"Original {number} stands in an entry and is listed as kept unparsed as well."


def _entries_without_original() -> Iterator[str]:
    ledger = Exists(Revision.objects.filter(interaction_id=OuterRef("pk")))
    for number in Interaction.objects.filter(~ledger).values_list("id", flat=True)[:100]:
        yield f"Entry {number} has no original."
    there = Exists(Interaction.objects.filter(pk=OuterRef("interaction_id")))
    for number in Revision.objects.filter(~there).values_list("interaction_id", flat=True)[:100]:
        yield f"Entry {number} is in the ledger but not in the timeline. Rebuild brings it back."


def _misfiled() -> Iterator[str]:
    filed = Exists(Filing.objects.filter(interaction_id=OuterRef("pk")))
    lost = Interaction.objects.filter(~filed, is_unfiled=False, private_to__isnull=True)
    for number in lost.values_list("id", flat=True)[:100]:
        yield f"Entry {number} is filed nowhere and not in the tray either."
    for number in Interaction.objects.filter(filed, is_unfiled=True).values_list("id", flat=True)[:100]:
        yield f"Entry {number} is filed and in the tray as well."


def _threads() -> Iterator[str]:
    for number in Filing.objects.filter(thread__isnull=True).values_list("interaction_id", flat=True)[:100]:
        yield f"Entry {number} stands in no conversation of its client."
    for of, name in (("filing", "client"), ("interaction", "connection")):
        yield from _totals(Thread.objects.filter(**{f"{name}__isnull": False}), of=of)


def _totals(threads: QuerySet[Thread], *, of: str) -> Iterator[str]:
    """Against what stands in them: filings where a client has them, else entries."""
    counted = threads.annotate(
        found=Count(of), first=Min(f"{of}__happened_at"), last=Max(f"{of}__happened_at")
    )
    fields = ("id", "size", "found", "first_at", "first", "last_at", "last")
    for number, size, found, first_at, first, last_at, last in counted.values_list(*fields).iterator():
        if size != found:
            yield f"Conversation {number} counts {size} entries and has {found}."
        elif (first_at, last_at) != (first, last):
            yield f"Conversation {number} begins or ends at another moment than what stands in it."


def _searchable() -> Iterator[str]:
    """Only once the index has followed every change: until then it is rightly behind."""
    newest = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
    position = Position.objects.filter(follower="search").values_list("change_id", flat=True).first() or 0
    if position < newest:
        return
    indexed = Exists(IndexEntry.objects.filter(number=OuterRef("pk")))
    for number in Interaction.objects.filter(~indexed).values_list("id", flat=True)[:100]:
        yield f"Entry {number} cannot be found by searching. Rebuild brings it back."


def _pointers() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        for row in cursor.fetchmany(20):
            yield f"A row of {row[0]} points at a row of {row[2]} that is gone."
