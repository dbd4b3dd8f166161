"""Originals in, what became of each out: filed, in the tray, private, unparsed; kept beside the listed numbers.

A follower of the timeline's changes: what is filed elsewhere is counted elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Any

from django.db.models import QuerySet

from alongside.connections.mailboxes import tell_coverage
from alongside.connections.models import Connection, Folder, Listed
from alongside.prepared import prepared
from alongside.timeline.database import in_chunks, select, select_in
from alongside.timeline.models import KeptUnparsed

Became = Listed.Became
# What came from files is listed nowhere, and there is nothing to note beside it.
_SOURCES = "SELECT DISTINCT connection_id FROM timeline_interaction WHERE id IN ({})"
_LISTED = (
    "SELECT r.original_id FROM timeline_revision r WHERE r.interaction_id IN ({})"
    " AND EXISTS (SELECT 1 FROM connections_listed l WHERE l.original_id = r.original_id)"
)


def became_of(originals: Iterable[int]) -> dict[int, int]:
    """By original; one of which nothing was made yet is missing."""
    wanted = list(originals)
    unparsed = "SELECT original_id FROM timeline_keptunparsed WHERE original_id IN ({})"
    found = {number: int(Became.UNPARSED) for (number,) in select_in(unparsed, wanted)}
    made = select_in(
        "SELECT r.original_id, i.private_to_id IS NOT NULL, i.is_unfiled FROM timeline_revision r"
        " JOIN timeline_interaction i ON i.id = r.interaction_id WHERE r.original_id IN ({})",
        wanted,
    )
    for number, is_private, is_unfiled in made:
        found[number] = int(Became.PRIVATE if is_private else Became.IN_TRAY if is_unfiled else Became.FILED)
    return found


def handle(entries: Sequence[int]) -> None:
    """Entries that arrived or moved: their numbers are counted where they belong now."""
    numbers = sorted(set(entries))
    sources = {source for (source,) in select_in(_SOURCES, numbers)}
    due = set(Connection.objects.filter(pk__in=sources, mailbox=None).values_list("pk", flat=True))
    Connection.objects.filter(pk__in=due, is_recount_due=False).update(is_recount_due=True)
    note(number for (number,) in select_in(_LISTED, numbers))


def note(originals: Iterable[int]) -> None:
    by_became: dict[int, list[int]] = {}
    for number, became in became_of(originals).items():
        by_became.setdefault(became, []).append(number)
    for became, numbers in by_became.items():
        for chunk in in_chunks(numbers):
            _set(Listed.objects.filter(original_id__in=chunk).exclude(became=became), became)


def note_erased(originals: Iterable[int]) -> None:
    """Before they go: the number stays listed, and says so."""
    for chunk in in_chunks(originals):
        _set(Listed.objects.filter(original_id__in=chunk), Became.ERASED)
    Connection.objects.update(is_recount_due=True)


def _set(rows: QuerySet[Listed], became: int) -> None:
    recount_later(set(rows.values_list("folder_id", flat=True)))
    rows.update(became=became)


# Counting

STATES = {
    Listed.State.NOT_GIVEN: "not_given",
    Listed.State.REFUSED: "kept_on_server",
    Listed.State.TOO_OLD: "too_old",
    Listed.State.NOT_HERS: "not_hers",
    Listed.State.DRAFT: "drafts",
}
BECAME = {
    Became.UNKNOWN: "unsorted",
    Became.FILED: "filed",
    Became.IN_TRAY: "in_tray",
    Became.PRIVATE: "private",
    Became.UNPARSED: "kept_unparsed",
    Became.ERASED: "erased",
}
# A folder that is not larger is counted by whoever asks; a million numbers take most of a second.
COUNTED_AT_ONCE = 5_000
# Counting takes at most this part of the time.
_PART_OF_TIME = 0.05
_COUNTS = """
SELECT state, became, gone_at IS NULL, count(*) FROM connections_listed
WHERE folder_id = %s AND uidvalidity = %s GROUP BY 1, 2, 3
"""
_SOURCE_COUNTS = """
SELECT is_unfiled, private_to_id IS NOT NULL, count(*) FROM timeline_interaction
WHERE connection_id = %s GROUP BY 1, 2
"""


def recount_later(folder_ids: Iterable[int]) -> None:
    Folder.objects.filter(pk__in=list(folder_ids), is_recount_due=False).update(is_recount_due=True)


def figures_of(folder: Folder) -> dict[str, int]:
    """How many of a folder's numbers became what; of a large one as it was counted last."""
    known: dict[str, int] = folder.figures
    is_large = max(folder.on_server, sum(known.values())) > COUNTED_AT_ONCE
    return known if known and (is_large or not folder.is_recount_due) else _count(folder)


def _count(folder: Folder) -> dict[str, int]:
    figures: dict[str, int] = {}
    for state, became, is_there, count in select(_COUNTS, [folder.pk, folder.uidvalidity]):
        part = STATES.get(Listed.State(state)) or BECAME[Became(became)]
        part = part if is_there else "gone_from_server"
        figures[part] = figures.get(part, 0) + count
    return figures


def source_figures_of(source: Connection) -> dict[str, int]:
    """The same for a source of files."""
    return source.figures if source.figures is not None else _count_source(source)


def _count_source(source: Connection) -> dict[str, int]:
    figures = {"filed": 0, "in_tray": 0, "private": 0}
    for is_unfiled, is_private, count in select(_SOURCE_COUNTS, [source.pk]):
        figures["private" if is_private else "in_tray" if is_unfiled else "filed"] += count
    figures["kept_unparsed"] = KeptUnparsed.objects.filter(connection=source).count()
    return figures


@prepared
def _due_folders() -> Any:
    return Folder.objects.filter(is_recount_due=True)[:20]


@prepared
def _due_sources() -> Any:
    return Connection.objects.filter(is_recount_due=True, mailbox=None)[:20]


class Recounting:
    """Counts again what has changed, now and then: the larger it is, the longer the pause."""

    def __init__(self) -> None:
        self._next_at = 0.0

    def look(self) -> None:
        begun = monotonic()
        if begun < self._next_at:
            return
        for folder in _due_folders():
            # First the mark, then the counting: what changes meanwhile is marked again.
            Folder.objects.filter(pk=folder.pk).update(is_recount_due=False)
            Folder.objects.filter(pk=folder.pk).update(figures=_count(folder))
            tell_coverage(folder.mailbox_id)
        for source in _due_sources():
            Connection.objects.filter(pk=source.pk).update(is_recount_due=False)
            Connection.objects.filter(pk=source.pk).update(figures=_count_source(source))
        self._next_at = monotonic() + (monotonic() - begun) / _PART_OF_TIME
