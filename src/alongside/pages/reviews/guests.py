"""The agenda on the client's side, without an account: what is written on its shared page in, kept."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alongside.pages.guests.forms import new_stamp, shown_at
from alongside.pages.guests.views import for_guests, gone
from alongside.pages.reviews.stars import stars_of
from alongside.pages.reviews.writing import form_of, take, take_late
from alongside.replies.rules import LONGEST_NAME
from alongside.reviews.agenda import Writer
from alongside.reviews.models import Review, Side
from alongside.reviews.rating import keep_stars
from alongside.reviews.shared import AGENDA, is_closed, review_of, shown_review
from alongside.sharing.actions import note_opened
from alongside.sharing.models import Share
from alongside.sharing.queries import resolve_page, whose

ROUTE = "shared"
CLOSED = (
    "This review has taken place, and its agenda is written no more. Go back: what you wrote still stands there."
    " Open the page anew, and send it as a message below the agenda.\n"
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def agenda(request: HttpRequest, token: str) -> HttpResponse:
    """GET gives the form alone, for a page that looks what the other side wrote; POST keeps what was changed."""
    share, review = _opened(token)
    if share is None or review is None:
        return gone(request)
    now = timezone.now()
    problems: list[str] = []
    if request.method == "POST":
        if shown_at(share, request.POST.get("form", "")) is None:
            return HttpResponseForbidden("Open the page once more.\n", content_type="text/plain")
        if is_closed(review):
            return HttpResponse(CLOSED, status=409, content_type="text/plain; charset=utf-8")
        name = request.POST.get("writer", "").strip()[:LONGEST_NAME] or share.client.name
        # A program fills in whatever there is; people do not see this field.
        if not request.POST.get("more"):
            problems = _take(share, review, Writer(Side.THEIRS, name), request, now)
            note_opened(share, now=now)
        if request.POST.get("part") != "lines":
            return HttpResponse(status=303, headers={"Location": reverse(ROUTE, args=[token]) + "#agenda"})
    return _lines(request, share, review, token, problems, now)


def _take(share: Share, review: Review, writer: Writer, request: HttpRequest, now: datetime) -> list[str]:
    """Also from a page that still shows the agenda of the review before."""
    own = review_of(share)
    if own is not None and own.pk != review.pk and request.POST.get("review") == str(own.pk):
        return take_late(own, review, writer, request.POST, now=now)
    return take(review, writer, request.POST, may_tick=False, now=now)


@require_POST
@for_guests
def stars(request: HttpRequest, token: str) -> HttpResponse:
    """How well each thing goes that is done for them, as they see it."""
    share, review = _opened(token)
    if share is None or review is None:
        return gone(request)
    if shown_at(share, request.POST.get("form", "")) is None:
        return HttpResponseForbidden("Open the page once more.\n", content_type="text/plain")
    now = timezone.now()
    keep_stars(whose(share), review, stars_of(request.POST), by_client=True, now=now)
    note_opened(share, now=now)
    return HttpResponse(status=303, headers={"Location": reverse(ROUTE, args=[token]) + "#stars"})


def _opened(token: str) -> tuple[Share | None, Review | None]:
    share = resolve_page(token, route=ROUTE)
    return share, shown_review(share) if share is not None and share.kind == AGENDA else None


def _lines(
    request: HttpRequest, share: Share, review: Review, token: str, problems: list[str], now: datetime
) -> HttpResponse:
    values = {
        "form": form_of(review),
        "review": review,
        "is_ours": False,
        "problems": problems,
        "token": token,
        "stamp": new_stamp(share, now=now),
        "writer": request.POST.get("writer", "")[:LONGEST_NAME],
    }
    return render(request, "reviews/_closed.html" if is_closed(review) else "reviews/_agenda.html", values)
