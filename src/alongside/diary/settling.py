"""Appointments in, what stands of each kept: its words laid over what its invitations say."""

from __future__ import annotations

from alongside.diary.models import Appointment, Said
from alongside.diary.rules import Invited, Standing, Step, standing
from alongside.diary.taking import take


def steps_of(appointment: Appointment) -> list[Step]:
    rows = Said.objects.filter(appointment=appointment).order_by("id")
    return [Step(word, at, facts) for word, at, facts in rows.values_list("word", "said_at", "facts")]


def settle(appointment: Appointment, *, invited: Invited | None = None) -> bool:
    """Within a transaction; False when nothing is left of it."""
    stands = standing(steps_of(appointment), invited=invited)
    if stands is None:
        return False
    lay_into(appointment, stands)
    appointment.save()
    take(appointment)
    return True


def lay_into(appointment: Appointment, stands: Standing) -> None:
    facts = stands.facts
    for name in ("starts_at", "ends_at", "zone", "is_all_day", "way", "kind", "title", "place", "join_url"):
        setattr(appointment, name, getattr(facts, name))
    appointment.people = [list(one) for one in facts.people]
    appointment.state = stands.state
    appointment.cancelled_by = stands.cancelled_by
    appointment.times_moved = stands.times_moved
