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
from alongside.pages.reviews.writing import form_of, take
from alongside.reviews.agenda import Writer
from alongside.reviews.models import Review, Side
from alongside.reviews.rating import keep_stars
from alongside.reviews.shared import AGENDA, review_of
from alongside.sharing.actions import note_opened
from alongside.sharing.models import Share
from alongside.sharing.queries import resolve_page, whose
from alongside.sharing.rules import LONGEST_NAME

ROUTE = "shared"


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
        name = request.POST.get("writer", "").strip()[:LONGEST_NAME] or share.client.name
        # A program fills in whatever there is; people do not see this field.
        if not request.POST.get("more"):
            problems = take(review, Writer(Side.THEIRS, name), request.POST, may_tick=False, now=now)
            note_opened(share, now=now)
        if request.POST.get("part") != "lines":
            return HttpResponse(status=303, headers={"Location": reverse(ROUTE, args=[token]) + "#agenda"})
    return _lines(request, share, review, token, problems, now)


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
    return share, review_of(share) if share is not None and share.kind == AGENDA else None


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
    return render(request, "reviews/_agenda.html", values)
