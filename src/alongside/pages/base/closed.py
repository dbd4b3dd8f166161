"""A view is closed unless it says that it is open; and one that is open asks nobody who they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url


class Closed(LoginRequiredMiddleware):
    """Django's own looks for the session first, also for pages that are nobody's."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """Many addresses only take what a form sends: whoever signs in anew is back at the page with the form."""
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(_came_from(request), resolve_url(self.get_login_url(view_func)))


def _came_from(request: HttpRequest) -> str:
    """The page of ours that this was sent from, as the browser says."""
    said = urlsplit(request.headers.get("Referer", ""))
    is_ours = said.netloc == request.get_host()
    return urlunsplit(("", "", said.path, said.query, "")) if is_ours else "/"
