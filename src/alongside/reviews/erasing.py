"""Notes of a review whose entry goes, go in the same transaction; what is of a client goes with its own row."""

from __future__ import annotations

from alongside.intake.erasing import Erasure, erases_besides
from alongside.reviews.models import AgendaStep, Review
from alongside.timeline.database import in_chunks


@erases_besides
def erase_reviews(erasure: Erasure) -> None:
    for chunk in in_chunks(sorted(erasure.entries)):
        told = Review.objects.filter(entry__in=chunk)
        AgendaStep.objects.filter(review__in=told, what=AgendaStep.What.NOTE).delete()
        told.update(entry=None)
