"""A reply below any page that whoever has its address can write on: a form in; the page again, or the way on, out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from msgspec import Struct

from alongside.handover.needs import Item
from alongside.pages.guests.forms import Typed, read_on
from alongside.pages.guests.where import mark_of
from alongside.replies.errors import NotTaken
from alongside.sharing.errors import SharingError


class Below(Struct, frozen=True):
    """`page`: what its forms are stamped with. `questions` that it asks, None where it never does.

    `show` gives the page once more, with this status; `take` takes what was written, from this mark, and gives the
    address that follows; `check` adds what else is wrong.
    """

    page: str
    questions: Sequence[Item] | None
    show: Callable[[Typed, int], HttpResponse]
    take: Callable[[Typed, bytes], str]
    check: Callable[[Typed], None] | None = None
    instead: str = "Send it later, or by mail."


def answer(request: HttpRequest, below: Below, *, now: datetime) -> HttpResponse:
    typed = read_on(below.page, request.POST, below.questions, now=now)
    if typed is None:
        return HttpResponseForbidden("Open the page once more, and reply there.\n", content_type="text/plain")
    if below.check is not None:
        below.check(typed)
    if typed.errors:
        return below.show(typed, 422)
    try:
        address = below.take(typed, mark_of(request, today=now.date()))
    except (NotTaken, SharingError) as error:
        typed.errors["form"] = f"{error} Nothing of yours is lost: it stands below. {below.instead}"
        return below.show(typed, 429)
    return see_other(address)


def see_other(address: str) -> HttpResponse:
    """A form was sent: what it led to is fetched anew, and loading that again sends nothing."""
    return HttpResponse(status=303, headers={"Location": address})
