"""A seat in a lounge in; what its pages show and answer out, the same for colleagues and for peers from outside."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from msgspec import Struct

from alongside.lounge import actions
from alongside.lounge.errors import LoungeError
from alongside.lounge.queries import Seat, at_the_door, said_in
from alongside.lounge.rules import KEEPS
from alongside.pages.base.addresses import url
from alongside.pages.base.requests import number_in


class Ways(Struct, frozen=True):
    """The addresses of a lounge's page: a colleague's have other names than a peer's."""

    page: str
    words: str
    say: str
    take_back: str
    talk: str
    socket: str


def ways_of(seat: Seat) -> Ways:
    number, of = seat.lounge.pk, "lounge" if seat.member_id else "lounge-guest"
    return Ways(
        page=url(of, number),
        words=url(f"{of}-words", number),
        say=url(f"{of}-say", number),
        take_back=url(f"{of}-take-back", number),
        talk=url(f"{of}-talk", number),
        socket=f"/live/lounge/{number}/" + ("" if seat.member_id else "guest/"),
    )


def words_values(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """What was said; and who stands at the door, for those who may let in."""
    before = number_in(request.GET.get("before", "0"))
    return {
        "lounge": seat.lounge,
        "shown": said_in(seat, now=timezone.now(), before=before),
        "before": before,
        "ways": ways_of(seat),
        "keeps": KEEPS[seat.lounge.keeps_days],
        "at_door": at_the_door(seat.lounge) if seat.member_id else [],
    }


def page_values(request: HttpRequest, seat: Seat, *, refused: str = "", typed: str = "") -> dict[str, Any]:
    more = {"refused": refused, "typed": typed, "once": token_hex(16)}
    return {**words_values(request, seat), **more}


def words_of(request: HttpRequest, seat: Seat) -> HttpResponse:
    return render(request, "lounge/_words.html", words_values(request, seat))


def is_from_script(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def said(request: HttpRequest, seat: Seat, page: Callable[..., HttpResponse]) -> HttpResponse:
    """`page` shows the whole page once more, with what was refused and why."""
    text = request.POST.get("text", "")
    try:
        actions.say(seat, text, once=request.POST.get("once", ""), now=timezone.now())
    except LoungeError as error:
        if is_from_script(request):
            return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
        return page(refused=str(error), typed=text, status=422)
    return _then(request, seat)


def taken_back(request: HttpRequest, seat: Seat) -> HttpResponse:
    actions.take_back(seat, number_in(request.POST.get("remark")))
    return _then(request, seat)


def _then(request: HttpRequest, seat: Seat) -> HttpResponse:
    return words_of(request, seat) if is_from_script(request) else redirect(f"{ways_of(seat).page}#say")
