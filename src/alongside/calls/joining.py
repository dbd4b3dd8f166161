"""Two calls that were opened apart and are one: the later one goes into the earlier, and comes out again whole.

As long as nobody has said what they were: then each is an entry of the client's story already.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from alongside.accounts.models import Member
from alongside.calls.actions import cleaned_people
from alongside.calls.errors import CallsError, NotThere
from alongside.calls.models import AgendaLine, Call, Span, State
from alongside.calls.notes import FIELDS, journal
from alongside.calls.queries import calls_of, find_call, home_of
from alongside.outbox.sight import with_joined
from alongside.rooms.actions import end_room

# The later one begins at most so long after the earlier was hung up, or opened where it never began.
WITHIN = timedelta(minutes=30)
_KEPT_OF_FIRST = ("way", "join_url", "number", "people", "room_id", "appointment_id")


def call_before_for(member: Member, call: Call) -> Call | None:
    """The call that this one may belong to; the latest of them."""
    if call.kept_at is not None:
        return None
    rows = calls_of(member).filter(client_id__in=with_joined(home_of(call)), kept_at=None, pk__lt=call.pk)
    near = (
        Q(spans__ended_at__gte=call.made_at - WITHIN)
        | Q(made_at__gte=call.made_at - WITHIN)
        | Q(state=State.LIVE)
    )
    found = rows.filter(near).distinct().order_by("-pk").first()
    has_two_plans = found is not None and found.appointment_id and call.appointment_id
    return None if has_two_plans else found


def join(member: Member, number: int, *, now: datetime) -> Call:
    """All that is of this call goes into the one before; returns that. Pressed twice it is once."""
    with transaction.atomic():
        later = _locked(find_call(member, number))
        first = call_before_for(member, later)
        if first is None:
            raise CallsError("There is no call of just before that this one could belong to.")
        first = _locked(first)
        if first.kept_at is not None or later.kept_at is not None:
            raise CallsError("It is said already what this call was. Take that back first.")
        before = {name: getattr(first, name) for name in _KEPT_OF_FIRST}
        texts = {name: getattr(first, name) for name in FIELDS}
        spans = _move_spans(later, first)
        lines = list(AgendaLine.objects.filter(call=later).values_list("pk", flat=True))
        AgendaLine.objects.filter(pk__in=lines).update(call=first)
        Call.objects.filter(pk=later.pk).update(joined_to=first, appointment=None)
        _take_over(first, later, now=now)
        both = {name: _one_below_the_other(texts[name], getattr(later, name)) for name in FIELDS}
        first = journal(member, first.pk, revision=first.revision, fields=both, now=now)
        _settle(first)
        kept = {"first": before, "texts": texts, "revision": first.revision, "spans": spans, "lines": lines}
        Call.objects.filter(pk=later.pk).update(joined={**kept, "appointment": later.appointment_id})
    first.refresh_from_db()
    return first


def part(member: Member, number: int, *, now: datetime) -> Call:
    """Undoes `join`; returns the later call. What was typed since stays in the first one, with all that was joined."""
    with transaction.atomic():
        later = Call.objects.select_for_update().filter(pk=number, member=member).first()
        if later is None or later.joined_to_id is None:
            raise NotThere
        first = _locked(find_call(member, later.joined_to_id))
        if first.kept_at is not None:
            raise CallsError("It is said already what this call was. Take that back first.")
        joined = later.joined
        Span.objects.filter(pk__in=joined["spans"], call=first).update(call=later)
        AgendaLine.objects.filter(pk__in=joined["lines"], call=first).update(call=later)
        Call.objects.filter(pk=first.pk).update(**joined["first"])
        again = {"joined_to": None, "joined": {}, "appointment_id": joined["appointment"]}
        Call.objects.filter(pk=later.pk).update(**again)
        if first.revision == joined["revision"]:
            journal(member, first.pk, revision=first.revision, fields=joined["texts"], now=now)
        _settle(first)
        _settle(later)
    later.refresh_from_db()
    return later


def _locked(call: Call) -> Call:
    """Two windows take turns."""
    return Call.objects.select_for_update().get(pk=call.pk)


def _move_spans(later: Call, first: Call) -> list[int]:
    """Only one of them can be under way: the earlier half ended at the latest when the later began."""
    spans = list(Span.objects.filter(call=later).order_by("began_at", "pk"))
    for open_one in Span.objects.filter(call=first, ended_at=None):
        begins = spans[0].began_at if spans else later.made_at
        if any(one.ended_at is None for one in spans):
            open_one.ended_at = max(open_one.began_at, begins)
            open_one.save(update_fields=["ended_at"])
    Span.objects.filter(call=later).update(call=first)
    return [one.pk for one in spans]


def _take_over(first: Call, later: Call, *, now: datetime) -> None:
    """How they spoke last is how they speak; whoever took part in either took part."""
    takes: dict[str, Any] = {
        "appointment_id": first.appointment_id or later.appointment_id,
        "changed_at": now,
    }
    takes |= {"way": later.way, "join_url": later.join_url, "number": later.number or first.number}
    takes["people"] = cleaned_people(
        [(name, address) for name, address in _each_once(first.people + later.people)]
    )
    if later.room is not None and later.room.ended_at is None:
        if first.room is not None and first.room_id != later.room_id:
            end_room(first.room, now=now)
        takes["room_id"] = later.room_id
    Call.objects.filter(pk=first.pk).update(**takes)


def _each_once(people: list[list[str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((name, address) for name, address in people))


def _one_below_the_other(first: str, later: str) -> str:
    return "\n".join(part for part in (first.rstrip("\n"), later) if part)


def _settle(call: Call) -> None:
    """What its halves say of it."""
    ends = list(Span.objects.filter(call=call).values_list("ended_at", flat=True))
    state = State.LIVE if None in ends else State.OVER if ends or call.state == State.OVER else State.PLANNED
    Call.objects.filter(pk=call.pk).update(state=state)
