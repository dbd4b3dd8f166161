"""Rooms that were planned with whoever is erased go in the same transaction, also where nobody of here came to them.

Before the diary forgets with whom it was. What a call of hers was spoken in goes with the call.
"""

from __future__ import annotations

from alongside.intake.erasing import Erasure, erases_besides
from alongside.rooms.models import Room
from alongside.timeline.database import in_chunks


@erases_besides
def erase_rooms(erasure: Erasure) -> None:
    if not erasure.addresses or erasure.client_id is not None:
        return
    gone = {one.lower() for one in erasure.addresses}
    rows = Room.objects.exclude(appointment=None).values_list("pk", "appointment__people")
    found = [pk for pk, people in rows if any(address.lower() in gone for _, address in people)]
    for chunk in in_chunks(found):
        Room.objects.filter(pk__in=chunk).delete()
