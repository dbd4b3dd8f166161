"""What every view needs of a request: the member, one page's shared values, a safe way back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.clients.models import Client
from alongside.clients.queries import client_for
from alongside.hours.queries import timer_for
from alongside.lib.texts import row_number
from alongside.live.queries import last_event_id
from alongside.lounge.queries import rail_for as lounge_rail_for
from alongside.pages.base.addresses import url
from alongside.pages.base.marks import mark
from alongside.pages.base.parts import RailClient
from alongside.prepared import remembering
from alongside.rooms.queries import knocks_for
from alongside.timeline.queries.lists import Mark
from alongside.timeline.queries.tray import tray_count_for
from alongside.waiting.rail import rail_for

if TYPE_CHECKING:
    from alongside.intake.carrying_out import Noted

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Member, P], HttpResponse]


def for_member(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hand the signed-in member to the view, her clock set; a stranger is sent to sign in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        # Behind Django's wrapper, which every use of the member would ask anew; signed in, it has been looked for.
        member = cast(Member, getattr(request.user, "_wrapped", request.user))
        reading = remembering() if request.method in ("GET", "HEAD") else nullcontext()
        with timezone.override(member.timezone or practice().timezone), reading:
            if request.method == "GET":
                # Before anything of the page is read: whatever is told from here on it does not know of.
                request.told_until = last_event_id()  # type: ignore[attr-defined]
            return view(request, member, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], login_required(guarded))


def page(
    request: HttpRequest, member: Member, template: str, area: str, values: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A whole page with its rail. `area` is the place in the rail that is lit."""
    rail = tuple(
        RailClient(one.name, url("client", one.id), mark(one.name, hue=one.hue), one.is_waiting)
        for one in rail_for(member)
    )
    shared = {
        "member": member,
        "area": area,
        "rail_clients": rail,
        "tray_count": tray_count_for(member),
        "timer": timer_for(member, now=timezone.now()),
        "lounge_rail": lounge_rail_for(member),
        "knocks": knocks_for(member, besides=_room_in(values)),
        "told_until": getattr(request, "told_until", ""),
    }
    return render(request, template, {**shared, **values}, status=status)


def _room_in(values: dict[str, Any]) -> int:
    """The room that this page shows, with its own door."""
    room = values.get("room")
    return int(room["id"]) if isinstance(room, dict) else 0


def client_or_404(member: Member, client_id: int) -> Client:
    """A client the member works for. To all others it does not exist."""
    client = client_for(member, client_id)
    if client is None:
        raise Http404
    return client


def follow(noted: Noted) -> HttpResponse:
    """To where she was going; by way of the page that shows how far it is, where it takes a while."""
    return redirect("work", noted.job_id) if noted.job_id else redirect(noted.then)


def back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To where the form says it stood, when that is a page of ours."""
    wanted = request.POST.get("next", "")
    return redirect(wanted if is_ours(request, wanted) else fallback)


def is_ours(request: HttpRequest, address: str) -> bool:
    """Whether it is the path of a page here.

    A line end has no place in a header, and Django stops at it; a word without a stroke it takes for a page's name.
    """
    is_path = address.startswith("/") and address.isprintable()
    return is_path and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})


def number_in(text: str | None) -> int:
    """A number that a form or link of ours always carries; 400 where somebody left it out."""
    number = row_number(text or "")
    if number is None:
        raise BadRequest
    return number


def mark_in(request: HttpRequest, name: str) -> Mark | None:
    """A place in the timeline: `<ISO time>~<id>`. Anything else is no place."""
    text, _, digits = request.GET.get(name, "").partition("~")
    number = row_number(digits)
    try:
        at: datetime | None = parse_datetime(text)
    except ValueError:
        return None
    return (at, number) if at is not None and at.tzinfo is not None and number is not None else None
