"""Reads of a client's rhythm and of who is getting quiet, each only as far as the member may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.models import Handle, HandleKind
from alongside.clients.queries import numbers_for, sees_client
from alongside.prepared import prepared
from alongside.rhythm.counting import wish_of
from alongside.rhythm.models import Day, NotNow, Standing
from alongside.rhythm.rules import DayFacts, Evidence, Wished
from alongside.timeline.queries.shapes import ClientTag

QUIET_ON_TODAY = 5


class Quiet(Struct, frozen=True):
    """A client that gets quiet, and what says so. `phone` and `email` reach one of theirs; "" when none is known."""

    client: ClientTag
    evidence: tuple[Evidence, ...]
    phone: str = ""
    email: str = ""


def quiet_for(member: Member, *, today: date, limit: int | None = QUIET_ON_TODAY) -> list[Quiet]:
    """Clients of the member that get quiet, the farthest from their usual first; without those put off."""
    if not member.is_active:
        return []
    mine = numbers_for(member)
    if mine is None:
        rows = _quiet_of_all(member.pk, today)
    else:
        rows = _quiet_of_some(member.pk, today, mine)
    shown = rows[:limit]
    reached = _reached([number for number, *_ in shown])
    return [
        Quiet(
            ClientTag(number, name, hue),
            tuple(evidence_from(one) for one in evidence),
            phone=reached.get((number, HandleKind.PHONE.value), ""),
            email=reached.get((number, HandleKind.EMAIL.value), ""),
        )
        for number, name, hue, evidence in shown
    ]


def _reached(clients: Sequence[int]) -> dict[tuple[int, str], str]:
    """By client and kind the address that was known first."""
    found: dict[tuple[int, str], str] = {}
    for client, kind, value in _addresses(clients) if clients else ():
        found.setdefault((client, kind), value)
    return found


@prepared
def _addresses(clients: Any) -> Any:
    kinds = (HandleKind.PHONE.value, HandleKind.EMAIL.value)
    rows = Handle.objects.filter(person__client_id__in=clients.numbers, kind__in=kinds).order_by("id")
    return rows.values_list("person__client_id", "kind", "value")


@prepared
def _quiet_of_all(member: Any, today: Any) -> Any:
    return _standings(member, today)


@prepared
def _quiet_of_some(member: Any, today: Any, clients: Any) -> Any:
    return _standings(member, today).filter(client_id__in=clients.numbers)


def _standings(member: Any, today: Any) -> Any:
    put_off = NotNow.objects.filter(client=OuterRef("client"), member_id=member).order_by("-id")
    standings = Standing.objects.filter(is_quiet=True, client__joined_into=None)
    # Whoever ended today may have been found quiet before.
    standings = standings.exclude(client__ended_on__lte=today).annotate(
        until_on=Subquery(put_off.values("until_on")[:1])
    )
    return (
        standings.filter(Q(until_on=None) | Q(until_on__lte=today))
        .order_by("-weight", "client__name")
        .values_list("client_id", "client__name", "client__hue", "evidence")
    )


def evidence_from(stored: dict[str, Any]) -> Evidence:
    """As it was kept; a day stands there as text."""
    last_on = stored["last_on"]
    return Evidence(**{**stored, "last_on": date.fromisoformat(last_on) if last_on else None})


def days_for(member: Member, client_id: int) -> list[DayFacts]:
    """Contact days of a client, the oldest first; none for a stranger."""
    if not sees_client(member, client_id):
        return []
    fields = (
        "on",
        "kind",
        "incoming",
        "outgoing",
        "begun_in",
        "begun_out",
        "lengths",
        "their_answers",
        "our_answers",
    )
    rows = Day.objects.filter(client_id=client_id).order_by("on", "kind").values_list(*fields)
    return [DayFacts(*row) for row in rows]


@prepared
def _weeks(client: Any) -> Any:
    return Standing.objects.filter(client_id=client).values_list("weeks")[:1]


def strip_for(member: Member, client_id: int) -> tuple[int, ...]:
    """Contact days of the last twelve weeks, for the header."""
    if not sees_client(member, client_id):
        return ()
    found = _weeks(client_id)
    return tuple(found[0][0] or ()) if found else ()


def wish_for(member: Member, client_id: int) -> Wished | None:
    return wish_of(client_id) if sees_client(member, client_id) else None


def put_off_until(member: Member, client_id: int, *, today: date) -> date | None:
    """Until when the member does not want to hear of this client's silence."""
    newest = NotNow.objects.filter(client_id=client_id, member=member).order_by("-id").first()
    return newest.until_on if newest is not None and newest.until_on > today else None
