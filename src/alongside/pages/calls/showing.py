"""A call in, what its pages show of it out: where it happens, how long it has been, notes, agenda, brief."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.calls.errors import NotThere
from alongside.calls.joining import call_before_for
from alongside.calls.models import Call, State
from alongside.calls.queries import agenda_for, find_call, home_of, length_of, spans_of
from alongside.clients.models import Client
from alongside.clients.queries import client_for, facts_for
from alongside.diary.links import name_of
from alongside.diary.models import Way
from alongside.diary.rules import VIDEO_WAYS
from alongside.pages.base.requests import page
from alongside.pages.base.words import when
from alongside.pages.calls.brief import brief_of
from alongside.pages.calls.forms import WAY_OPTIONS, label_of, ticked_and_others
from alongside.pages.reviews.in_call import agenda_beside
from alongside.pages.rooms.showing import link_lines, may_call, room_values
from alongside.reach.queries import reachability


class Clock(Struct, frozen=True):
    """`began_at`: of the half that is under way; `before`: seconds of the halves that are over."""

    began_at: datetime | None
    before: int
    is_live: bool
    minutes: int | None


def call_or_404(member: Member, call_id: int) -> Call:
    try:
        return find_call(member, call_id)
    except NotThere as error:
        raise Http404 from error


def client_of(member: Member, call: Call) -> Client:
    client = client_for(member, home_of(call))
    if client is None:
        raise Http404
    return client


def clock_of(call: Call, *, now: datetime) -> Clock:
    spans = spans_of(call)
    over = sum(((ended - began) for began, ended in spans if ended is not None), timedelta())
    began_at = next((began for began, ended in spans if ended is None), None)
    is_live = call.state == State.LIVE and began_at is not None
    return Clock(began_at, int(over.total_seconds()), is_live, length_of(call, now=now))


def shared_values(member: Member, call: Call, *, now: datetime) -> dict[str, Any]:
    """What both pages of a call need."""
    client = client_of(member, call)
    facts = facts_for(member, client.pk)
    people = facts.people if facts is not None else ()
    join_url = call.join_url if call.way in VIDEO_WAYS and call.way != Way.ROOM else ""
    ticked, others = ticked_and_others(call.people, people)
    return {
        "call": call,
        "client": client,
        "people": people,
        "ticked": ticked,
        "others": others,
        "numbers": [(one.name, number) for one in people for number in one.phones],
        "clock": clock_of(call, now=now),
        "agenda": agenda_for(member, client.pk, call=call),
        **agenda_beside(member, client.pk, appointment_id=call.appointment_id),
        "kept": when(timezone.localtime(call.changed_at), now=timezone.localtime(now)),
        "way_label": label_of(call.way),
        "join_url": join_url,
        "provider": name_of(join_url),
        "before": call_before_for(member, call),
        "texts": {"prepared": call.prepared, "said": call.said},
        "problem": "",
    }


def show_call(
    request: HttpRequest, member: Member, call: Call, *, status: int = 200, **more: Any
) -> HttpResponse:
    now = timezone.now()
    shared = shared_values(member, call, now=now)
    values = {
        **shared,
        "ways": WAY_OPTIONS,
        "brief": brief_of(member, shared["client"], call, here=request.path, now=now),
        **_room(member, call),
        **more,
    }
    answer = page(request, member, "calls/call.html", "calls", values, status=status)
    return may_call(answer) if values["room"] else answer


def _room(member: Member, call: Call) -> dict[str, Any]:
    """Of a call in a room that is open."""
    room = call.room
    if room is None or room.ended_at is not None or call.way != Way.ROOM:
        return {"room": None}
    return {**room_values(room, member), "links": link_lines(room), "address": "", "reach": reachability()}
