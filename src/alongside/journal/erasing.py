"""What is kept of a reply goes with its entry, whoever is erased; posts are the desk's own and stay."""

from __future__ import annotations

from alongside.intake.erasing import Erasure, erases_besides
from alongside.journal.models import Reply
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Interaction


@erases_besides
def erase_replies(erasure: Erasure) -> None:
    for chunk in in_chunks(sorted(erasure.entries)):
        keys = Interaction.objects.filter(id__in=chunk).values_list("source_key", flat=True)
        Reply.objects.filter(source_key__in=[bytes(key) for key in keys]).delete()
