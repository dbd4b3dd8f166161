"""Reviews of a client in; how the stars of both sides and what was tried went from one to the next out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from alongside.agreements.queries import zone_here
from alongside.outbox.sight import with_joined
from alongside.reviews.material import bounds
from alongside.reviews.models import Review, State
from alongside.reviews.queries import home_of
from alongside.reviews.supported import source_of
from alongside.support.models import Aspect, Improvement, ImprovementStep, Rating

MOST_REVIEWS = 6


class Point(Struct, frozen=True):
    """One review: stars of both sides for an aspect, None where a side said nothing."""

    ours: int | None
    theirs: int | None


class Row(Struct, frozen=True):
    """An aspect across reviews, the oldest first. `goes`: "up", "down" or "", between the last two that said so."""

    name: str
    points: tuple[Point, ...]
    goes: str


class Trend(Struct, frozen=True):
    """`tried` and `kept`: how many improvements were begun and found to be good in the days of each review."""

    reviews: tuple[Review, ...]
    rows: tuple[Row, ...]
    tried: tuple[int, ...]
    kept: tuple[int, ...]


def trend_of(review: Review) -> Trend | None:
    """Up to this review; None where there is no other to compare it with. The caller has checked sight."""
    rows = Review.objects.filter(client_id__in=with_joined(home_of(review)), until_on__lte=review.until_on)
    before = rows.filter(state=State.HELD).exclude(pk=review.pk).order_by("-until_on", "-id")
    reviews = (*reversed(before[: MOST_REVIEWS - 1]), review)
    if len(reviews) < 2:
        return None
    tried, kept = _improvements(reviews)
    return Trend(reviews, tuple(_rows(reviews)), tried, kept)


def _rows(reviews: Sequence[Review]) -> list[Row]:
    said: dict[int, dict[tuple[str, bool], int]] = {}
    sources = [source_of(one.pk) for one in reviews]
    fields = ("aspect_id", "source", "is_clients", "stars")
    for aspect, source, is_clients, stars in Rating.objects.filter(source__in=sources).values_list(*fields):
        said.setdefault(aspect, {})[source, is_clients] = stars
    names = Aspect.objects.filter(pk__in=said).order_by("order", "id").values_list("id", "name")
    return [_row(name, said[aspect], sources) for aspect, name in names]


def _row(name: str, said: Mapping[tuple[str, bool], int], sources: Sequence[str]) -> Row:
    points = tuple(Point(said.get((source, False)), said.get((source, True))) for source in sources)
    return Row(name, points, _goes(points))


def _goes(points: Sequence[Point]) -> str:
    """As the client sees it; where they never said, as it is seen here."""
    for side in ([one.theirs for one in points], [one.ours for one in points]):
        known = [stars for stars in side if stars is not None]
        if len(known) > 1:
            return "up" if known[-1] > known[-2] else "down" if known[-1] < known[-2] else ""
    return ""


def _improvements(reviews: Sequence[Review]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    mine = Improvement.objects.filter(client_id__in=with_joined(home_of(reviews[-1])), dropped_at=None)
    steps = ImprovementStep.objects.filter(improvement__in=mine).values_list("state", "improvement_id", "at")
    found: dict[str, list[int]] = {"trying": [], "kept": []}
    said = [(state, number, at) for state, number, at in steps if state in found]
    for one in reviews:
        begin, end = bounds(one.since_on, one.until_on, zone_here())
        for name, counts in found.items():
            counts.append(len({number for state, number, at in said if state == name and begin <= at < end}))
    return tuple(found["trying"]), tuple(found["kept"])
