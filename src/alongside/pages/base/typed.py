"""What a browser sends in, what every database can hold out, before any view sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase

from alongside.pages.base.errors import show

# As it stands in a query, and in a cookie that is quoted.
_NUL_IN_QUERY, _NUL_IN_COOKIE = "%00", "\\000"


class Storable:
    """Middleware: NUL is taken out of what was typed and of the address, since PostgreSQL takes it in no text.

    Half a letter cannot come: all is read as UTF-8. The bytes of a file stay as they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path:
            request.path, request.path_info = (
                one.replace("\0", "") for one in (request.path, request.path_info)
            )
        if not _is_utf8(request) or _NUL_IN_COOKIE in request.META.get("HTTP_COOKIE", ""):
            return show(request, 400)
        if _NUL_IN_QUERY in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Here, so that nobody's form is read for a page that is not there."""
        if request.method != "POST":
            return
        try:
            typed = request.POST
        except UnreadablePostError:
            # The line broke: whoever reads on finds it so again.
            return
        if any("\0" in text for name, values in typed.lists() for text in (name, *values)):
            request.POST = _without_nul(typed)  # type: ignore[assignment]
        for _name, files in request.FILES.lists():
            for file in files:
                file.content_type = (file.content_type or "").replace("\0", "")


def _is_utf8(request: HttpRequest) -> bool:
    """In others than UTF-8 a browser sends nothing of ours."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    return charset.lower() in ("utf-8", "utf8")


def _without_nul(given: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True)
    for name, values in given.lists():
        clean.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    clean._mutable = False
    return clean
