"""The timer: started, switched and stopped from any page; what it asks is answered, and all of it can be undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.clients.queries import client_for, names_and_hues_for
from alongside.hours import amounts
from alongside.hours import timer as actions
from alongside.hours.errors import HoursError, NotThere
from alongside.hours.models import Entry
from alongside.hours.queries import aspects_for, length_of, recent_clients_for, timer_for
from alongside.hours.timer import Before, Done
from alongside.pages.base.requests import back, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.undo.offering import offer


@require_safe
@for_member
def timer(request: HttpRequest, member: Member) -> HttpResponse:
    """What runs, and for whom it could."""
    now = timezone.now()
    running = timer_for(member, now=now)
    here = running.client_id if running else 0
    recent = [number for number in recent_clients_for(member) if number != here]
    clients = {number: (number, name, hue) for number, name, hue in names_and_hues_for(member)}
    values = {
        "running": running,
        "aspects": aspects_for(member, running.client_id, today=timezone.localdate(now)) if running else [],
        "recent": [clients[number] for number in recent if number in clients],
        "others": [one for number, one in clients.items() if number not in (*recent, here)],
        "back_to": request.GET.get("next", ""),
    }
    return page(request, member, "hours/timer.html", "hours", values)


@require_POST
@for_member
def start(request: HttpRequest, member: Member) -> HttpResponse:
    client_id, now = number_in(request.POST.get("client")), timezone.now()
    aspect = request.POST.get("aspect", "")
    note = request.POST.get("note", "")
    try:
        aspect_id = number_in(aspect) if aspect else None
        done = actions.start(member, client_id, aspect_id=aspect_id, note=note, now=now)
    except NotThere as error:
        raise Http404 from error
    client = client_for(member, client_id)
    words = f"The timer runs for {client.name if client else 'them'}."
    offer_back(request, member, f"{words}{_noted(done)}", done)
    return back(request, reverse("timer"))


@require_POST
@for_member
def stop(request: HttpRequest, member: Member) -> HttpResponse:
    return _stop(request, member, at=None)


def _stop(request: HttpRequest, member: Member, *, at: datetime | None) -> HttpResponse:
    try:
        done = actions.stop(member, at=at, now=timezone.now())
    except HoursError as error:
        say(request, str(error))
        return back(request, reverse("timer"))
    offer_back(request, member, _noted(done).strip() or "The timer was stopped; too short to be noted.", done)
    return back(request, reverse("timer"))


@require_POST
@for_member
def away(request: HttpRequest, member: Member) -> HttpResponse:
    """What became of the time in which nothing happened: kept, taken off, or the end of it."""
    do, now = request.POST.get("do", ""), timezone.now()
    if do == "stop":
        is_seen = bool(request.POST.get("until"))
        at = _seen_away(request, member, now)[0] if is_seen else _moment(request, "since")
        return _stop(request, member, at=at)
    try:
        if do == "keep":
            actions.keep(member, now=now)
            say(request, "Kept as it runs.")
        elif do == "off":
            _take_off(request, member, now)
        else:
            raise BadRequest
    except HoursError as error:
        say(request, str(error))
    return back(request, reverse("timer"))


def _take_off(request: HttpRequest, member: Member, now: datetime) -> None:
    """A span that the page saw, or the last minutes that she says."""
    typed = request.POST.get("amount")
    if typed is None:
        since, until = _seen_away(request, member, now)
    else:
        minutes = amounts.read(typed)
        if not minutes:
            raise HoursError("Say how long you were away, such as 40m or 1:20. Nothing was changed.")
        since, until = now - timedelta(minutes=minutes), now
    done = actions.take_off(member, since=since, until=until, now=now)
    length = amounts.words(round((until - since).total_seconds() / 60))
    offer_back(request, member, f"{length} taken off. The timer goes on.", done)


def _seen_away(request: HttpRequest, member: Member, now: datetime) -> tuple[datetime, datetime]:
    """What the page saw. Where the browser's clock is ahead of this one, it was as long and so much earlier."""
    since, until = _moment(request, "since"), _moment(request, "until")
    ahead, running = until - now, timer_for(member, now=now)
    if ahead <= timedelta() or running is None:
        return since, until
    return max(since - ahead, min(since, running.started_at)), now


def _moment(request: HttpRequest, name: str) -> datetime:
    """400 for what no page of ours sends."""
    try:
        at = parse_datetime(request.POST.get(name, ""))
    except ValueError as error:
        raise BadRequest from error
    if at is None or at.tzinfo is None:
        raise BadRequest
    return at


@require_POST
@for_member
def say_what(request: HttpRequest, member: Member) -> HttpResponse:
    aspect = request.POST.get("aspect", "")
    try:
        aspect_id = number_in(aspect) if aspect else None
        actions.say_what(member, aspect_id=aspect_id, note=request.POST.get("note", ""))
    except NotThere as error:
        raise Http404 from error
    except HoursError as error:
        say(request, str(error))
    else:
        say(request, "Kept.")
    return back(request, reverse("timer"))


def _noted(done: Done) -> str:
    """ " 1 h 20 noted for Harlow & Sons.", "" where nothing came of it."""
    made = Entry.objects.filter(pk__in=done.entries).select_related("client").first()
    return f" {amounts.words(length_of(made))} noted for {made.client.name}." if made is not None else ""


def offer_back(request: HttpRequest, member: Member, text: str, done: Done) -> None:
    """Undo leads to where she stands now."""
    running = timer_for(member, now=timezone.now())
    payload: dict[str, Any] = {
        "before": _plain(done.before),
        "entries": list(done.entries),
        "started_at": running.started_at.isoformat() if running else None,
    }
    offer(request, member, text, "timer-back", then=request.POST.get("next") or "/timer/", **payload)


def _plain(before: Before | None) -> dict[str, Any] | None:
    if before is None:
        return None
    return {
        "client_id": before.client_id,
        "aspect_id": before.aspect_id,
        "note": before.note,
        "started_at": before.started_at.isoformat(),
        "kept_until": before.kept_until.isoformat() if before.kept_until else None,
    }
