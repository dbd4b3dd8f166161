"""A client's booking link: on which terms, made and shown once; taken back on the page of all links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Member
from alongside.diary.booking import WAYS_TO_BOOK, free_for, offer_of, terms_of, way_of
from alongside.diary.links import name_of, safe_link
from alongside.diary.queries import last_way_for
from alongside.diary.rules import BOOKING
from alongside.pages.base.parts import Option
from alongside.pages.base.requests import client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.booking.views import _free
from alongside.pages.writing.ready import can_write
from alongside.reach.queries import reachability
from alongside.sharing.actions import Made, choose, make, revoke
from alongside.sharing.models import Share
from alongside.sharing.queries import shares_of

FIELDS = {
    "minutes": "How long a call is",
    "notice_hours": "How long before it has to be booked",
    "buffer_minutes": "Room before and after",
    "days_ahead": "How far ahead",
}
OPTIONS = {
    "minutes": ((15, "15 min"), (30, "30 min"), (45, "45 min"), (60, "1 h")),
    "notice_hours": ((2, "2 hours"), (24, "a day"), (48, "2 days"), (168, "a week")),
    "buffer_minutes": ((0, "none"), (15, "15 min"), (30, "30 min"), (60, "1 h")),
    "days_ahead": ((14, "2 weeks"), (28, "4 weeks"), (60, "2 months")),
}
USUAL = {"minutes": 30, "notice_hours": 24, "buffer_minutes": 15, "days_ahead": 28}
_NOTHING_SAID = {"way": "", "join_url": "", "by_itself": False}
WAYS = {"": "As last time", "room": "In a room here", "mobile": "By phone", "link": "By a link of yours"}
NO_LINK = "This is no link that can be opened: it has to begin with https://. Nothing was kept."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def booking(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """What they would see now stands below the terms; the address in the one answer that makes it."""
    client = client_or_404(member, client_id)
    now = timezone.now()
    share = _own_link(member, client_id, now=now)
    made: Made | None = None
    wrong = ""
    choices = _choices(request) if request.method == "POST" else {}
    if choices.get("way") == "link" and way_of(choices) is None:
        wrong = NO_LINK
    elif request.method == "POST":
        if share is not None and request.POST.get("do") == "keep":
            share = choose(member, share.pk, choices)
            say(request, "Kept. The address stays the same.")
        else:
            made = _make_own(member, client_id, choices, now=now)
            share = made.share
    chosen = {**USUAL, **_NOTHING_SAID, **(choices or (share.choices if share is not None else {}))}
    values = {
        "client": client,
        "fields": [(name, label, OPTIONS[name], chosen[name]) for name, label in FIELDS.items()],
        "share": share,
        "made": made,
        "reach": reachability(),
        "can_write": can_write(member, client_id),
        "chosen": chosen,
        "ways": [Option(value, words) for value, words in _ways(member, client_id).items()],
        "wrong": wrong,
        **_preview(request, member, client_id, share, chosen),
    }
    status = 422 if wrong else 200
    return page(request, member, "booking/setting.html", "clients", values, status=status)


def _own_link(member: Member, client_id: int, *, now: datetime) -> Share | None:
    """A colleague's opens the colleague's times, and is hers to change."""
    return next(iter(_own_links(member, client_id, now=now)), None)


def _own_links(member: Member, client_id: int, *, now: datetime) -> list[Share]:
    listed = shares_of(member, client_id, now=now)
    found = [one.share for one in listed if one.is_open and one.share.kind == BOOKING]
    return [share for share in found if share.made_by_id == member.pk]


def _make_own(member: Member, client_id: int, choices: dict[str, Any], *, now: datetime) -> Made:
    """It is named by whose times it opens, so that it ends her own before it and no colleague's."""
    with transaction.atomic():
        before = _own_links(member, client_id, now=now)
        made = make(member, kind=BOOKING, client_id=client_id, object_id=member.pk, now=now, choices=choices)
        for share in before:
            revoke(member, share.pk, now=now)
    return made


def _choices(request: HttpRequest) -> dict[str, Any]:
    """What is not among the options is as usual; nothing goes by itself unless the box came along."""
    way, link = request.POST.get("way", ""), request.POST.get("join_url", "").strip()
    return {
        **{name: _chosen(request.POST.get(name, ""), name) for name in FIELDS},
        "way": way if way in WAYS_TO_BOOK else "",
        "join_url": safe_link(link) if way == "link" else "",
        "by_itself": request.POST.get("by_itself") == "on",
    }


def _ways(member: Member, client_id: int) -> dict[str, str]:
    way, link = last_way_for(member, client_id)
    usual = {"room": "a room here", "mobile": "by phone", "phone": "by phone"}.get(way) or name_of(link)
    return {**WAYS, "": f"As last time: {usual}" if usual else WAYS[""]}


def _chosen(text: str, name: str) -> int:
    values = {value for value, _ in OPTIONS[name]}
    return int(text) if text.isdecimal() and len(text) < 5 and int(text) in values else USUAL[name]


def _preview(
    request: HttpRequest, member: Member, client_id: int, share: Share | None, chosen: dict[str, Any]
) -> dict[str, Any]:
    shown = share or Share(client_id=client_id, made_by=member, choices=chosen)
    offer = offer_of(shown)
    if offer is None:
        return {"days": [], "later": None, "zone": "", "her_zone": "", "count": 0}
    now = timezone.now()
    return {
        **_free(request, offer, now=now),
        "count": len(free_for(offer, now=now)),
        "terms": terms_of(chosen),
    }
