"""The stars of a form in, by aspect out; and what stands there before anything is chosen."""

from __future__ import annotations

from django.http import QueryDict
from django.utils import timezone

from alongside.lib.texts import row_number
from alongside.reviews.models import Review
from alongside.reviews.supported import rateable, stars_in
from alongside.support.models import Aspect

Row = tuple[Aspect, int | None, int | None]


def stars_of(given: QueryDict) -> dict[int, int]:
    found = {}
    for name, value in list(given.items())[:300]:
        number = row_number(name.removeprefix("stars-")) if name.startswith("stars-") else None
        if number is not None and value in ("1", "2", "3", "4", "5"):
            found[number] = int(value)
    return found


def star_rows(review: Review, client_id: int, *, is_clients: bool) -> list[Row]:
    """Each aspect with what this side and the other have said in this review; the caller has checked sight."""
    said = stars_in(review.pk)
    aspects = rateable(client_id, today=timezone.localdate())
    return [(one, said.get((one.pk, is_clients)), said.get((one.pk, not is_clients))) for one in aspects]
