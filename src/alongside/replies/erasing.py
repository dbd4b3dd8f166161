"""What is kept of a reply goes with its entry, whoever is erased."""

from __future__ import annotations

from alongside.intake.erasing import Erasure, erases_besides
from alongside.replies.models import Kept
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Interaction


def goes_with_its_entry(rows: type[Kept]) -> None:
    """Said once, at the start, by each package that has such a table."""

    @erases_besides
    def erase_rows(erasure: Erasure) -> None:
        for chunk in in_chunks(sorted(erasure.entries)):
            keys = Interaction.objects.filter(id__in=chunk).values_list("source_key", flat=True)
            rows._default_manager.filter(source_key__in=[bytes(key) for key in keys]).delete()

    # Whose it is: they are called in the order of the packages.
    erase_rows.__module__ = rows.__module__
