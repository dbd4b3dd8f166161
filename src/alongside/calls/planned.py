"""An appointment that is another by now in; the calls prepared for it follow, until it is said what they were."""

from __future__ import annotations

from typing import Any

from alongside.calls.actions import cleaned_number, cleaned_people
from alongside.calls.models import Call, State
from alongside.diary.models import Appointment, Way
from alongside.diary.rules import VOICE_WAYS
from alongside.diary.told import changed_besides


@changed_besides
def follow_plan(row: Appointment, names: frozenset[str]) -> None:
    """Whose it is always; link, way, number and people only before it begins: then she knows how they speak."""
    calls = Call.objects.filter(appointment=row, kept_at=None)
    if "client_id" in names:
        calls.update(client_id=row.client_id)
    wanted = _how(row, names)
    if wanted:
        calls.filter(state=State.PLANNED).update(**wanted)


def _how(row: Appointment, names: frozenset[str]) -> dict[str, Any]:
    if row.way == Way.VISIT:
        return {}
    found: dict[str, Any] = {}
    if names & {"way", "join_url"}:
        found |= {"way": row.way, "join_url": row.join_url}
    if names & {"way", "place"} and row.way in VOICE_WAYS:
        found |= {"number": cleaned_number(row.place)}
    if "people" in names:
        found |= {"people": cleaned_people([(name, address) for name, address in row.people])}
    return found
