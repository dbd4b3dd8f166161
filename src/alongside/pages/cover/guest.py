"""A pack for somebody from outside: the address that opens it in, the lines as they stood when it was shared out."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.queries import practice
from alongside.agreements.queries import zone_here
from alongside.handover.packs import KIND, frozen_parts, pack_of, title_of, who_covers
from alongside.pages.guests.forms import new_stamp
from alongside.pages.guests.views import for_guests, gone, note_seen
from alongside.sharing.kinds import Kind, kind_of, register
from alongside.sharing.queries import resolve_page

ROUTE = "cover-shared"


@require_safe
@for_guests
def shared(request: HttpRequest, token: str) -> HttpResponse:
    share = resolve_page(token, route=ROUTE)
    if share is None:
        return gone(request)
    row, now = pack_of(share), timezone.now()
    with timezone.override(zone_here()):
        values = {
            "title": kind_of(share.kind).title(share),
            "row": row,
            "who": who_covers(row),
            "parts": frozen_parts(row),
            "share": share,
            "token": token,
            "stamp": new_stamp(share, now=now),
            "ours": practice().name or (row.made_by.name if row.made_by else ""),
        }
        return render(request, "cover/shared.html", values)


@require_POST
@for_guests
def seen(request: HttpRequest, token: str) -> HttpResponse:
    """Sent by the page's script once a browser has shown it for a while."""
    return note_seen(request, resolve_page(token, route=ROUTE))


def register_kind() -> None:
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
