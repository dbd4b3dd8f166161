"""A client and a planned talk in; the agenda of the review that is open with them, as the talk's page shows it, out."""

from __future__ import annotations

from typing import Any

from alongside.accounts.models import Member
from alongside.pages.reviews.writing import form_of
from alongside.reviews.models import State
from alongside.reviews.queries import open_of


def agenda_beside(member: Member, client_id: int, *, appointment_id: int | None) -> dict[str, Any]:
    """Values of `reviews/_in_call.html`. `is_of_this`: this talk is the review, so that its agenda stands open."""
    review = open_of(member, client_id)
    if review is None:
        return {"review": None}
    is_planned_here = appointment_id is not None and review.appointment_id == appointment_id
    return {
        "review": review,
        "agenda_form": form_of(review),
        "is_of_this": is_planned_here or review.state == State.UNDER_WAY,
    }
