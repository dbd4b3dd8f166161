"""What is kept here of whoever is erased goes in the same transaction; what hangs on the client's row follows it."""

from __future__ import annotations

from alongside.intake.erasing import Erasure, erases_besides
from alongside.promises.models import Finding, Promise, Verdict
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Interaction, Revision


@erases_besides
def erase_promises(erasure: Erasure) -> None:
    for chunk in in_chunks(sorted(erasure.entries)):
        keys = _source_keys(chunk)
        Finding.objects.filter(interaction_id__in=chunk).delete()
        Promise.objects.filter(interaction_id__in=chunk).delete()
        Verdict.objects.filter(source_key__in=keys).delete()
    if erasure.client_id is None and erasure.addresses:
        # By hand, about somebody who goes altogether.
        named = Verdict.objects.filter(source_key=None, person__in=erasure.addresses)
        gone = set(named.values_list("key", flat=True))
        Verdict.objects.filter(key__in=gone).delete()
        Promise.objects.filter(key__in=gone).delete()


def _source_keys(chunk: list[int]) -> set[bytes]:
    ledger = Revision.objects.filter(interaction_id__in=chunk).values_list("source_key", flat=True)
    entries = Interaction.objects.filter(id__in=chunk).values_list("source_key", flat=True)
    return {bytes(key) for key in ledger} | {bytes(key) for key in entries}
