"""A call begun, spoken, hung up; how it happens, with whom, and what it is to be about.

Every function takes the member first and raises CallsError with words for a person; NotThere for what is not hers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.calls.errors import CallsError, NotesClosed, NotThere
from alongside.calls.models import AgendaLine, Call, Span, State
from alongside.calls.queries import agenda_for, calls_of, find_call, home_of, other_half_for, way_for
from alongside.clients.models import Client
from alongside.clients.queries import client_for, sees_client
from alongside.diary.links import safe_link
from alongside.diary.models import Way
from alongside.diary.queries import appointment_for
from alongside.diary.rules import VOICE_WAYS
from alongside.diary.rules import way_for as way_of_link
from alongside.lib.texts import one_line
from alongside.outbox.sight import seen_clients, with_joined
from alongside.rooms.actions import open_room
from alongside.rooms.models import Room
from alongside.rooms.opening import room_of_appointment

WAYS = tuple(way for way in Way.values if way != Way.VISIT)
LONGEST_LINE, MOST_PEOPLE, LONGEST_NAME, LONGEST_ADDRESS = 500, 50, 200, 320
_OPEN = (State.PLANNED, State.LIVE, State.OVER)


class How(Struct, frozen=True):
    """Way, link, number and people of a call, as typed. Empty `way`: as last time."""

    way: str = ""
    join_url: str = ""
    number: str = ""
    people: Sequence[tuple[str, str]] = ()
    direction: str = "out"


def start(member: Member, client: Client, how: How, *, now: datetime, is_new: bool = False) -> Call:
    """A call with a client: the one that is under way, was just cut off or is opened, unless she wants a new one."""
    if not sees_client(member, client.pk):
        raise NotThere
    half = None if is_new else other_half_for(member, client.pk, now=now)
    if half is not None and (half.state != State.PLANNED or not (how.way or how.join_url)):
        return half
    if half is not None:
        way, link = _way_meant(how.way or half.way, how.join_url or half.join_url, before=half.join_url)
        Call.objects.filter(pk=half.pk).update(way=way, join_url=link)
        return find_call(member, half.pk)
    way, link = way_for(member, client.pk)
    if how.way or how.join_url:
        way, link = _way_meant(how.way, how.join_url or link, before=link)
    return Call.objects.create(
        client=client,
        member=member,
        identity=uuid4().hex,
        way=way,
        join_url=link,
        number=cleaned_number(how.number),
        people=cleaned_people(how.people),
        direction="in" if how.direction == "in" else "out",
        made_at=now,
        changed_at=now,
    )


def start_planned(member: Member, appointment_id: int, *, now: datetime) -> Call:
    """The call of an appointment: the same, whenever it is asked for."""
    planned = appointment_for(member, appointment_id)
    if planned is None or planned.row.way == Way.VISIT:
        raise NotThere
    row = planned.row
    known = Call.objects.filter(appointment=row, member=member).first()
    if known is not None:
        return known
    people = [(name, address) for name, address in row.people]
    facts = {"way": row.way, "join_url": row.join_url, "people": cleaned_people(people)}
    if row.way in VOICE_WAYS:
        # Whoever booked it said where they are to be rung.
        facts["number"] = cleaned_number(row.place)
    try:
        with transaction.atomic():
            return Call.objects.create(
                client_id=planned.client.id,
                member=member,
                appointment=row,
                identity=uuid4().hex,
                made_at=now,
                changed_at=now,
                **facts,
            )
    except IntegrityError:
        # Two windows at once: the first one made it.
        return Call.objects.get(appointment=row, member=member)


def _way_meant(way: str, join_url: str, *, before: str) -> tuple[str, str]:
    """A link that is new says how they will speak, whatever was chosen beside it; one from `before` may only wait."""
    link = safe_link(join_url) if join_url.strip() else ""
    if join_url.strip() and not link:
        raise CallsError(
            "This is no link that can be opened: it has to begin with https:// or http://. What was there is kept."
        )
    is_new = bool(link) and link != before
    if way != Way.ROOM or is_new:
        way = way_of_link("link" if is_new or (link and not way) else way, link)
    if way not in WAYS:
        raise CallsError("Choose how you will speak.")
    return way, link


def cleaned_number(number: str) -> str:
    """What may stand behind tel: (RFC 3966): digits, a plus before them, and what people put between."""
    found = "".join(sign for sign in number if sign in "+0123456789*#")[:30]
    return found[:1] + found[1:].replace("+", "")


def cleaned_people(people: Sequence[tuple[str, str]]) -> list[list[str]]:
    found = [[one_line(name)[:LONGEST_NAME], address.strip()[:LONGEST_ADDRESS]] for name, address in people]
    return [one for one in found if one[0] or one[1]][:MOST_PEOPLE]


def set_how(member: Member, number: int, how: How, *, now: datetime) -> Call:
    """Another way, link, number or people; also while it is under way."""
    call = _open_call(member, number)
    way, link = _way_meant(how.way or call.way, how.join_url, before=call.join_url)
    Call.objects.filter(pk=call.pk).update(
        way=way,
        join_url=link,
        number=cleaned_number(how.number),
        people=cleaned_people(how.people),
        direction="in" if how.direction == "in" else "out",
        changed_at=now,
    )
    call.refresh_from_db()
    return call


def begin(member: Member, number: int, *, now: datetime) -> Call:
    """They speak; again after it was cut off, it is the same call. Begun twice it has begun once."""
    call = _open_call(member, number)
    with transaction.atomic():
        # First the row: it makes two windows take turns, of which one may have said what it was.
        if not Call.objects.filter(pk=call.pk, state__in=_OPEN).update(state=State.LIVE):
            raise NotesClosed
        if not Span.objects.filter(call=call, ended_at=None).exists():
            Span.objects.create(call=call, began_at=now)
    call.refresh_from_db()
    return call


def open_room_of(member: Member, number: int, *, now: datetime) -> Room:
    """The video room of a call: opened once, and anew where it was ended."""
    call = _open_call(member, number)
    if call.room is not None and call.room.ended_at is None:
        return call.room
    client = client_for(member, home_of(call))
    if client is None:
        raise NotThere
    with transaction.atomic():
        before = Call.objects.select_for_update().get(pk=call.pk).room
        if before is not None and before.ended_at is None:
            return before
        booked = call.appointment
        # Of a planned call the client may have a link, which leads into the room of the plan.
        if booked is not None:
            room = room_of_appointment(booked, member, now=now)
        else:
            room = open_room(member, client, now=now)
        Call.objects.filter(pk=call.pk).update(room=room, way=Way.ROOM)
    return room


def call_of_room(member: Member, room: Room, *, now: datetime) -> Call | None:
    """Hers in this room; of a room that a client opened first, the call that was booked. None of a colleague's."""
    known = calls_of(member).filter(room=room).order_by("-id").first()
    booked = room.appointment
    if known is not None or booked is None or booked.member_id not in (None, member.pk):
        return known
    call = start_planned(member, booked.pk, now=now)
    if call.kept_at is None:
        open_room_of(member, call.pk, now=now)
    return call


