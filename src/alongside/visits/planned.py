"""An appointment that is another client's by now in; the visit prepared for it follows, until it is said how it was."""

from __future__ import annotations

from alongside.diary.models import Appointment
from alongside.diary.told import changed_besides
from alongside.visits.models import Visit


@changed_besides
def follow_plan(row: Appointment, names: frozenset[str]) -> None:
    if "client_id" in names:
        Visit.objects.filter(appointment=row, kept_at=None).update(client_id=row.client_id)
