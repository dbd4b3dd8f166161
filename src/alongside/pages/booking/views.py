"""For the client, without an account: free times by both clocks, a call booked, moved or cancelled by its own link."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from msgspec.structs import replace

from alongside.accounts.queries import practice, zone_of
from alongside.agreements.queries import zone_here
from alongside.diary import booking
from alongside.diary.booking import Offer, TakenMeanwhile, free_for, offer_of
from alongside.diary.errors import DiaryError
from alongside.diary.models import Appointment
from alongside.diary.queries import zones_for
from alongside.diary.rules import BOOKED, BOOKING, VOICE_WAYS, can_join
from alongside.diary.shared import booked_of
from alongside.diary.telling import MEDIA_TYPE, calendar_of
from alongside.outbox.sight import with_joined
from alongside.pages.base.words import day
from alongside.pages.booking.forms import Typed, days_of, read
from alongside.pages.diary.words import what
from alongside.pages.guests.forms import new_stamp
from alongside.pages.guests.replying import see_other
from alongside.pages.guests.views import for_guests, gone
from alongside.rooms.errors import RoomError
from alongside.rooms.opening import link_for_guest
from alongside.sharing.actions import make, note_opened
from alongside.sharing.errors import SharingError
from alongside.sharing.kinds import kind_of
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of, resolve, resolve_page

BEGUN = "It has begun already, so it was not cancelled. Write to whom you were to speak with."
STALE = "Open the page once more, and choose there.\n"


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def book(request: HttpRequest, token: str) -> HttpResponse:
    share = resolve(token, kind=BOOKING)
    offer = offer_of(share) if share is not None else None
    if share is None or offer is None:
        return gone(request)
    now = timezone.now()
    if request.method != "POST":
        return _times(request, share, offer, Typed(new_stamp(share, now=now)), now=now)
    typed = read(request.POST, share, now=now)
    if typed is None:
        return HttpResponseForbidden(STALE, content_type="text/plain")
    if typed.errors or typed.starts_at is None:
        return _times(request, share, offer, typed, now=now, status=422)
    try:
        # Without its link nobody could move or cancel it: both, or neither.
        with transaction.atomic():
            row = booking.book(
                offer,
                starts_at=typed.starts_at,
                name=typed.name,
                address=typed.address,
                about=typed.about,
                number=typed.number,
                form=request.POST.get("form", ""),
                now=now,
            )
            made = make(offer.member, kind=BOOKED, client_id=offer.client.pk, object_id=row.pk, now=now)
    except TakenMeanwhile as error:
        typed = replace(typed, at="", errors={"at": str(error)})
        return _times(request, share, offer, typed, now=now, status=409)
    except (DiaryError, SharingError) as error:
        return _times(request, share, offer, replace(typed, errors={"form": str(error)}), now=now, status=422)
    note_opened(share, now=now)
    return see_other(f"{reverse('booked', args=[made.token])}?new=1")


def _times(
    request: HttpRequest, share: Share, offer: Offer, typed: Typed, *, now: datetime, status: int = 200
) -> HttpResponse:
    values = {
        "title": "Book a call",
        "share": share,
        "ours": _ours(offer),
        "minutes": int(offer.terms.length.total_seconds() // 60),
        "typed": typed,
        "action": request.path,
        "is_rung": offer.way in VOICE_WAYS,
        **_free(request, offer, now=now),
    }
    return render(request, "booking/book.html", values, status=status)


def _free(request: HttpRequest, offer: Offer, *, now: datetime, but: int = 0) -> dict[str, Any]:
    theirs, hers = _zone_of(offer.client.pk), zone_of(offer.member)
    times = free_for(offer, now=now, but=but)
    today = now.astimezone(theirs).date()
    begin = _day_in(request.GET.get("from", ""))
    days, later = days_of(times, theirs=theirs, hers=hers, today=today, begin=begin)
    return {
        "days": days,
        "later": later,
        "is_later": begin is not None,
        "zone": _city(theirs),
        "her_zone": _city(hers),
    }


def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _zone_of(client_id: int) -> ZoneInfo:
    return zones_for([client_id]).get(client_id) or zone_here()


def _city(zone: ZoneInfo) -> str:
    return zone.key.rpartition("/")[2].replace("_", " ")


def _ours(offer: Offer) -> str:
    return offer.member.name or practice().name or "your assistant"


def _booked(token: str) -> tuple[Share, Appointment, Offer] | None:
    share = resolve_page(token, route="booked")
    row = booked_of(share) if share is not None else None
    offer = _offer_for(share) if share is not None else None
    if share is None or row is None or offer is None:
        return None
    # It keeps its length when it moves, whatever the link offers by now.
    return share, row, replace(offer, terms=replace(offer.terms, length=row.ends_at - row.starts_at))


def _offer_for(share: Share) -> Offer | None:
    """On the terms of the booking link that is open now, or the usual ones."""
    offer = offer_of(share)
    clients = with_joined(home_of(share))
    links = Share.objects.filter(kind=BOOKING, client_id__in=clients, made_by_id=share.made_by_id)
    newest = links.order_by("-id").first()
    return replace(offer, terms=booking.terms_of(newest.choices)) if offer and newest else offer


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def booked(request: HttpRequest, token: str) -> HttpResponse:
    """The call by both clocks, its file, and the ways to move or cancel it."""
    found = _booked(token)
    if found is None:
        return gone(request)
    share, row, offer = found
    now = timezone.now()
    if request.method == "POST" and share.kind != BOOKED:
        return gone(request)
    if request.method != "POST":
        return _show_booked(request, token, found, Typed(new_stamp(share, now=now)), now=now)
    typed = read(request.POST, share, now=now, is_move=True)
    if typed is None:
        return HttpResponseForbidden(STALE, content_type="text/plain")
    if typed.errors or typed.starts_at is None:
        return _show_booked(request, token, found, typed, now=now, status=422)
    try:
        booking.move(row, offer, starts_at=typed.starts_at, now=now)
    except DiaryError as error:
        status = 409 if isinstance(error, TakenMeanwhile) else 422
        typed = replace(typed, at="", errors={"at": str(error)})
        return _show_booked(request, token, found, typed, now=now, status=status)
    return see_other(f"{reverse('booked', args=[token])}?moved=1")


def _show_booked(
    request: HttpRequest,
    token: str,
    found: tuple[Share, Appointment, Offer],
    typed: Typed,
    *,
    now: datetime,
    status: int = 200,
) -> HttpResponse:
    share, row, offer = found
    theirs, hers = _zone_of(offer.client.pk), zone_of(offer.member)
    at = row.starts_at.astimezone(theirs)
    is_open = row.state == "planned" and row.starts_at > now
    values = {
        "title": kind_of(share.kind).title(share),
        # One that she planned is hers to move.
        "may_change": share.kind == BOOKED,
        "share": share,
        "token": token,
        "ours": _ours(offer),
        "row": row,
        "about": booking.about_of(row),
        "on": day(at.date(), today=now.astimezone(theirs).date()),
        "at": f"{at:%H:%M}",
        "starts": at.isoformat(timespec="minutes"),
        "ends": f"{row.ends_at.astimezone(theirs):%H:%M}",
        "hers": f"{row.starts_at.astimezone(hers):%H:%M}",
        "is_open": is_open,
        "can_join": can_join(row.state, starts_at=row.starts_at, ends_at=row.ends_at, now=now),
        "is_rung": row.way in VOICE_WAYS,
        "done": _done(request, row),
        "typed": typed,
        "action": reverse("booked", args=[token]),
        "zone": _city(theirs),
        "her_zone": _city(hers),
    }
    if is_open and share.kind == BOOKED:
        values |= _free(request, offer, now=now, but=row.pk)
    return render(request, "booking/booked.html", values, status=status)


def _done(request: HttpRequest, row: Appointment) -> str:
    """What the address says was done, as long as it holds: such an address is kept and opened again."""
    holds = {
        "new": row.state == "planned",
        "moved": row.state == "planned",
        "cancelled": row.state == "cancelled",
    }
    return next((name for name, is_so in holds.items() if is_so and name in request.GET), "")


@require_safe
@for_guests
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    found = _booked(token)
    if found is None:
        return gone(request)
    _, row, offer = found
    # Their way into a room here is this very page.
    link = settings.BASE_URL + reverse("booked", args=[token]) if row.way == "room" else ""
    content = calendar_of(
        row, title=booking.about_of(row) or f"{what(row)} with {_ours(offer)}", now=timezone.now(), link=link
    )
    headers = {"Content-Disposition": 'attachment; filename="call.ics"'}
    return HttpResponse(content, content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


@require_POST
@for_guests
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    found = _booked(token)
    if found is None:
        return gone(request)
    share, row, _ = found
    now = timezone.now()
    if share.kind != BOOKED:
        return gone(request)
    if read(request.POST, share, now=now, is_move=True) is None:
        return HttpResponseForbidden(STALE, content_type="text/plain")
    if row.state == "planned" and row.starts_at <= now:
        typed = Typed(new_stamp(share, now=now), errors={"form": BEGUN})
        return _show_booked(request, token, found, typed, now=now, status=422)
    booking.cancel(row, now=now)
    return see_other(f"{reverse('booked', args=[token])}?cancelled=1")


@require_POST
@for_guests
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Into the room here, opened by whoever comes first; their browser gets a link of its own."""
    found = _booked(token)
    if found is None:
        return gone(request)
    share, row, offer = found
    now = timezone.now()
    if read(request.POST, share, now=now, is_move=True) is None:
        return HttpResponseForbidden(STALE, content_type="text/plain")
    if row.way != "room" or not can_join(row.state, starts_at=row.starts_at, ends_at=row.ends_at, now=now):
        return see_other(reverse("booked", args=[token]))
    try:
        made = link_for_guest(row, offer.member, now=now)
    except (RoomError, SharingError) as error:
        words = "This room cannot be entered any more. Write to whom you were to speak with."
        typed = Typed(new_stamp(share, now=now), errors={"form": str(error) or words})
        return _show_booked(request, token, found, typed, now=now, status=422)
    return see_other(reverse("room-join", args=[made.token]))
