"""What a client answered, beside what stands in the picture: taken over line by line or left out, with a way back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from msgspec.structs import asdict

from alongside.accounts.models import Member
from alongside.pages.base.requests import client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.undo.offering import offer
from alongside.picture.errors import NotThere, PictureError
from alongside.picture.proposals import client_of, leave_out, proposals_for, take_over


@require_safe
@for_member
def answers(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    values = {
        "client": client_or_404(member, client_id),
        "open": proposals_for(member, client_id),
        "decided": proposals_for(member, client_id, is_open=False),
    }
    return page(request, member, "picture/answers.html", "clients", values)


@require_POST
@for_member
def decide(request: HttpRequest, member: Member, proposal_id: int) -> HttpResponse:
    """ "take" takes it over; whatever else leaves it out."""
    try:
        client_id = client_of(member, proposal_id)
    except NotThere as error:
        raise Http404 from error
    is_taken = request.POST.get("do") == "take"
    then = reverse("client-answers", args=[client_id])
    try:
        done = (take_over if is_taken else leave_out)(member, proposal_id, now=timezone.now())
    except PictureError as error:
        say(request, str(error))
        return redirect(then)
    words = "It stands in the picture now." if is_taken else "Left out; the picture is as it was."
    offer(request, member, words, "answer-back", then=then, taken=asdict(done))
    return redirect(then)
