"""A member's side of a video room: opened for a client, entered, a link given, ended."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.calls.actions import How, call_of_room, open_room_of, start
from alongside.calls.queries import call_in_room_for
from alongside.diary.models import Way
from alongside.pages.base.requests import client_or_404, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.rooms.showing import link_lines, may_call, room_values
from alongside.pages.writing.ready import can_write
from alongside.reach.queries import reachability
from alongside.rooms.actions import answer_knock, end_room, make_link
from alongside.rooms.models import Room
from alongside.rooms.queries import knocks_for, room_for, talked_in, written_in
from alongside.sharing.errors import SharingError


def room_or_404(member: Member, room_id: int) -> Room:
    """One of company has its page with those who opened it."""
    found = room_for(member, room_id)
    if found is None or found.client_id is None:
        raise Http404
    return found


@require_POST
@for_member
def open_one(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """A call with this client in a room here: its page shows the room beside the notes."""
    client, now = client_or_404(member, client_id), timezone.now()
    call = call_in_room_for(member, client_id) or start(member, client, How(way=Way.ROOM), now=now)
    open_room_of(member, call.pk, now=now)
    return redirect("call", call.pk)


@require_safe
@never_cache
@for_member
def room(request: HttpRequest, member: Member, room_id: int) -> HttpResponse:
    found = room_or_404(member, room_id)
    if found.ended_at is not None:
        ended = {"ended": found, "stays": talked_in(found), "lines": written_in(found.pk)}
        return page(request, member, "rooms/ended.html", "clients", ended)
    values = {**room_values(found, member), **_inviting(found), "client": found.client}
    return may_call(page(request, member, "rooms/room.html", "clients", values))


def _inviting(found: Room) -> dict[str, Any]:
    return {"links": link_lines(found), "address": "", "reach": reachability()}


@require_POST
@never_cache
@for_member
def link(request: HttpRequest, member: Member, room_id: int) -> HttpResponse:
    """Its address is on this answer alone. Beside a call that goes on, the answer takes the place of the list."""
    found = room_or_404(member, room_id)
    try:
        made = make_link(member, found, now=timezone.now())
    except SharingError as error:
        raise BadRequest from error
    shown = {"address": made.address, "token": made.token, "share_id": made.share.pk}
    values = {
        **room_values(found, member),
        **_inviting(found),
        **shown,
        "can_write": can_write(member),
        "client": found.client,
        "member": member,
    }
    if request.headers.get("HX-Request"):
        return render(request, "rooms/_inviting.html", values)
    return may_call(page(request, member, "rooms/room.html", "clients", values))


@require_POST
@for_member
def end(request: HttpRequest, member: Member, room_id: int) -> HttpResponse:
    found = room_or_404(member, room_id)
    end_room(found, now=timezone.now())
    say(request, "The call is over. Its links open nothing any more.")
    return redirect("room", found.pk)


@require_safe
@never_cache
@for_member
def knocks(request: HttpRequest, member: Member) -> HttpResponse:
    """Who is at a door now, for a page that is open; `at`: the room that it shows itself."""
    at = number_in(request.GET.get("at", "0"))
    return render(request, "rooms/_knocks.html", {"knocks": knocks_for(member, besides=at), "at_room": at})


@require_POST
@for_member
def door(request: HttpRequest, member: Member, room_id: int) -> HttpResponse:
    """From another page: let somebody in, or only go there. Either leads to the call."""
    found, now = room_or_404(member, room_id), timezone.now()
    guest = number_in(request.POST.get("guest", "0"))
    if guest and not answer_knock(room_id, guest, is_welcome=True, now=now):
        say(request, "Nobody is at the door any more.")
    if found.ended_at is not None:
        return redirect("room", room_id)
    call = call_of_room(member, found, now=now)
    return redirect("call", call.pk) if call is not None else redirect("room", room_id)
