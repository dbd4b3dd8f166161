"""A guest's side of a video room: a link exchanged for a cookie by a button, then the room. No account, no session."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import practice
from alongside.pages.rooms.showing import guest_values, may_call
from alongside.rooms.actions import KIND, exchange
from alongside.rooms.errors import LinkSpent
from alongside.rooms.queries import guest_with
from alongside.sharing.queries import resolve

View = Callable[..., HttpResponse]


def for_guests(view: View) -> View:
    """Nothing of it is kept or found by search; to another site no address is told, as on every page."""

    @login_not_required
    @never_cache
    @wraps(view)
    def open_to_all(request: HttpRequest, **named: str | int) -> HttpResponse:
        response = view(request, **named)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return open_to_all


def nothing(request: HttpRequest) -> HttpResponse:
    """One answer for a link that ran out, was taken back or guessed, and for a call that is over."""
    return render(request, "rooms/nothing.html", status=404)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Reading it changes nothing, because mail scanners read; the button goes in."""
    share = resolve(token, kind=KIND)
    if share is None:
        return nothing(request)
    if request.method != "POST":
        return render(request, "rooms/join.html", {"ours": practice().name, "share": share})
    secret = request.COOKIES.get(settings.GUEST_COOKIE_NAME, "")
    try:
        guest, secret = exchange(share, secret=secret, now=timezone.now())
    except LinkSpent:
        return render(request, "rooms/spent.html", status=410)
    return _with_cookie(redirect("room-guest", guest.room_id), secret)


def _with_cookie(response: HttpResponse, secret: str) -> HttpResponse:
    """Without an age: it goes with the browser's window, and opens nothing once the call has ended."""
    response.set_cookie(
        settings.GUEST_COOKIE_NAME, secret, secure=settings.IS_HTTPS, httponly=True, samesite="Strict"
    )
    return response


@for_guests
def room(request: HttpRequest, room_id: int) -> HttpResponse:
    """Whoever has no right to it learns nothing, not even which methods it knows."""
    secret = request.COOKIES.get(settings.GUEST_COOKIE_NAME, "")
    guest = guest_with(secret, room_id, now=timezone.now()) if secret else None
    if guest is None:
        return nothing(request)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return may_call(render(request, "rooms/guest.html", {**guest_values(guest), "ours": practice().name}))
