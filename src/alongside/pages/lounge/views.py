"""A colleague's side of a lounge: what is said there, said, and taken back."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.lounge.actions import make_lounge
from alongside.lounge.errors import LoungeError
from alongside.lounge.queries import Seat, insiders_of, lounges_for, peers_of, rail_for, seat_for
from alongside.lounge.talking import open_talk, talk_of
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say as tell_her
from alongside.pages.lounge import showing
from alongside.pages.lounge.forms import LoungeForm
from alongside.pages.rooms.showing import may_call, room_values


def seat_or_404(member: Member, lounge_id: int) -> Seat:
    """To whoever is not in it, an owner included, it does not exist."""
    seat = seat_for(member, lounge_id)
    if seat is None:
        raise Http404
    return seat


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def lounges(request: HttpRequest, member: Member) -> HttpResponse:
    """Those she is in, and one more made."""
    form = LoungeForm(request.POST) if request.method == "POST" else LoungeForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = make_lounge(member, **form.cleaned_data, now=timezone.now())
        except LoungeError as error:
            form.add_error(None, str(error))
        else:
            tell_her(request, "The lounge is open. Now ask somebody in.")
            return redirect("lounge-people", made.pk)
    values = {"lounges": list(lounges_for(member)), "form": form}
    return page(request, member, "lounge/lounges.html", "lounge", values, status=422 if form.errors else 200)


@require_safe
@never_cache
@for_member
def rail(request: HttpRequest, member: Member) -> HttpResponse:
    """Its line in the rail, for a page that is open."""
    return render(request, "lounge/_rail.html", {"lounge_rail": rail_for(member), "area": ""})


@require_safe
@never_cache
@for_member
def lounge(request: HttpRequest, member: Member, lounge_id: int) -> HttpResponse:
    return _show(request, member, seat_or_404(member, lounge_id))


def _show(
    request: HttpRequest, member: Member, seat: Seat, *, status: int = 200, **more: str
) -> HttpResponse:
    values: dict[str, Any] = {
        **showing.page_values(request, seat, **more),
        "insiders": insiders_of(seat.lounge),
        "peers": peers_of(seat.lounge),
    }
    return page(request, member, "lounge/lounge.html", "lounge", values, status=status)


@require_safe
@never_cache
@for_member
def words(request: HttpRequest, member: Member, lounge_id: int) -> HttpResponse:
    return showing.words_of(request, seat_or_404(member, lounge_id))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def talk(request: HttpRequest, member: Member, lounge_id: int) -> HttpResponse:
    """The room where one speaks, opened by whoever comes first."""
    seat = seat_or_404(member, lounge_id)
    if request.method == "POST":
        open_talk(seat, now=timezone.now())
        return redirect("lounge-talk", lounge_id)
    room = talk_of(seat.lounge)
    if room is None:
        return redirect("lounge", lounge_id)
    values = {**room_values(room, member), "lounge": seat.lounge}
    return may_call(page(request, member, "lounge/talk.html", "lounge", values))


@require_POST
@never_cache
@for_member
def say(request: HttpRequest, member: Member, lounge_id: int) -> HttpResponse:
    seat = seat_or_404(member, lounge_id)
    return showing.said(request, seat, partial(_show, request, member, seat))


@require_POST
@never_cache
@for_member
def take_back(request: HttpRequest, member: Member, lounge_id: int) -> HttpResponse:
    return showing.taken_back(request, seat_or_404(member, lounge_id))
