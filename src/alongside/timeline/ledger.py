"""An entry in, the bytes that it was made from out."""

from __future__ import annotations

from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.queries import read
from alongside.timeline.models import Revision


def raw_of(interaction_id: int) -> bytes | None:
    """Of the first original; None where it was erased or is damaged."""
    ledger = Revision.objects.filter(interaction_id=interaction_id).order_by("pk")
    original_id = ledger.values_list("original_id", flat=True).first()
    try:
        return read(original_id) if original_id is not None else None
    except (MissingOriginalError, DamagedOriginalError):
        return None
