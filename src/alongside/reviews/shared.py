"""What a link to a review opens: its agenda, and what lies ahead, the look-back where she chose so; or its recap."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.accounts.models import Member
from alongside.outbox.sight import with_joined
from alongside.reviews.models import Review, State
from alongside.reviews.queries import find_review
from alongside.reviews.queries import home_of as home_of_review
from alongside.sharing.actions import Made
from alongside.sharing.kinds import Kind, register
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of
from alongside.sharing.recaps import register_recap, share_words

AGENDA, REVIEW_RECAP = "agenda", "review-recap"
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


def share_recap(member: Member, number: int, words: str, *, title: str, now: datetime) -> Made:
    """Raises ReviewsError where the review is not hers to see, SharingError."""
    review = find_review(member, number)
    client_id = home_of_review(review)
    people = review.appointment.people if review.appointment is not None else ()
    return share_words(
        member,
        REVIEW_RECAP,
        words,
        title=title,
        client_id=client_id,
        object_id=review.pk,
        now=now,
        addresses=[address for _, address in people],
    )


register_recap(REVIEW_RECAP, "A recap", lambda number: Review.objects.filter(pk=number).exists())
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
