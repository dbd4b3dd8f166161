"""What came of a review: how it was held, what was decided and promised, a recap, the next date; each one click."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.calls.rules import lines_of
from alongside.clients.models import Client
from alongside.diary.queries import Planned, between_for
from alongside.outbox.errors import OutboxError
from alongside.pages.base.parts import Option
from alongside.pages.base.requests import for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import day
from alongside.pages.promises.shown import offer_of, rows_of
from alongside.pages.reviews.showing import review_or_404, shared_values
from alongside.pages.reviews.stars import star_rows, stars_of
from alongside.pages.writing.ready import can_write
from alongside.pages.writing.starting import whole
from alongside.promises.queries import findings_for, promises_in
from alongside.promises.suggesting import suggested
from alongside.reviews import actions
from alongside.reviews import outcome as outcomes
from alongside.reviews.agenda import items_of
from alongside.reviews.errors import NotThere, ReviewsError
from alongside.reviews.models import Review, State
from alongside.reviews.rating import keep_stars
from alongside.reviews.rules import DUE_AFTER
from alongside.reviews.taking_up import proposals_of, take_up
from alongside.reviews.trend import trend_of

KINDS = (
    Option("call", "By phone"),
    Option("meeting", "By video or in one room"),
    Option("visit", "On a visit"),
    Option("kept", "In a call or visit that you have kept already"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def outcome(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    review, client = review_or_404(member, review_id)
    if request.method != "POST":
        return _show(request, member, review, client)
    try:
        _do(request, member, review)
    except NotThere:
        say(request, "This is not there any more. Nothing was changed.")
    except ReviewsError as error:
        return _show(request, member, review, client, problem=str(error), status=422)
    return redirect("review-outcome", review_id)


def _do(request: HttpRequest, member: Member, review: Review) -> None:
    given, now = request.POST, timezone.now()
    if "stars" in given:
        keep_stars(member, review, stars_of(given), by_client=False, now=now)
        say(request, "Kept, with what is done for them.")
    elif "try" in given:
        take_up(member, review.pk, given["try"][:32], now=now)
        say(request, "It is among what you want to try with them.")
    elif "reopen" in given:
        outcomes.reopen(member, review.pk, now=now)
        say(request, "The review is open again, with its agenda.")
    elif "next" in given:
        actions.set_next(member, review.pk, number_in(given["next"]))
        say(request, "This is the next date.")
    elif "at" in given:
        actions.hold_at(member, review.pk, number_in(given["at"]))
        say(request, "The review takes place then.")
    else:
        minutes = given.get("minutes", "").strip()
        if minutes and (not minutes.isdecimal() or len(minutes) > 6):
            raise ReviewsError("Minutes are a number. Nothing was changed.")
        kind = given.get("kind", "")
        outcomes.hold(member, review.pk, kind=kind, minutes=int(minutes) if minutes else None, now=now)
        say(request, "The review is held. What you did not reach goes to the next agenda.")


def _show(
    request: HttpRequest,
    member: Member,
    review: Review,
    client: Client,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    now, here = timezone.now(), request.path
    items = items_of(review)
    entries = [review.entry] if review.entry is not None else []
    findings = findings_for(member, entries) if entries else []
    values = {
        **shared_values(review, client, "outcome"),
        "problem": problem,
        "is_held": review.state == State.HELD,
        "reached": [one for one in items if one.is_ticked],
        "left": [one for one in items if not one.is_ticked],
        "marked": [one for one in lines_of(outcomes.notes_of(items)) if one.kind not in ("", "private")],
        "kinds": KINDS,
        "kind": request.POST.get("kind", outcomes.likely_kind(member, review, now=now)),
        "promised": rows_of(promises_in(member, entries), now=now, back=here) if entries else (),
        "offers": [
            offer_of(one, now=now, back=here) for one in suggested(member, findings, client_id=client.pk)
        ],
        "can_write": can_write(member, client.pk),
        "stars": star_rows(review, client.pk, is_clients=False),
        "better": proposals_of(review, now=now),
        "trend": trend_of(review),
        "dates": _dates(member, client.pk, now),
        "plan_url": _plan_url(client.pk, here, now),
    }
    return page(request, member, "reviews/outcome.html", "reviews", values, status=status)


def _dates(member: Member, client_id: int, now: datetime) -> list[Planned]:
    """What is planned with the client and could be the next review."""
    found = between_for(member, since=now, until=now + timedelta(days=400), client_id=client_id)
    return [one for one in found if one.row.state == "planned" and not one.row.is_all_day][:20]


def _plan_url(client_id: int, here: str, now: datetime) -> str:
    on = timezone.localdate(now + DUE_AFTER)
    while on.weekday() > 4:
        on += timedelta(days=1)
    return (
        f"{reverse('diary-plan')}?client={client_id}&title=Review&length=60&on={on.isoformat()}&next={here}"
    )


@require_POST
@for_member
def recap(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    """A letter that says what was said: begun, or as far as it is."""
    review, _ = review_or_404(member, review_id)
    if not can_write(member):
        say(request, "Connect a mailbox first: then you can write from here.")
        return redirect("review-outcome", review_id)
    at = review.held_at or timezone.now()
    on = day(timezone.localtime(at).date(), today=timezone.localdate())
    try:
        draft = outcomes.write_recap(member, review_id, on=on, now=timezone.now())
    except OutboxError as error:
        say(request, str(error))
        return redirect("review-outcome", review_id)
    return whole(request, reverse("write", args=[draft.pk]))
