"""What every view of support needs: 404 for what is not hers, and the way back to where she pressed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from alongside.accounts.models import Member
from alongside.pages.base.requests import for_member, is_ours
from alongside.pages.undo.offering import offer
from alongside.support.errors import NotThere

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Member, P], HttpResponse]


def for_support(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """As `for_member`; what is not there for her is a 404."""

    @wraps(view)
    def found(request: HttpRequest, member: Member, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, member, *args, **kwargs)
        except NotThere as error:
            raise Http404 from error

    return for_member(found)


def way_back(request: HttpRequest, fallback: str) -> str:
    """The page that the pressed button stood on, when it is one of ours; a button carries it in its address."""
    wanted = request.GET.get("next", "") or request.POST.get("next", "")
    return wanted if is_ours(request, wanted) else fallback


def done(
    request: HttpRequest, member: Member, words: str, what: str, *, then: str, **payload: Any
) -> HttpResponse:
    """Says what was done, with a way back, and goes on to `then`."""
    offer(request, member, words, "support-back", then=then, what=what, **payload)
    return redirect(then)
