"""Notes of a review whose entry goes, go in the same transaction, and so does what was drafted from what goes.

What is of a client goes with its own row.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from alongside.agreements.queries import zone_here
from alongside.clients.joining import homes
from alongside.intake.erasing import Erasure, erases_besides
from alongside.reviews.models import AgendaStep, LineVerdict, Paragraph, Review, State
from alongside.reviews.queries import DRAFTED
from alongside.reviews.shared import REVIEW_RECAP
from alongside.sharing.recaps import erase_recaps, erase_recaps_for
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Filing


@erases_besides
def erase_reviews(erasure: Erasure) -> None:
    for chunk in in_chunks(sorted(erasure.entries)):
        told = Review.objects.filter(entry__in=chunk)
        AgendaStep.objects.filter(review__in=told, what=AgendaStep.What.NOTE).delete()
        erase_recaps(REVIEW_RECAP, list(told.values_list("pk", flat=True)))
        told.update(entry=None)
    if erasure.addresses and erasure.client_id is None:
        # Who was there, the appointment has forgotten by now.
        erase_recaps_for(REVIEW_RECAP, erasure.addresses)


@erases_besides
def erase_paragraphs(erasure: Erasure) -> None:
    """All that were drafted over days on which something goes: they count and name more than they quote."""
    if not Paragraph.objects.exists():
        return
    touched: set[tuple[int, date]] = set()
    known, zone = homes(), zone_here()
    for chunk in in_chunks(sorted(erasure.entries)):
        for client, at in Filing.objects.filter(interaction_id__in=chunk).values_list(
            "client_id", "happened_at"
        ):
            touched.add((known.get(client, client), timezone.localdate(at, timezone=zone)))
    rows = Review.objects.filter(
        Q(paragraphs__isnull=False) | Q(verdicts__key__startswith=DRAFTED)
    ).distinct()
    fields = ("pk", "client_id", "state", "since_on", "until_on")
    for number, client, state, since_on, until_on in rows.values_list(*fields):
        # An open one may look back until today, whatever is kept of its days.
        home, last = known.get(client, client), until_on if state == State.HELD else date.max
        if any(one == home and since_on <= on <= last for one, on in touched):
            Paragraph.objects.filter(review_id=number).delete()
            LineVerdict.objects.filter(review_id=number, key__startswith=DRAFTED).delete()
