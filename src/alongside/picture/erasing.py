"""What a client answered goes with the entry that the answers are, and with the address of whoever answered."""

from __future__ import annotations

from alongside.intake.erasing import Erasure, erases_besides
from alongside.picture.models import Proposal, Questionnaire
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Interaction


@erases_besides
def erase_answers(erasure: Erasure) -> None:
    for chunk in in_chunks(sorted(erasure.entries)):
        rows = Interaction.objects.filter(id__in=chunk).values_list("source_key", flat=True)
        proposals = Proposal.objects.filter(source_key__in=[bytes(key) for key in rows])
        _forget(set(proposals.values_list("questionnaire_id", flat=True)))
        proposals.delete()
    if erasure.addresses:
        answered = Questionnaire.objects.filter(address__in=erasure.addresses)
        _forget(set(answered.values_list("pk", flat=True)))


def _forget(numbers: set[int]) -> None:
    """What was kept on the way to sending goes too; the questions stay."""
    Questionnaire.objects.filter(pk__in=numbers).update(answers={}, name="", address="", kept_at=None)
