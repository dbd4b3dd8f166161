"""Stars of a review, as one side gives them in one form, kept with what is done for the client.

Said again in the same review they take the place of what was said before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from alongside.accounts.models import Member
from alongside.reviews.models import Review
from alongside.reviews.queries import home_of
from alongside.reviews.supported import rateable, source_of, stars_in
from alongside.support.actions import rate


def keep_stars(
    member: Member, review: Review, stars: Mapping[int, int], *, by_client: bool, now: datetime
) -> int:
    """`stars` by aspect; what is no aspect of this client, or not from 1 to 5, is passed over. How many were kept."""
    said = stars_in(review.pk)
    wanted = {
        one.pk: stars[one.pk]
        for one in rateable(home_of(review), today=now.date())
        if 1 <= stars.get(one.pk, 0) <= 5 and said.get((one.pk, by_client)) != stars[one.pk]
    }
    for aspect, number in wanted.items():
        rate(member, aspect, number, now=now, by_client=by_client, source=source_of(review.pk))
    return len(wanted)
