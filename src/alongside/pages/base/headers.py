"""What every answer says besides, whoever made it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def no_prefetch(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Browsers look up the hosts of links before any click, which would tell their owner of the reading."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["X-DNS-Prefetch-Control"] = "off"
        return response

    return answer
