"""Says on the next page what was just done, with a way back for ten seconds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

from alongside.pages.base.parts import Toast

UNDO = "undo:"


def say(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Show `text` on the page that follows; `undo_url` takes a POST that takes it back."""
    messages.info(request, text, extra_tags=f"{UNDO}{undo_url}" if undo_url else "")


def toasts(request: HttpRequest) -> tuple[Toast, ...]:
    """What is to be said now; saying it uses it up. A page that renews itself shows none (js/unasked.js)."""
    if "HTTP_X_RENEWAL" in request.META:
        return ()
    return tuple(
        Toast(str(message), (message.extra_tags or "").removeprefix(UNDO))
        for message in messages.get_messages(request)
    )
