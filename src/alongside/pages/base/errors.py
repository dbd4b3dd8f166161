"""The pages for what cannot be shown: 400, 403, 404, 405, 500. They need neither database nor session."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Trouble(NamedTuple):
    title: str
    sentence: str
    advice: str


TROUBLES = {
    400: Trouble(
        "That could not be read",
        "Something in the address or the form was not as it should be.",
        "Nothing was changed. Go back and try once more.",
    ),
    403: Trouble(
        "Not done",
        "The page you came from was too old, or belongs to another sign-in.",
        "Nothing was changed. Open the page again and repeat what you did.",
    ),
    404: Trouble(
        "Nothing here",
        "There is no page at this address, or it belongs to a client that is not yours to see.",
        "",
    ),
    405: Trouble(
        "Nothing to read here",
        "This address only takes what a form sends; you came to it by loading a page anew, or by its address.",
        "Nothing was changed. Go back to the page with the form.",
    ),
    500: Trouble(
        "Something broke here",
        "This page could not be made. What had arrived before is safe.",
        "Try again in a moment. If it stays, run alongside doctor on the machine that this runs on.",
    ),
}


def show(request: HttpRequest, status: int, *, back_url: str = "/") -> HttpResponse:
    trouble = TROUBLES[status]
    return render(request, "error.html", {**trouble._asdict(), "back_url": back_url}, status=status)


def in_words(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django has no page of its own for 405, and a browser shows a fault of its own for an empty one."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        match = request.resolver_match
        is_closed = match is None or getattr(match.func, "login_required", True)
        shown = show(request, 405, back_url="/" if is_closed else "")
        shown.headers["Allow"] = response.headers["Allow"]
        return shown

    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show(request, 403)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return show(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # Who never signed in came by a link that was given to them: Today is not theirs.
    return show(request, 404, back_url="/" if settings.SESSION_COOKIE_NAME in request.COOKIES else "")


def broken(request: HttpRequest) -> HttpResponse:
    return show(request, 500)
