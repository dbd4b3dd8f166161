"""Clients: the list, one client's story with people beside it, and what is known of whom to file there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.models import Member
from alongside.agreements.queries import clocks_of
from alongside.clients.actions import ClientsError, add_client
from alongside.clients.joining import homes
from alongside.clients.queries import ended_clients, facts_for, sees_client
from alongside.diary.queries import next_for
from alongside.pages.base.requests import for_member, mark_in, page
from alongside.pages.base.words import clock, waited
from alongside.pages.clients.coming import coming_soon
from alongside.pages.clients.story import days_of
from alongside.pages.diary import lines as appointments
from alongside.pages.hours.showing import hours_beside
from alongside.pages.picture.beside import picture_beside
from alongside.pages.promises.shown import rows_of
from alongside.pages.undo.offering import newest_client, offer
from alongside.pages.visits.beside import visits_beside
from alongside.pages.writing.answering import writing_to
from alongside.promises.queries import open_for
from alongside.rhythm.queries import strip_for
from alongside.rooms.queries import room_of_others_for
from alongside.timeline.queries.lists import (
    PAGE,
    span_for,
    summaries_for,
    timeline_for,
)
from alongside.timeline.queries.shapes import Line
from alongside.waiting.queries import waiting_clients, waiting_since
from alongside.waiting.questions import asked_for

KINDS = ("email", "call", "meeting", "chat", "visit", "note")


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def clients(request: HttpRequest, member: Member) -> HttpResponse:
    if request.method == "POST":
        try:
            newest = newest_client()
            client = add_client(request.POST.get("name", ""), by=member)
        except ClientsError as error:
            return _list(request, member, error=str(error), status=422)
        if client.pk > newest:
            made = [client.pk]
            offer(
                request, member, f"{client.name} is a client.", "unmake-clients", then="/clients/", made=made
            )
        return redirect("client", client.pk)
    return _list(request, member)


def _list(request: HttpRequest, member: Member, *, error: str = "", status: int = 200) -> HttpResponse:
    waiting = Counter(waiting_clients(member, now=timezone.now()))
    rows = [
        (client, said, last_at, f"{waiting[client.pk]} waiting" if waiting[client.pk] else "")
        for client, said, last_at in summaries_for(member)
    ]
    ended = ended_clients()
    values = {
        "rows": [row for row in rows if row[0].pk not in ended],
        "ended": [row[0] for row in rows if row[0].pk in ended],
        "error": error,
        "typed": request.POST.get("name", ""),
    }
    return page(request, member, "clients/list.html", "clients", values, status=status)


@require_safe
@for_member
def client(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """One client: a keyset page of the timeline, filters by kind, people and rules in the margin."""
    facts = facts_for(member, client_id)
    if facts is None:
        return redirect("client", _home_or_404(member, client_id))
    before, after = mark_in(request, "before"), mark_in(request, "after")
    kinds = [kind for kind in request.GET.getlist("kind") if kind in KINDS]
    lines = timeline_for(member, client_id, before=before, after=after, kinds=kinds, limit=PAGE)
    first_at, last_at = span_for(member, client_id)
    values = {
        "facts": facts,
        "first_at": first_at,
        "last_at": last_at,
        "there": _clock_there(facts.timezone),
        "kinds_here": _kinds_to_choose(member, client_id, lines if not (kinds or before or after) else None),
        "story": days_of(lines, client_id=client_id, waits=_waits(client_id, lines)),
        "kinds": kinds,
        "rhythm_weeks": strip_for(member, client_id),
        "writing": writing_to(member, facts, now=timezone.now()),
        "room_of_others": room_of_others_for(member, client_id),
        "planned": _planned(member, client_id, back=request.path),
        "promised": rows_of(open_for(member, client_id=client_id), now=timezone.now(), back=request.path),
        "hours": hours_beside(member, client_id, now=timezone.now()),
        "picture_beside": picture_beside(member, client_id),
        "days": coming_soon(member, client_id=client_id, today=timezone.localdate()),
        "asked": asked_for(member, client_id, now=timezone.now()),
        "is_ended": client_id in ended_clients(),
        "visits": visits_beside(member, client_id, now=timezone.now()),
        "newer": lines[0] if lines and (before or after) else None,
        "older": lines[-1] if len(lines) == PAGE else None,
    }
    return page(request, member, "clients/client.html", "clients", values)


def _home_or_404(member: Member, client_id: int) -> int:
    """Where the story goes on of a client that was joined to another."""
    home = homes().get(client_id)
    if home is None or not sees_client(member, home):
        raise Http404
    return home


def _kinds_to_choose(member: Member, client_id: int, newest: list[Line] | None) -> list[str]:
    """The same whatever is chosen and wherever one is: what the newest page holds, and all kinds where there are more.

    `newest`: that page, where it is the one that is shown.
    """
    lines = newest if newest is not None else timeline_for(member, client_id, limit=PAGE)
    here = {line.kind for line in lines}
    return [kind for kind in KINDS if kind in here or len(lines) == PAGE]


def _planned(member: Member, client_id: int, *, back: str) -> appointments.Row | None:
    """What is planned next with this client."""
    now = timezone.now()
    found = next_for(member, client_id, now=now)
    return appointments.rows_of(member, [found], now=now, back=back)[0] if found is not None else None


def _clock_there(zone_name: str) -> str:
    """What the clocks of a client show, where it is known and not what hers show."""
    if not zone_name:
        return ""
    now = timezone.now()
    there, here = (clock(timezone.localtime(now, zone)) for zone in (ZoneInfo(zone_name), None))
    return there if there != here else ""


def _waits(client_id: int, lines: Iterable[Line]) -> dict[int, str]:
    """By message, how long somebody has waited for an answer to it."""
    now = timezone.now()
    since = waiting_since(lines, now=now)
    if not since:
        return {}
    by = clocks_of([client_id], now=now)[client_id]
    return {number: waited(by.waited(at, now)) for number, at in since.items()}
