"""Notes of a review whose entry goes, go in the same transaction, and so does what was drafted from what goes.

What is of a client goes with its own row.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from alongside.agreements.queries import zone_here
from alongside.clients.joining import homes
from alongside.intake.erasing import Erasure, erases_besides
from alongside.promises.models import Promise
from alongside.reviews.models import AgendaStep, LineVerdict, Paragraph, Review
from alongside.reviews.queries import DRAFTED, lines_of, until_today
from alongside.reviews.shapes import Line
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
    rows = Review.objects.filter(Q(paragraphs__isnull=False) | Q(verdicts__key__startswith=DRAFTED))
    for review in _touched(rows, erasure.entries):
        Paragraph.objects.filter(review=review).delete()
        LineVerdict.objects.filter(review=review, key__startswith=DRAFTED).delete()


@erases_besides
def erase_wordings(erasure: Erasure) -> None:
    """What she made of a line that comes from what goes is its words still. Those of a line that is not there any more
    may be, and show nowhere."""
    rows = Review.objects.filter(verdicts__word=LineVerdict.Word.WORDED)
    gone = _sources_of(erasure.entries)
    for review in _touched(rows, erasure.entries):
        lines = [line for part in lines_of(review) for line in part.lines]
        stays = {line.key for line in lines if gone.isdisjoint(_told_by(line))}
        worded = LineVerdict.objects.filter(review=review, word=LineVerdict.Word.WORDED)
        worded.exclude(key__in=stays).exclude(key__startswith=DRAFTED).delete()


def _sources_of(entries: Collection[int]) -> set[int | str]:
    """As lines name them: entries by their numbers, promises by their keys."""
    found: set[int | str] = set(entries)
    for chunk in in_chunks(sorted(entries)):
        found.update(Promise.objects.filter(interaction_id__in=chunk).values_list("key", flat=True))
    return found


def _told_by(line: Line) -> set[int | str]:
    return {one.id for one in line.sources if one.kind in ("entry", "promise")}


def _touched(reviews: QuerySet[Review], entries: Collection[int]) -> list[Review]:
    """Those of a client and over days with one of these entries, with the days that they look back on now."""
    found = [until_today(one) for one in reviews.distinct()]
    if not found:
        return []
    touched: set[tuple[int, date]] = set()
    known, zone = homes(), zone_here()
    for chunk in in_chunks(sorted(entries)):
        filed = Filing.objects.filter(interaction_id__in=chunk)
        for client, at in filed.values_list("client_id", "happened_at"):
            touched.add((known.get(client, client), timezone.localdate(at, timezone=zone)))
    return [
        one
        for one in found
        if any(
            home == known.get(one.client_id, one.client_id) and one.since_on <= on <= one.until_on
            for home, on in touched
        )
    ]
