"""What could be better after a review: proposed from what was said in it, and taken up with one click, each once."""

from __future__ import annotations

from datetime import datetime

from alongside.accounts.models import Member
from alongside.reviews.agenda import items_of
from alongside.reviews.bettering import Better, Stars, proposed
from alongside.reviews.errors import NotThere, ReviewsError
from alongside.reviews.models import Review
from alongside.reviews.queries import find_review, home_of
from alongside.reviews.supported import rateable, source_of, stars_in
from alongside.support.actions import Idea, add_improvement
from alongside.support.errors import SupportError
from alongside.support.models import Improvement


def proposals_of(review: Review, *, now: datetime) -> list[tuple[Better, bool]]:
    """Each, and whether it is on the list of what is tried already. The caller has checked sight."""
    said = stars_in(review.pk)
    aspects = rateable(home_of(review), today=now.date())
    stars = [Stars(one.pk, one.name, said.get((one.pk, False)), said.get((one.pk, True))) for one in aspects]
    found = proposed(items_of(review), stars)
    sources = [_source(review, one) for one in found]
    taken = set(Improvement.objects.filter(source__in=sources).values_list("source", flat=True))
    return [(one, source in taken) for one, source in zip(found, sources, strict=True)]


def take_up(member: Member, number: int, key: str, *, now: datetime) -> Improvement:
    """Onto the list of what is to be tried. Raises NotThere and ReviewsError."""
    review = find_review(member, number)
    one = next((found for found, _ in proposals_of(review, now=now) if found.key == key), None)
    if one is None:
        raise NotThere
    aspects = {known.name: known.pk for known in rateable(home_of(review), today=now.date())}
    idea = Idea(one.text, aspects.get(one.about))
    try:
        return add_improvement(member, home_of(review), idea, now=now, source=_source(review, one))
    except SupportError as error:
        raise ReviewsError(str(error)) from error


def _source(review: Review, one: Better) -> str:
    return f"{source_of(review.pk)}:{one.key}"
