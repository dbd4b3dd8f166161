"""Calls, notes and agendas; each is its member's alone, for as long as she works for the client."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from alongside.accounts.models import Member
from alongside.calls.errors import NotThere
from alongside.calls.models import AgendaLine, Call, Span, State
from alongside.calls.rules import ONE_CALL, minutes_of
from alongside.clients.joining import homes
from alongside.diary.queries import last_way_for
from alongside.diary.rules import DEFAULT_WAY
from alongside.outbox.sight import seen_clients, with_joined
from alongside.prepared import prepared
from alongside.timeline.queries.lists import tags_for

# What was not accounted for is asked about for so long.
ASKED_FOR = timedelta(days=14)
MOST_LISTED = 60


def calls_of(member: Member) -> QuerySet[Call]:
    if not member.is_active:
        return Call.objects.none()
    return Call.objects.filter(member=member, client_id__in=seen_clients(member), joined_to=None)


def find_call(member: Member, number: int) -> Call:
    """Raises NotThere."""
    call = calls_of(member).select_related("client", "appointment", "recap", "room").filter(pk=number).first()
    if call is None:
        raise NotThere
    return call


def joined_into(member: Member, number: int) -> int | None:
    """The call that this one of hers was joined to."""
    rows = Call.objects.filter(pk=number, member=member, joined_to__in=calls_of(member))
    return rows.values_list("joined_to_id", flat=True).first()


def home_of(call: Call) -> int:
    """The number of its client, after any join."""
    return homes().get(call.client_id, call.client_id)


def open_calls_for(member: Member, *, now: datetime) -> list[Call]:
    """Under way, over and not accounted for, or with something prepared; the newest first."""
    prepared_for = Q(state=State.PLANNED, revision__gt=0)
    rows = calls_of(member).filter(
        Q(state__in=(State.LIVE, State.OVER)) | prepared_for, made_at__gte=now - ASKED_FOR
    )
    return list(rows.select_related("client").order_by("-made_at", "-id")[:MOST_LISTED])


def call_in_room_for(member: Member, client_id: int) -> Call | None:
    """Hers with this client whose video room is open, begun or not."""
    rows = calls_of(member).filter(client_id__in=with_joined(client_id), kept_at=None)
    return rows.filter(room__isnull=False, room__ended_at=None).order_by("-id").first()


class OpenCall(NamedTuple):
    """For Today."""

    id: int
    client: str
    is_over: bool
    made_at: datetime


@prepared
def _open(member_id: Any, since: Any) -> Any:
    rows = Call.objects.filter(member_id=member_id, state__in=("live", "over"), made_at__gte=since)
    rows = rows.filter(joined_to=None)
    return rows.order_by("-made_at", "-id").values_list("id", "client_id", "state", "made_at")[:MOST_LISTED]


def open_lines_for(member: Member, *, now: datetime) -> list[OpenCall]:
    """As `open_calls_for`, without what is only prepared."""
    rows = _open(member.pk, now - ASKED_FOR)
    tags, home = (tags_for(member), homes()) if rows else ({}, {})
    at_home = [(number, home.get(client, client), state, at) for number, client, state, at in rows]
    return [
        OpenCall(number, tags[client].name, state == State.OVER, at)
        for number, client, state, at in at_home
        if client in tags
    ]


def recent_calls_for(member: Member) -> list[Call]:
    """What was last done with, the newest first."""
    rows = calls_of(member).filter(kept_at__isnull=False).select_related("client")
    return list(rows.order_by("-made_at", "-id")[:MOST_LISTED])


def other_half_for(member: Member, client_id: int, *, now: datetime) -> Call | None:
    """A call with this client that is under way, was cut off only just now, or is opened and not begun."""
    rows = calls_of(member).filter(client_id__in=with_joined(client_id))
    cut = Q(state=State.OVER, spans__ended_at__gte=now - ONE_CALL)
    opened = Q(state=State.PLANNED, appointment=None, made_at__gte=now - ASKED_FOR)
    # What is under way comes first, then what was cut off.
    found = rows.filter(Q(state=State.LIVE) | cut | opened).distinct()
    order = {State.LIVE: 0, State.OVER: 1, State.PLANNED: 2}
    return min(found, key=lambda one: (order[State(one.state)], -one.pk), default=None)


def spans_of(call: Call) -> list[tuple[datetime, datetime | None]]:
    return list(Span.objects.filter(call=call).order_by("began_at", "id").values_list("began_at", "ended_at"))


def length_of(call: Call, *, now: datetime) -> int | None:
    """In minutes: as she said, else as it was timed."""
    return call.minutes if call.minutes is not None else minutes_of(spans_of(call), now=now)


def way_for(member: Member, client_id: int) -> tuple[str, str]:
    """Way and join link that come first with this client: those of the last call or of what is planned."""
    rows = calls_of(member).filter(client_id__in=with_joined(client_id))
    last = rows.order_by("-made_at", "-id").values_list("way", "join_url").first()
    way, link = last or last_way_for(member, client_id)
    return (way, link) if way != "visit" else (DEFAULT_WAY, "")


def agenda_for(member: Member, client_id: int, *, call: Call | None = None) -> list[AgendaLine]:
    """What is to be talked about, oldest first, with what was reached on this call."""
    if client_id not in seen_clients(member):
        return []
    still = Q(reached_at=None) | Q(call=call) if call is not None else Q(reached_at=None)
    rows = AgendaLine.objects.filter(
        still, member=member, client_id__in=with_joined(client_id), dropped_at=None
    )
    return list(rows.order_by("made_at", "id"))
