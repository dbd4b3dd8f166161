"""What a link to a review opens: its agenda, and what lies ahead; the look-back where she chose so."""

from __future__ import annotations

from datetime import timedelta

from alongside.outbox.sight import with_joined
from alongside.reviews.models import Review, State
from alongside.sharing.kinds import Kind, register
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of

AGENDA = "agenda"
# What of the review shows besides, as she ticks it.
LOOK_BACK = "look-back"


def review_of(share: Share) -> Review | None:
    rows = Review.objects.filter(pk=share.object_id, client_id__in=with_joined(home_of(share)))
    return rows.select_related("client", "appointment").first()


def shown_review(share: Share) -> Review | None:
    """What a link shows now: its own review, and once that is held the one that is open with this client."""
    own = review_of(share)
    if own is None or own.state != State.HELD:
        return own
    rows = Review.objects.filter(client_id__in=with_joined(home_of(share))).exclude(state=State.HELD)
    following = rows.order_by("-until_on", "-id").select_related("client", "appointment").first()
    return following or own


def is_closed(review: Review) -> bool:
    """What is written on the agenda of a held review, nobody would see."""
    return review.state == State.HELD


register(
    Kind(
        name=AGENDA,
        label="An agenda",
        route="shared",
        lives=timedelta(days=120),
        title=lambda share: "What we talk about" if review_of(share) is not None else "",
        is_single=True,
        takes_replies=True,
    )
)
