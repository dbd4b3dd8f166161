"""A room in; what its template fragment shows out. Whoever shows a room on a page includes `rooms/_room.html`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from alongside.accounts.models import Member
from alongside.connections.turn_servers import turn_server
from alongside.rooms.models import Guest, Room
from alongside.rooms.queries import links_of

HEADER = "Permissions-Policy"
# What a page may ask the browser for: nothing, but where somebody is called.
CLOSED = "camera=(), microphone=(), display-capture=(), geolocation=(), payment=(), usb=()"
CALLING = "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()"


def room_values(room: Room, member: Member) -> dict[str, Any]:
    """For a member's page."""
    return {"room": _shown(room, f"/live/rooms/{room.pk}/", is_guest=False, name=member.name)}


def guest_values(guest: Guest) -> dict[str, Any]:
    path = f"/live/rooms/{guest.room_id}/guest/"
    return {"room": _shown(guest.room, path, is_guest=True, name=guest.name)}


def _shown(room: Room, socket: str, *, is_guest: bool, name: str) -> dict[str, Any]:
    return {
        "id": room.pk,
        "socket": socket,
        "is_guest": is_guest,
        # Whom a colleague has let in for good enters at once.
        "knocks": is_guest and room.client_id is not None,
        "name": name,
        "has_relay": turn_server() is not None,
    }


def link_lines(room: Room) -> list[dict[str, Any]]:
    """Each link with what became of it."""
    return [
        {
            "made_at": share.made_at,
            "used_at": guest.made_at if guest else None,
            "name": guest.name if guest else "",
            "is_over": share.revoked_at is not None,
        }
        for share, guest in links_of(room)
    ]


def may_call(response: HttpResponse) -> HttpResponse:
    response.headers[HEADER] = CALLING
    return response


def closed_senses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Camera and microphone only on pages of a call, whatever another page's content tries."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(HEADER, CLOSED)
        return response

    return answer
