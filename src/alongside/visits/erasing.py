"""What was noted of visits goes with whoever is erased, in the same transaction; a client's go with its own row."""

from __future__ import annotations

from uuid import uuid4

from django.db.models import Q

from alongside.intake.erasing import Erasure, erase_entries, erases_besides
from alongside.sharing.recaps import erase_recaps
from alongside.timeline.database import in_chunks
from alongside.visits.card import forget_words
from alongside.visits.models import Visit
from alongside.visits.shared import VISIT_RECAP


@erases_besides
def erase_words(erasure: Erasure) -> None:
    """Notes of a visit whose entry goes, and of one with somebody who goes. What it cost is hers, and stays."""
    for chunk in in_chunks(sorted(erasure.entries | erasure.private)):
        for visit in Visit.objects.filter(Q(entry__in=chunk) | Q(private_entry__in=chunk)):
            _forget(visit, erasure)
    if erasure.addresses and erasure.client_id is None:
        gone = {one.lower() for one in erasure.addresses}
        for visit in Visit.objects.exclude(people=[]):
            if gone & {address.lower() for _, address in visit.people}:
                _forget(visit, erasure)


def _forget(visit: Visit, erasure: Erasure) -> None:
    forget_words(visit)
    erase_recaps(VISIT_RECAP, [visit.pk])
    # Never again under the name of what was erased.
    blank = dict.fromkeys(("environment", "bigger", "improvements", "said", "later", "why"), "")
    Visit.objects.filter(pk=visit.pk).update(
        is_made=visit.kept_at is not None,
        people=[],
        identity=uuid4().hex,
        entry=None,
        private_entry=None,
        revision=visit.revision + 1,
        **blank,
    )
    if visit.private_entry is not None:
        # What was hers alone of it.
        erase_entries({visit.private_entry} - erasure.entries - erasure.private)
