"""A call or visit in; the agenda of the review that is open with its client out, and the review held with the visit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.pages.base.requests import number_in
from alongside.pages.base.undo import say
from alongside.pages.reviews.writing import form_of
from alongside.reviews.errors import NotThere, ReviewsError
from alongside.reviews.models import State
from alongside.reviews.outcome import hold
from alongside.reviews.queries import find_review, open_of, reviews_of
from alongside.reviews.queries import home_of as home_of_review
from alongside.visits.models import State as VisitState
from alongside.visits.models import Visit
from alongside.visits.queries import home_of


def agenda_beside(
    member: Member, client_id: int, *, appointment_id: int | None, is_by_aspect: bool = False
) -> dict[str, Any]:
    """Values of `reviews/_in_call.html`. `is_of_this`: this talk is the review, so that its agenda stands open."""
    review = open_of(member, client_id)
    if review is None:
        return {"review": None, "is_of_this": False}
    is_planned_here = appointment_id is not None and review.appointment_id == appointment_id
    return {
        "review": review,
        "agenda_form": form_of(review, is_by_aspect=is_by_aspect),
        "is_of_this": is_planned_here or review.state == State.UNDER_WAY,
    }


def hold_on_visit(request: HttpRequest, member: Member, visit: Visit) -> None:
    """Where the evening's form says so, the review was held on this visit; what of it cannot be kept is said."""
    if "review" not in request.POST or visit.state != VisitState.HELD:
        return
    number = number_in(request.POST["review"])
    try:
        if home_of_review(find_review(member, number)) == home_of(visit):
            hold(member, number, kind="kept", minutes=None, now=timezone.now())
    except NotThere:
        say(request, "The review is not there any more. The visit is kept.")
    except ReviewsError as error:
        say(request, f"The visit is kept, and the review is not. {error}")


def held_on(member: Member, visit: Visit) -> int | None:
    """The number of the review that was held with this visit."""
    if visit.kept_at is None or visit.state != VisitState.HELD:
        return None
    rows = reviews_of(member, home_of(visit))
    return next((one.pk for one in rows if one.held_at is not None and one.held_at >= visit.kept_at), None)
