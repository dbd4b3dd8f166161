"""A link to an agenda in, what its page shows out; plain to read for whoever has the address."""

from __future__ import annotations

from typing import Any

from alongside.pages.reviews.stars import star_rows
from alongside.pages.reviews.writing import form_of
from alongside.reviews.queries import pack_of, standing_ahead
from alongside.reviews.rules import shown
from alongside.reviews.shared import LOOK_BACK, review_of
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of

TEMPLATE = "reviews/_guest.html"


def values_of(share: Share) -> dict[str, Any]:
    review = review_of(share)
    assert review is not None
    ahead = standing_ahead(home_of(share))
    shows_back = LOOK_BACK in share.choices.get("sections", ())
    return {
        "form": form_of(review),
        "review": review,
        "is_ours": False,
        "problems": [],
        "goals": [one for one in ahead if one.kind == "goal"],
        "plans": [one for one in ahead if one.kind == "plan" and one.done_at is None],
        "sections": shown(pack_of(review)) if shows_back else (),
        "stars": star_rows(review, home_of(share), is_clients=True),
        "writer": "",
    }
