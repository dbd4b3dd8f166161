"""The agenda on her side: written, ordered, ticked, noted on; and the link by which the client writes it too."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.pages.base.requests import back, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.reviews.showing import review_or_404, shared_values
from alongside.pages.reviews.writing import form_of, take
from alongside.pages.writing.ready import can_write
from alongside.reach.queries import reachability
from alongside.reviews import actions
from alongside.reviews.agenda import Writer, bring_in, to_bring
from alongside.reviews.errors import NotThere, ReviewsError
from alongside.reviews.left import choices_of, look_back_of, renew, was_erased
from alongside.reviews.models import Review, Side
from alongside.reviews.shared import AGENDA, LOOK_BACK, shown_review
from alongside.sharing import actions as sharing
from alongside.sharing.actions import Made
from alongside.sharing.errors import NotThere as NoSuchLink
from alongside.sharing.models import Share
from alongside.sharing.queries import shares_of
from alongside.sharing.said import of_shares


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def agenda(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    """GET shows it, with `part=lines` the form alone; POST keeps what was changed."""
    review, client = review_or_404(member, review_id)
    if request.method != "POST":
        return _show(request, member, review, client)
    now = timezone.now()
    if "bring-in" in request.POST:
        say(request, _bring_in(member, review_id))
        return redirect("review-agenda", review_id)
    problems = take(review, Writer(Side.OURS, member.name, member), request.POST, may_tick=True, now=now)
    if "begin" in request.POST:
        problems += _begin(member, review_id)
    if request.POST.get("part") == "lines":
        return _lines(request, review, problems)
    for problem in problems[:3]:
        say(request, problem)
    return back(request, reverse("review-agenda", args=[review_id]))


def _begin(member: Member, review_id: int) -> list[str]:
    try:
        actions.begin(member, review_id)
    except ReviewsError as error:
        return [str(error)]
    return []


def _bring_in(member: Member, review_id: int) -> str:
    try:
        count = bring_in(member, review_id, now=timezone.now())
    except ReviewsError as error:
        return f"{error} Your own lines stay with you."
    return f"{count} of your own lines stand on the agenda now." if count else "There was nothing."


def _lines(request: HttpRequest, review: Review, problems: list[str] | None = None) -> HttpResponse:
    form = form_of(review, is_by_aspect=request.GET.get("by") == "aspect")
    values = {"form": form, "review": review, "is_ours": True, "problems": problems or []}
    return render(request, "reviews/_agenda.html", values)


def _show(
    request: HttpRequest, member: Member, review: Review, client: Client, *, made: Made | None = None
) -> HttpResponse:
    if request.GET.get("part") == "lines":
        return _lines(request, review)
    now = timezone.now()
    shares = [
        one
        for one in shares_of(member, client.pk, now=now)
        if one.share.kind == AGENDA and one.is_open and _leads_to(one.share, review)
    ]
    values: dict[str, Any] = {
        **shared_values(review, client, "agenda"),
        "form": form_of(review),
        "is_ours": True,
        "problems": [],
        "own_lines": to_bring(member, review),
        "made": made,
        "shares": shares,
        "said": of_shares(one.share for one in shares),
        "reach": reachability(),
        "can_write": can_write(member, client.pk),
        "look_back": LOOK_BACK,
        "was_erased": was_erased,
        "kept_at": {one.share.pk: kept.kept_at for one in shares if (kept := look_back_of(one.share))},
    }
    return page(request, member, "reviews/agenda.html", "reviews", values)


def _leads_to(share: Share, review: Review) -> bool:
    """Also the link to a review that was held before this one."""
    found = shown_review(share)
    return found is not None and found.pk == review.pk


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def share(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    """A link to the agenda, whose address stands in this one answer and nowhere afterwards; or, with `renew`, the
    look-back of one as it is now."""
    review, client = review_or_404(member, review_id)
    if request.method != "POST":
        return redirect("review-agenda", review_id)
    now = timezone.now()
    if "renew" in request.POST:
        return _renew(request, member, review)
    made = sharing.make(
        member,
        kind=AGENDA,
        client_id=client.pk,
        object_id=review.pk,
        now=now,
        choices=choices_of(review, has_look_back=request.POST.get("look-back") == "on", now=now),
    )
    return _show(request, member, review, client, made=made)


def _renew(request: HttpRequest, member: Member, review: Review) -> HttpResponse:
    try:
        renew(member, number_in(request.POST["renew"]), review, now=timezone.now())
    except (NotThere, NoSuchLink) as error:
        raise Http404 from error
    say(request, "They see the look-back as it is now.")
    return redirect("review-agenda", review.pk)
