"""Who is in a lounge: colleagues asked in by name, peers by a link, let in and put out; its name, its end."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.lounge import actions, queries
from alongside.lounge.errors import LoungeError
from alongside.lounge.queries import Seat
from alongside.pages.base.requests import back, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.lounge.forms import LoungeForm
from alongside.pages.lounge.views import seat_or_404
from alongside.reach.queries import reachability


@require_safe
@never_cache
@for_member
def people(request: HttpRequest, member: Member, lounge_id: int) -> HttpResponse:
    return _show(request, member, seat_or_404(member, lounge_id))


def _show(
    request: HttpRequest,
    member: Member,
    seat: Seat,
    *,
    address: str = "",
    form: LoungeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    lounge = seat.lounge
    values: dict[str, Any] = {
        "lounge": lounge,
        "insiders": queries.insiders_of(lounge),
        "others": [(one.pk, queries.shown_name(one)) for one in queries.invitable_to(lounge)],
        "peers": queries.peers_of(lounge),
        "at_door": queries.at_the_door(lounge),
        "links": queries.links_of(lounge, now=timezone.now()),
        "may_run": queries.may_run(member, lounge),
        "shows_dot": queries.insider_for(member, lounge).shows_dot,
        "form": form or LoungeForm.of(lounge),
        "address": address,
        "reach": reachability(),
    }
    return page(request, member, "lounge/people.html", "lounge", values, status=status)


def _invite(member: Member, seat: Seat, number: int) -> str:
    colleague = actions.invite(member, seat.lounge, number, now=timezone.now())
    return f"{queries.shown_name(colleague)} is in, and finds it in the rail."


def _put_out(member: Member, seat: Seat, number: int) -> str:
    actions.put_out(member, seat.lounge, number)
    return "You have left the lounge." if number == member.pk else "They are out of the lounge."


def _let_in(member: Member, seat: Seat, number: int) -> str:
    is_in = actions.let_in(member, seat.lounge, number, now=timezone.now())
    return "" if is_in else "Nobody is at the door any more."


def _put_peer_out(member: Member, seat: Seat, number: int) -> str:
    actions.put_peer_out(seat.lounge, number)
    return "They are out, and their link opens nothing any more."


def _end_link(member: Member, seat: Seat, number: int) -> str:
    actions.end_link(seat.lounge, number)
    return "That link opens nothing any more."


def _dot(member: Member, seat: Seat, number: int) -> str:
    actions.show_dot(member, seat.lounge, is_on=bool(number))
    return "A dot in the rail says when there is something new." if number else "The dot stays away."


# By the name of the button that was pressed; its value is a number.
_DOES = {
    "invite": _invite,
    "put-out": _put_out,
    "let-in": _let_in,
    "put-peer-out": _put_peer_out,
    "end-link": _end_link,
    "dot": _dot,
}


@require_POST
@for_member
def door(request: HttpRequest, member: Member, lounge_id: int) -> HttpResponse:
    """Somebody in or out, in whichever way."""
    seat = seat_or_404(member, lounge_id)
    what = next((name for name in _DOES if name in request.POST), "")
    if not what:
        raise BadRequest
    try:
        words = _DOES[what](member, seat, number_in(request.POST[what]))
    except LoungeError as error:
        words = str(error)
    if words:
        say(request, words)
    if queries.seat_for(member, lounge_id) is None:
        return redirect("lounges")
    return back(request, f"/lounge/{lounge_id}/people/")


@require_POST
@never_cache
@for_member
def link(request: HttpRequest, member: Member, lounge_id: int) -> HttpResponse:
    """Its address is on this answer alone."""
    seat = seat_or_404(member, lounge_id)
    try:
        address = actions.make_link(member, seat.lounge, now=timezone.now())
    except LoungeError as error:
        say(request, str(error))
        return redirect("lounge-people", lounge_id)
    return _show(request, member, seat, address=address)


@require_POST
@for_member
def keep(request: HttpRequest, member: Member, lounge_id: int) -> HttpResponse:
    seat, form = seat_or_404(member, lounge_id), LoungeForm(request.POST)
    if form.is_valid():
        try:
            actions.change(member, seat.lounge, **form.cleaned_data)
        except LoungeError as error:
            form.add_error(None, str(error))
        else:
            say(request, "Kept.")
            return redirect("lounge-people", lounge_id)
    return _show(request, member, seat, form=form, status=422)


@require_POST
@for_member
def close(request: HttpRequest, member: Member, lounge_id: int) -> HttpResponse:
    """With every word in it; asked for twice, because nothing brings it back."""
    seat = seat_or_404(member, lounge_id)
    if request.POST.get("sure") != "yes":
        say(request, "Tick the box if it is to be closed.")
        return redirect("lounge-people", lounge_id)
    try:
        actions.close(member, seat.lounge)
    except LoungeError as error:
        say(request, str(error))
        return redirect("lounge-people", lounge_id)
    say(request, "The lounge is closed. Nothing of it is left.")
    return redirect("lounges")
