"""What every page knows without being told: theme, style sheet, what was just done. For both template engines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject

from alongside.pages.base.assets import asset
from alongside.pages.base.theme import theme_of
from alongside.pages.base.undo import toasts


class _TokenField:
    """A form's hidden field; a page without forms gets no token, and no cookie for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._made = ""

    def __html__(self) -> str:
        if not self._made:
            self._made = csrf_input(self._request)
        return self._made

    __str__ = __html__


def desk(request: HttpRequest) -> dict[str, Any]:
    """A context processor. `toasts` is lazy: a fragment that shows none leaves them for the page that does.

    `csrf_input` is made once for all the forms of a page, if it has any; Django's own for Jinja2 masks the token anew
    for each.
    """
    return {
        "theme": theme_of(request),
        "csrf_input": _TokenField(request),
        "toasts": SimpleLazyObject(lambda: toasts(request)),
        "desk_css": asset("desk.css"),
        "desk_js": asset("desk.js"),
        "desk_icon": asset("icon.svg"),
        "desk_font": asset("sans.woff2"),
    }
