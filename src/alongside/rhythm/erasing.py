"""Days are counted without what was erased, and anew when all is built anew."""

from __future__ import annotations

from alongside.intake.erasing import Erasure, erases_besides
from alongside.intake.rebuilding import rebuilds_besides
from alongside.rhythm.counting import mark_due
from alongside.rhythm.models import Day, Standing
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Filing

rebuilds_besides(Day, Standing)


@erases_besides
def note_erased(erasure: Erasure) -> None:
    """Days are counted again without what goes; those of the client itself hang on its row."""
    for chunk in in_chunks(sorted(erasure.entries)):
        filed = Filing.objects.filter(interaction_id__in=chunk).exclude(client_id=erasure.client_id or 0)
        mark_due(filed.values_list("client_id", flat=True).distinct())
