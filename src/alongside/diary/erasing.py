"""What is kept here of whoever is erased goes in the same transaction."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from alongside.diary.models import Appointment, Invitation, Origin, Said, State
from alongside.diary.reconciling import reconcile
from alongside.intake.erasing import Erasure, erases_besides
from alongside.timeline.database import in_chunks


@erases_besides
def erase_appointments(erasure: Erasure) -> None:
    """What was planned by erased letters alone goes with them; a client's own go with its row."""
    for chunk in in_chunks(sorted(erasure.entries)):
        gone = Invitation.objects.filter(interaction_id__in=chunk)
        uids = set(gone.values_list("uid", flat=True))
        gone.delete()
        reconcile(sorted(uids), now=timezone.now())
        left = Appointment.objects.filter(uid__in=uids, origin=Origin.INVITATION, state=State.GONE)
        left.exclude(uid__in=Invitation.objects.values("uid")).delete()
    if erasure.addresses:
        _forget_people(frozenset(erasure.addresses))


def _forget_people(addresses: Collection[str]) -> None:
    """From what stands, and from what was said, of which it is added up."""
    for row in Appointment.objects.exclude(people=[]).iterator():
        left = _but(row.people, addresses)
        if left != row.people:
            row.people = left
            if row.origin == Origin.BOOKING:
                # What it is about is in the words of whoever booked it.
                row.title = ""
            row.save(update_fields=["people", "title"])
    for said in Said.objects.filter(facts__has_key="people").iterator():
        left = _but(said.facts["people"], addresses)
        if left != said.facts["people"]:
            said.facts["people"] = left
            if said.member_id is None:
                said.facts["title"] = ""
            said.save(update_fields=["facts"])


def _but(people: list[list[str]], addresses: Collection[str]) -> list[list[str]]:
    return [one for one in people if one[1].lower() not in addresses]
