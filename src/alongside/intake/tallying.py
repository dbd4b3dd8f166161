"""Originals in, what became of each out: filed, in the tray, private, unparsed; kept beside the listed numbers.

A follower of the timeline's changes: what is filed elsewhere is counted elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alongside.connections.models import Listed
from alongside.timeline.database import in_chunks, select_in

Became = Listed.Became


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
    if not Listed.objects.exists():
        return
    for chunk in in_chunks(sorted(set(entries))):
        sql = "SELECT original_id FROM timeline_revision WHERE interaction_id IN ({})"
        note(number for (number,) in select_in(sql, chunk))


def note(originals: Iterable[int]) -> None:
    by_became: dict[int, list[int]] = {}
    for number, became in became_of(originals).items():
        by_became.setdefault(became, []).append(number)
    for became, numbers in by_became.items():
        for chunk in in_chunks(numbers):
            Listed.objects.filter(original_id__in=chunk).exclude(became=became).update(became=became)


def note_erased(originals: Iterable[int]) -> None:
    """Before they go: the number stays listed, and says so."""
    for chunk in in_chunks(originals):
        Listed.objects.filter(original_id__in=chunk).update(became=Became.ERASED)
