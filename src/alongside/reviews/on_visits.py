"""The agenda of a review on the card of a visit: a line ticked or noted on there in, a step of the agenda out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from alongside.accounts.models import Member
from alongside.calls.rules import private_words
from alongside.reviews.agenda import LONGEST_NOTE, Seen, Writer, items_of, note, tick, turn_of
from alongside.reviews.errors import NotThere, ReviewsError
from alongside.reviews.models import Review, Side, State
from alongside.reviews.queries import find_review, home_of
from alongside.visits.besides import takes
from alongside.visits.errors import VisitsError
from alongside.visits.models import CardLine, Visit
from alongside.visits.queries import home_of as home_of_visit

ITEM, SAID = "item", "said"
_CLOSED = (
    "This review was held meanwhile, so that this line was not taken. Put it into your notes of the visit."
)
_PRIVATE = "What is only for you belongs among the notes of the visit. Write it there; this line stays on your phone."


@takes(ITEM)
def take_tick(
    member: Member, visit: Visit, facts: Mapping[str, Any], key: str, at: datetime, now: datetime
) -> dict[str, Any]:
    """Of two ticks of one line the last by the phones' clocks holds, in whatever order they come."""
    review, line = _place(member, visit, facts)
    is_ticked = facts.get("on") is True
    newer = CardLine.objects.filter(visit=visit, kind=ITEM, facts__item=line, at__gt=at)
    if not newer.exists():
        tick(review, _writer(member), line, is_ticked=is_ticked, seen=_seen(review, key), now=now)
    return {"review": review.pk, "item": line, "on": is_ticked}


@takes(SAID)
def take_note(
    member: Member, visit: Visit, facts: Mapping[str, Any], key: str, at: datetime, now: datetime
) -> dict[str, Any]:
    """A note on a line stands below those that are there: on a phone nobody sees what was noted meanwhile."""
    review, line = _place(member, visit, facts)
    text = str(facts.get("text", ""))
    if not text.strip() or len(text) > LONGEST_NOTE:
        raise VisitsError("This note is empty or too long. Shorten it, and it is sent again.")
    if private_words(text):
        raise VisitsError(_PRIVATE)
    try:
        note(review, _writer(member), line, text, _seen(review, key), now=now)
    except ReviewsError as error:
        raise VisitsError(str(error)) from error
    return {"review": review.pk, "item": line, "text": text}


def _place(member: Member, visit: Visit, facts: Mapping[str, Any]) -> tuple[Review, str]:
    """A line that is there, of a review with the client of this visit."""
    number, line = facts.get("review"), facts.get("item")
    if type(number) is not int or not 0 < number < 1 << 62:
        raise VisitsError("This line cannot be read.")
    try:
        review = find_review(member, number)
    except NotThere as error:
        raise VisitsError("What this was about is not here any more.") from error
    if home_of(review) != home_of_visit(visit) or line not in {one.line for one in items_of(review)}:
        raise VisitsError("What this was about is not here any more.")
    if review.state == State.HELD:
        raise VisitsError(_CLOSED)
    return review, str(line)


def _writer(member: Member) -> Writer:
    return Writer(Side.OURS, member.name, member)


def _seen(review: Review, key: str) -> Seen:
    return Seen(turn_of(review), key.replace("-", ""))
