"""A client in; what to know before and while one speaks with them out: the last talk, what is open, their clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import agreement_for, clocks_of
from alongside.calls.models import Call
from alongside.clients.models import Client
from alongside.diary.queries import Planned, next_for
from alongside.message import FACE_KINDS, VOICE_KINDS
from alongside.pages.base.parts import Action
from alongside.pages.base.words import DAYS, clock
from alongside.pages.promises.shown import Row, rows_of
from alongside.pages.waiting.lines import doing
from alongside.promises.queries import open_for
from alongside.promises.questions import Questions
from alongside.timeline.queries.lists import timeline_for
from alongside.timeline.queries.shapes import Line
from alongside.waiting.queries import WaitingLine, waiting_for
from alongside.waiting.questions import asked_for

MOST_WAITING, MOST_PROMISED = 5, 8
_TALKS = sorted(VOICE_KINDS | FACE_KINDS)


class Brief(Struct, frozen=True):
    """`there`: their clock in words, where it or the agreed hours say something. `is_late`: outside those hours."""

    last: Line | None
    asked: list[Questions]
    promised: list[Row]
    waiting: list[tuple[WaitingLine, tuple[Action, ...]]]
    next: Planned | None
    there: str
    is_late: bool


def brief_of(member: Member, client: Client, call: Call, *, here: str, now: datetime) -> Brief:
    """`here`: the page that is come back to after something was done in place."""
    there, is_late = clock_there(member, client, now=now)
    waiting = _waiting(member, client.pk, here=here, now=now)
    told = {one.interaction_id for one, _ in waiting}
    asked = asked_for(member, client.pk, now=now)
    return Brief(
        last=last_talk(member, client.pk),
        # A single question stands with its letter among what waits.
        asked=[one for one in asked if len(one.open) > 1 or one.interaction_id not in told],
        promised=rows_of(open_for(member, client_id=client.pk)[:MOST_PROMISED], now=now, back=here),
        waiting=waiting,
        next=_next(member, call, client.pk, now=now),
        there=there,
        is_late=is_late,
    )


def last_talk(member: Member, client_id: int) -> Line | None:
    """The newest that came about; a missed call is no talk."""
    lines = timeline_for(member, client_id, kinds=_TALKS, limit=10)
    return next((line for line in lines if line.ended_at != line.happened_at), None)


def _waiting(
    member: Member, client_id: int, *, here: str, now: datetime
) -> list[tuple[WaitingLine, tuple[Action, ...]]]:
    found = waiting_for(member, now=now, client_id=client_id, limit=MOST_WAITING)
    return [(one, doing(one.interaction_id, client_id, one.until, is_ours=False, then=here)) for one in found]


def _next(member: Member, call: Call, client_id: int, *, now: datetime) -> Planned | None:
    """Not the one that this call is."""
    found = next_for(member, client_id, now=now)
    is_another = found is not None and found.row.pk != call.appointment_id
    return found if found is not None and is_another and found.row.starts_at > now else None


def clock_there(member: Member, client: Client, *, now: datetime) -> tuple[str, bool]:
    """ "It is 07:10 for Harlow & Sons; you agreed 09:00 to 17:00.", and whether now is outside of that."""
    by = clocks_of([client.pk], now=now)[client.pk]
    zone = ZoneInfo(client.timezone) if client.timezone else by.zone
    theirs = now.astimezone(zone)
    is_other = clock(theirs) != clock(timezone.localtime(now))
    agreed = agreement_for(member, client.pk)
    is_agreed = agreed is not None and agreed.pk is not None and agreed.begins is not None
    begins, ends = by.hours
    local = now.astimezone(by.zone)
    is_off = local.weekday() not in by.days or local.date() in by.off
    is_late = is_off or not begins <= local.time() < ends
    if not (is_other or (is_agreed and is_late)):
        return "", is_late
    words = f"It is {clock(theirs)}{_on(theirs, now)} for {client.name}"
    if is_agreed:
        words += f"; you agreed {begins:%H:%M} to {ends:%H:%M}"
        words += ", and not on this day" if is_off else ""
    return f"{words}.", is_late


def _on(theirs: datetime, now: datetime) -> str:
    return f" on {DAYS[theirs.weekday()]}" if theirs.date() != timezone.localtime(now).date() else ""


def back_to(call_id: int) -> str:
    return reverse("call", args=[call_id])
