"""A client's hours follow its own row; of others who are erased nothing stays by which they could be told."""

from __future__ import annotations

from alongside.hours.models import Counted, Entry
from alongside.intake.erasing import Erasure, erases_besides
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Interaction, Revision


@erases_besides
def forget_counted(erasure: Erasure) -> None:
    """That the time was worked stays; what was noted of a call that goes may name whoever goes with it."""
    for chunk in in_chunks(sorted(erasure.entries | erasure.private)):
        counted = Counted.objects.filter(source_key__in=_keys(chunk))
        Entry.objects.filter(counted__in=counted).update(note="")
        # Its hours stay: the row that leads to them goes, not they.
        counted.delete()


def _keys(entries: list[int]) -> set[bytes]:
    came = Revision.objects.filter(interaction_id__in=entries).values_list("source_key", flat=True)
    now = Interaction.objects.filter(pk__in=entries).values_list("source_key", flat=True)
    return {bytes(key) for key in (*came, *now)}
