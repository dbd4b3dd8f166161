"""What lies ahead with a client: goals in their words, plans with owner and day, the months on one line."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.pages.base.parts import Option
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.reviews.showing import review_or_404, shared_values
from alongside.pages.reviews.writing import named, new_once
from alongside.reviews import actions
from alongside.reviews.actions import Wanted
from alongside.reviews.coming import strip_of
from alongside.reviews.errors import NotThere, ReviewsError
from alongside.reviews.queries import ahead_of

_DONE = {"done": "Done.", "open": "It stands again.", "dropped": "Taken away."}


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def ahead(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    review, client = review_or_404(member, review_id)
    status, problem = 200, ""
    if request.method == "POST":
        try:
            actions.put_ahead(member, client.pk, _wanted(request), now=timezone.now(), review=review)
            return redirect("review-ahead", review_id)
        except ReviewsError as error:
            status, problem = 422, str(error)
    found = ahead_of(member, client.pk)
    plans = [one for one in found if one.kind == "plan"]
    values = {
        **shared_values(review, client, "ahead"),
        "goals": [one for one in found if one.kind == "goal"],
        "plans": plans,
        "strip": strip_of(
            [(one.on, one.text) for one in plans if one.on and one.done_at is None],
            today=timezone.localdate(),
        ),
        "sides": (
            Option("both", "Both of you"),
            Option("ours", "You"),
            Option("theirs", client.name),
        ),
        "problem": problem,
        "typed": request.POST,
        "once": new_once(),
    }
    return page(request, member, "reviews/ahead.html", "reviews", values, status=status)


def _wanted(request: HttpRequest) -> Wanted:
    given = request.POST
    try:
        on = date.fromisoformat(given["on"]) if given.get("on") else None
    except ValueError as error:
        raise ReviewsError("This is no day. Choose one in the calendar; nothing was changed.") from error
    once, told = given.get("once", ""), ("kind", "text", "side", "who", "aspect", "on")
    return Wanted(
        key=named(once, *(given.get(name, "")[:5000] for name in told)) if once else "",
        kind=given.get("kind", "")[:10],
        text=given.get("text", "")[:5000],
        side=given.get("side", "both")[:10],
        who=given.get("who", "")[:1000],
        aspect=given.get("aspect", "")[:1000],
        on=on,
    )


@require_POST
@for_member
def say_of(request: HttpRequest, member: Member, review_id: int, ahead_id: int) -> HttpResponse:
    review_or_404(member, review_id)
    word = request.POST.get("word", "")
    try:
        actions.say_ahead(member, ahead_id, word, now=timezone.now())
    except NotThere as error:
        raise Http404 from error
    say(request, _DONE.get(word, "Nothing was changed."))
    return redirect("review-ahead", review_id)