def end(member: Member, number: int, *, now: datetime) -> Call:
    """Hung up. One that nobody began is over as well: it is asked what it was."""
    call = _open_call(member, number)
    with transaction.atomic():
        Call.objects.filter(pk=call.pk, state__in=_OPEN).update(state=State.OVER)
        Span.objects.filter(call=call, ended_at=None).update(ended_at=now)
    call.refresh_from_db()
    return call


def _open_call(member: Member, number: int) -> Call:
    call = find_call(member, number)
    if call.kept_at is not None:
        raise NotesClosed
    return call


def forget(member: Member, number: int) -> None:
    """A call that was opened by mistake: nothing typed, nothing begun, nothing said of it."""
    call = _open_call(member, number)
    with transaction.atomic():
        # As it stands now: another window may have typed meanwhile.
        row = Call.objects.select_for_update().filter(pk=call.pk, kept_at=None, revision=0).first()
        if row is None or row.spans.exists():
            raise CallsError("This call has notes or has begun. Say that it did not take place instead.")
        row.delete()


def put_on_agenda(member: Member, number: int, text: str, *, now: datetime) -> None:
    """One line, or several; what stands there already is not put there twice."""
    call = find_call(member, number)
    put_lines(member, home_of(call), text.splitlines(), now=now)


def put_lines(member: Member, client_id: int, lines: Sequence[str], *, now: datetime) -> None:
    known = {one.text for one in agenda_for(member, client_id)}
    fresh = [line for line in dict.fromkeys(one_line(one)[:LONGEST_LINE] for one in lines) if line]
    AgendaLine.objects.bulk_create(
        AgendaLine(client_id=client_id, member=member, text=line, made_at=now)
        for line in fresh[:MOST_PEOPLE]
        if line not in known
    )


def tick(member: Member, number: int, line_id: int, *, now: datetime) -> None:
    """It was reached on this call; a second time: not after all."""
    call, lines = _lines(member, number, line_id)
    if not lines.filter(reached_at=None).update(reached_at=now, call=call):
        lines.filter(call=call).update(reached_at=None, call=None)


def drop(member: Member, number: int, line_id: int, *, now: datetime) -> None:
    lines = _lines(member, number, line_id)[1]
    lines.update(dropped_at=now)


def pick_up(member: Member, number: int, line_id: int) -> None:
    """Undoes `drop`."""
    _lines(member, number, line_id)[1].update(dropped_at=None)


def take_off(member: Member, lines: Sequence[int], *, now: datetime) -> None:
    """Lines of hers that stand on another agenda from now on."""
    rows = AgendaLine.objects.filter(pk__in=lines, member=member, client_id__in=seen_clients(member))
    rows.update(dropped_at=now)


def _lines(member: Member, number: int, line_id: int) -> tuple[Call, QuerySet[AgendaLine]]:
    call = find_call(member, number)
    lines = AgendaLine.objects.filter(pk=line_id, member=member, client_id__in=with_joined(home_of(call)))
    if not lines.exists():
        raise NotThere
    return call, lines
