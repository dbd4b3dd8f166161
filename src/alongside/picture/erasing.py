"""What a client answered goes with the entry that the answers are."""

from __future__ import annotations

from alongside.intake.erasing import Erasure, erases_besides
from alongside.picture.models import Proposal, Questionnaire
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Interaction


@erases_besides
def erase_answers(erasure: Erasure) -> None:
    """The questions stay, and nothing of what was kept on the way to sending."""
    for chunk in in_chunks(sorted(erasure.entries)):
        rows = Interaction.objects.filter(id__in=chunk).values_list("source_key", flat=True)
        proposals = Proposal.objects.filter(source_key__in=[bytes(key) for key in rows])
        asked = set(proposals.values_list("questionnaire_id", flat=True))
        Questionnaire.objects.filter(pk__in=asked).update(answers={}, kept_at=None)
        proposals.delete()
