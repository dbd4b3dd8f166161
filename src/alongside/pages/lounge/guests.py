"""A peer's side of a lounge: a link exchanged for a cookie by a button, then the lounge. No account, no session."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import practice
from alongside.lounge import actions
from alongside.lounge.errors import LinkSpent, LoungeError
from alongside.lounge.models import Peer
from alongside.lounge.queries import Seat, invitation_with, peer_by_link, peer_with, seat_of, shown_name
from alongside.lounge.talking import guest_at_talk, sit_down_at_talk
from alongside.pages.lounge import showing
from alongside.pages.rooms.showing import guest_values, may_call

# Browsers keep no cookie for longer; every visit begins its time anew.
COOKIE_SECONDS = 400 * 24 * 3600
READING, WRITING = ("GET", "HEAD"), ("POST",)
Answer = Callable[[HttpRequest, Peer], HttpResponse]
View = Callable[..., HttpResponse]


def for_guests(view: View) -> View:
    """By the clock of the desk; kept by nobody, found by no search."""

    @login_not_required
    @never_cache
    @wraps(view)
    def open_to_all(request: HttpRequest, **named: str | int) -> HttpResponse:
        with timezone.override(practice().timezone):
            response = view(request, **named)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return open_to_all


def nothing(request: HttpRequest) -> HttpResponse:
    """One answer for a link that ran out, was taken back or guessed, for who was put out, and for a closed lounge."""
    return render(request, "lounge/nothing.html", status=404)


def secret_in(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.LOUNGE_COOKIE_NAME, "")


def for_peer(*methods: str, waits: bool = False) -> Callable[[Answer], View]:
    """Whoever has no right to it learns nothing, not even which methods it knows. `waits`: also before the door."""

    def decorate(view: Answer) -> View:
        @for_guests
        @wraps(view)
        def guarded(request: HttpRequest, lounge_id: int) -> HttpResponse:
            peer = peer_with(secret_in(request), lounge_id)
            if peer is None or (peer.let_in_at is None and not waits):
                return nothing(request)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, peer)

        return guarded

    return decorate


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def come(request: HttpRequest, token: str) -> HttpResponse:
    """Reading it changes nothing, because mail scanners read; the button asks to be let in."""
    if request.method != "POST":
        return _invited(request, token)
    try:
        came = actions.exchange(
            token, name=request.POST.get("name", ""), secret=secret_in(request), now=timezone.now()
        )
    except LinkSpent:
        return render(request, "lounge/spent.html", status=410)
    except LoungeError as error:
        return _invited(request, token, refused=str(error))
    if came is None:
        return nothing(request)
    peer, secret = came
    return with_cookie(redirect("lounge-guest", peer.lounge_id), secret)


def _invited(request: HttpRequest, token: str, *, refused: str = "") -> HttpResponse:
    invitation = invitation_with(token, now=timezone.now())
    if invitation is None:
        known = peer_by_link(token)
        if known is not None and peer_with(secret_in(request), known.lounge_id) == known:
            return redirect("lounge-guest", known.lounge_id)
        return nothing(request) if known is None else render(request, "lounge/spent.html", status=410)
    by = invitation.made_by
    values = {"lounge": invitation.lounge, "by": shown_name(by) if by else "", "refused": refused}
    return render(request, "lounge/come.html", values, status=422 if refused else 200)


def with_cookie(response: HttpResponse, secret: str) -> HttpResponse:
    """Lax, so that a link in a letter leads in again as well; forms carry their own proof."""
    response.set_cookie(
        settings.LOUNGE_COOKIE_NAME,
        secret,
        max_age=COOKIE_SECONDS,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


@for_peer(*READING, waits=True)
def lounge(request: HttpRequest, peer: Peer) -> HttpResponse:
    seat = seat_of(peer)
    if seat is None:
        shown = render(request, "lounge/waiting.html", {"peer": peer, "lounge": peer.lounge})
    else:
        shown = _show(request, seat)
    return with_cookie(shown, secret_in(request))


def _show(request: HttpRequest, seat: Seat, *, status: int = 200, **more: str) -> HttpResponse:
    values: dict[str, Any] = {**showing.page_values(request, seat, **more), "seat": seat}
    return render(request, "lounge/guest.html", values, status=status)


def _seat(peer: Peer) -> Seat:
    seat = seat_of(peer)
    assert seat is not None
    return seat


@for_peer(*READING)
def words(request: HttpRequest, peer: Peer) -> HttpResponse:
    return showing.words_of(request, _seat(peer))


@for_peer(*WRITING)
def say(request: HttpRequest, peer: Peer) -> HttpResponse:
    seat = _seat(peer)
    return showing.said(request, seat, partial(_show, request, seat))


@for_peer(*WRITING)
def take_back(request: HttpRequest, peer: Peer) -> HttpResponse:
    return showing.taken_back(request, _seat(peer))


@for_peer(*WRITING, waits=True)
def leave(request: HttpRequest, peer: Peer) -> HttpResponse:
    """For good: nothing of the cookie is kept."""
    actions.put_peer_out(peer.lounge, peer.pk)
    return render(request, "lounge/left.html")


@for_peer(*READING, *WRITING)
def talk(request: HttpRequest, peer: Peer) -> HttpResponse:
    """As a colleague's; the room knows its guests by a cookie of its own."""
    if request.method == "POST":
        secret = sit_down_at_talk(peer, secret=_talk_secret(request), now=timezone.now())
        response = redirect("lounge-guest-talk", peer.lounge_id)
        response.set_cookie(
            settings.GUEST_COOKIE_NAME, secret, secure=settings.IS_HTTPS, httponly=True, samesite="Strict"
        )
        return response
    guest = guest_at_talk(peer, secret=_talk_secret(request), now=timezone.now())
    if guest is None:
        return redirect("lounge-guest", peer.lounge_id)
    return may_call(render(request, "lounge/guest_talk.html", {**guest_values(guest), "lounge": peer.lounge}))


def _talk_secret(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.GUEST_COOKIE_NAME, "")
