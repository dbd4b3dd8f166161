"""What is kept of who waits goes with the letters it hangs on: when they are erased, and when all is built anew."""

from __future__ import annotations

from alongside.intake.erasing import Erasure, erases_besides
from alongside.intake.rebuilding import rebuilds_besides
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Interaction
from alongside.waiting.models import Answered, Settled, Waiting

# The follower fills them again: the positions are dropped as well.
rebuilds_besides(Waiting, Answered)


@erases_besides
def erase_waiting(erasure: Erasure) -> None:
    for chunk in in_chunks(sorted(erasure.entries)):
        for model in (Waiting, Answered):
            model.objects.filter(interaction_id__in=chunk).delete()
        keys = [
            bytes(key)
            for key in Interaction.objects.filter(id__in=chunk).values_list("source_key", flat=True)
        ]
        Settled.objects.filter(source_key__in=keys).delete()
