"""What every answer says besides, whoever made it."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse


def no_prefetch(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Browsers look up the hosts of links before any click, which would tell their owner of the reading."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["X-DNS-Prefetch-Control"] = "off"
        return response

    return answer


def policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The Content-Security-Policy of the settings, but where a page has set its own.

    django-csp puts it into words; its middleware would do so anew for every answer, a twentieth of a whole page.
    """
    words = build_policy()

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(HEADER, words)
        return response

    return answer
