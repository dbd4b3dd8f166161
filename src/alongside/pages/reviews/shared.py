"""A link to an agenda in, what its page shows out; plain to read for whoever has the address."""

from __future__ import annotations

from typing import Any

from alongside.pages.reviews.stars import star_rows
from alongside.pages.reviews.writing import form_of
from alongside.reviews.left import look_back_of
from alongside.reviews.queries import standing_ahead
from alongside.reviews.shared import is_closed, shown_review
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of

TEMPLATE = "reviews/_guest.html"


def values_of(share: Share) -> dict[str, Any]:
    review = shown_review(share)
    assert review is not None
    ahead = standing_ahead(home_of(share))
    return {
        "form": form_of(review),
        "review": review,
        "is_ours": False,
        "is_closed": is_closed(review),
        "problems": [],
        "goals": [one for one in ahead if one.kind == "goal"],
        "plans": [one for one in ahead if one.kind == "plan" and one.done_at is None],
        "look_back": look_back_of(share),
        "stars": star_rows(review, home_of(share), is_clients=True),
        "writer": "",
    }
