"""A visit that was kept in; how well each aspect of the support goes, and what is to be tried, out: each once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from alongside.accounts.models import Member
from alongside.support.actions import Idea, add_improvement, rate, take_rating_back
from alongside.support.errors import SupportError
from alongside.support.models import Rating
from alongside.visits.models import Visit
from alongside.visits.rules import ideas_in


def tell_support(member: Member, visit: Visit, client_id: int, *, now: datetime) -> None:
    """Ratings under the name of the visit, ideas under that of their words: kept again, they are still there once."""
    for aspect, stars in visit.ratings.items():
        # Taken away meanwhile, or another client's by now: then there is nothing to rate.
        with suppress(SupportError):
            rate(member, int(aspect), stars, now=now, source=_source(visit))
    for text in ideas_in(visit.improvements):
        digest = sha256(text.encode()).hexdigest()[:16]
        with suppress(SupportError):
            add_improvement(member, client_id, Idea(text), now=now, source=f"{_source(visit)}:{digest}")


def forget_ratings(member: Member, visit: Visit) -> None:
    """When the keeping is taken back. Ideas stay: they may have been taken up since."""
    for number in Rating.objects.filter(source=_source(visit), by=member).values_list("id", flat=True):
        with suppress(SupportError):
            take_rating_back(member, number)


def _source(visit: Visit) -> str:
    return f"visit:{visit.pk}"
