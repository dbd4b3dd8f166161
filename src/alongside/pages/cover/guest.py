"""A pack for somebody from outside: the address that opens it in, the lines as they stood when it was shared out."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.queries import practice
from alongside.agreements.queries import zone_here
from alongside.handover.packs import (
    KIND,
    frozen_parts,
    is_of_their_people,
    pack_of,
    title_of,
    who_covers,
)
from alongside.pages.guests.forms import TEXT, Typed, new_stamp, page_of
from alongside.pages.guests.replying import Below, answer
from alongside.pages.guests.views import for_guests, gone, note_seen
from alongside.sharing.actions import note_opened
from alongside.sharing.kinds import Kind, kind_of, register
from alongside.sharing.models import Share
from alongside.sharing.queries import resolve_page
from alongside.sharing.replying import Written, take
from alongside.sharing.said import on_the_page

ROUTE = "cover-shared"


@require_safe
@for_guests
def shared(request: HttpRequest, token: str) -> HttpResponse:
    share = resolve_page(token, route=ROUTE)
    if share is None:
        return gone(request)
    stamp = new_stamp(share, now=timezone.now())
    return _show(request, share, Typed(stamp, name=pack_of(share).name), token=token)


def _show(request: HttpRequest, share: Share, typed: Typed, *, token: str, status: int = 200) -> HttpResponse:
    row = pack_of(share)
    with timezone.override(zone_here()):
        values = {
            "title": kind_of(share.kind).title(share),
            "row": row,
            "who": who_covers(row),
            "parts": frozen_parts(row),
            "share": share,
            "token": token,
            "said": on_the_page(share),
            "typed": typed,
            "text_name": TEXT,
            "sent": request.GET.get("sent", ""),
            "ours": practice().name or (row.made_by.name if row.made_by else ""),
        }
        return render(request, "cover/shared.html", values, status=status)


@require_POST
@for_guests
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """A word to whoever she looks after them for: it waits there, and is no word of the client's."""
    share, now = resolve_page(token, route=ROUTE), timezone.now()
    if share is None:
        return gone(request)

    def theirs(typed: Typed) -> None:
        if typed.address and is_of_their_people(share, typed.address):
            typed.errors["address"] = f"This is an address of {share.client.name}. Give your own."

    def taken(typed: Typed, sent_from: bytes) -> str:
        who = typed.form, typed.name, typed.address
        kept = take(share, Written(*who, typed.texts[TEXT], sent_from, is_a_colleagues=True), now=now)
        note_opened(share, now=now)
        return f"{reverse(ROUTE, args=[token])}?sent={kept.state}#replies"

    def again(typed: Typed, status: int) -> HttpResponse:
        return _show(request, share, typed, token=token, status=status)

    return answer(request, Below(page_of(share), None, again, taken, theirs), now=now)


@require_POST
@for_guests
def seen(request: HttpRequest, token: str) -> HttpResponse:
    """Sent by the page's script once a browser has shown it for a while."""
    return note_seen(request, resolve_page(token, route=ROUTE))


register(
    Kind(
        name=KIND,
        label="Looking after them",
        route=ROUTE,
        lives=timedelta(days=30),
        title=title_of,
        is_single=True,
    )
)
