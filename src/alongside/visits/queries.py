"""Visits, each its member's alone for as long as she works for the client; and what is known before one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.calls.models import AgendaLine
from alongside.clients.joining import homes
from alongside.outbox.sight import seen_clients, with_joined
from alongside.prepared import prepared
from alongside.timeline.models import Interaction, Party
from alongside.timeline.queries.lists import tags_for
from alongside.timeline.queries.sight import interactions_for
from alongside.visits.errors import NotThere
from alongside.visits.models import Cost, Leg, Reached, Receipt, Visit
from alongside.visits.rules import FIELDS

# So long Today asks how it was, by name; after that it stands with the other appointments nothing was said of.
ASKED_FOR = timedelta(days=2)
AHEAD = timedelta(hours=18)
MOST_LISTED = 60


def visits_of(member: Member) -> QuerySet[Visit]:
    if not member.is_active:
        return Visit.objects.none()
    return Visit.objects.filter(member=member, client_id__in=seen_clients(member))


def find_visit(member: Member, number: int) -> Visit:
    """Raises NotThere."""
    found = visits_of(member).select_related("client", "appointment", "recap").filter(pk=number).first()
    if found is None:
        raise NotThere
    return found


def home_of(visit: Visit) -> int:
    """The number of its client, after any join."""
    return homes().get(visit.client_id, visit.client_id)


def notes_of(visit: Visit) -> dict[str, str]:
    return {name: getattr(visit, name) for name in FIELDS}


def times_of(visit: Visit) -> tuple[datetime, datetime]:
    """As it stands in the diary; once it is not there any more, when it was begun here."""
    row = visit.appointment
    return (row.starts_at, row.ends_at) if row is not None else (visit.made_at, visit.made_at)


def listed_for(member: Member, *, client_id: int | None = None) -> list[Visit]:
    """The newest first."""
    rows = visits_of(member).select_related("client", "appointment")
    if client_id is not None:
        rows = rows.filter(client_id__in=with_joined(client_id))
    found = list(rows.order_by("-made_at", "-id")[:MOST_LISTED])
    return sorted(found, key=lambda one: (times_of(one)[0], one.pk), reverse=True)


class OpenVisit(NamedTuple):
    """For Today. `is_over`: it is time to say how it was."""

    id: int
    client: str
    starts_at: datetime
    is_over: bool


@prepared
def _open(member_id: Any, since: Any, until: Any) -> Any:
    rows = Visit.objects.filter(
        member_id=member_id,
        kept_at=None,
        appointment__state__in=("planned", "held"),
        appointment__ends_at__gte=since,
        appointment__starts_at__lt=until,
    )
    fields = ("id", "client_id", "appointment__starts_at", "appointment__ends_at")
    return rows.order_by("appointment__starts_at", "id").values_list(*fields)[:MOST_LISTED]


def open_visits_for(member: Member, *, now: datetime) -> list[OpenVisit]:
    """Of today, and those that are over and of which nothing was said yet."""
    rows = _open(member.pk, now - ASKED_FOR, now + AHEAD) if member.is_active else []
    tags, home = (tags_for(member), homes()) if rows else ({}, {})
    at_home = [(number, home.get(client, client), begins, ends) for number, client, begins, ends in rows]
    return [
        OpenVisit(number, tags[client].name, begins, ends <= now)
        for number, client, begins, ends in at_home
        if client in tags
    ]


@prepared
def _beside(member_id: Any, clients: Any, since: Any) -> Any:
    rows = Visit.objects.filter(
        member_id=member_id, client_id__in=clients.numbers, appointment__starts_at__gte=since
    )
    fields = ("id", "kept_at", "appointment__starts_at", "appointment__ends_at")
    return rows.order_by("-appointment__starts_at", "-id").values_list(*fields)[:2]


def beside_for(
    member: Member, client_id: int, *, since: datetime
) -> list[tuple[int, datetime | None, datetime, datetime]]:
    """Her last two visits to a client: number, kept when, from when to when."""
    clients = seen_clients(member) & with_joined(client_id)
    return list(_beside(member.pk, clients, since)) if member.is_active else []


def legs_of(visit: Visit) -> list[Leg]:
    return list(Leg.objects.filter(visit=visit).order_by("leaves_at", "id"))


def costs_of(visit: Visit) -> list[Cost]:
    return list(Cost.objects.filter(visit=visit, removed_at=None).order_by("made_at", "id"))


def receipts_of(visit: Visit) -> list[Receipt]:
    """Without their bytes."""
    rows = Receipt.objects.filter(visit=visit, removed_at=None).defer("content")
    return list(rows.order_by("added_at", "id"))


class AgendaRow(Struct, frozen=True):
    id: int
    text: str
    is_reached: bool


def agenda_for(member: Member, visit: Visit) -> list[AgendaRow]:
    """What is still to be talked about with the client, and what was reached on this visit."""
    client = home_of(visit)
    if client not in seen_clients(member):
        return []
    here = Exists(Reached.objects.filter(visit=visit, line=OuterRef("pk")))
    rows = AgendaLine.objects.filter(member=member, client_id__in=with_joined(client), dropped_at=None)
    rows = rows.annotate(is_reached=here).filter(Q(reached_at=None) | Q(is_reached=True))
    return [AgendaRow(one.pk, one.text, one.is_reached) for one in rows.order_by("made_at", "id")]


class Words(NamedTuple):
    """The last thing that was said between a person and the desk."""

    entry: int
    kind: str
    is_ours: bool
    at: datetime
    subject: str
    words: str


def last_words_for(
    member: Member, client_id: int, people: Sequence[tuple[str, Sequence[str]]]
) -> Mapping[str, Words]:
    """By name the last entry of this client in which somebody has a part. `people`: names and their addresses.

    Nothing that is private to anybody, hers neither: the page is printed, and carried into their house.
    """
    if client_id not in seen_clients(member):
        return {}
    found = {}
    for name, addresses in people:
        last = _last_with(member, client_id, [*addresses, *([f"name:{name.lower()}"] if name else [])])
        if last is not None:
            found[name] = last
    return found


def _last_with(member: Member, client_id: int, addresses: Sequence[str]) -> Words | None:
    if not addresses:
        return None
    # From the person to what was said, never the other way: a client has a hundred thousand entries.
    part = Party.objects.filter(address__value__in=list(addresses)).values("interaction_id")
    rows = interactions_for(member).filter(pk__in=part, private_to=None, filings__client_id=client_id)
    row = rows.order_by("-happened_at", "-id").first()
    return _words(row) if row is not None else None


def _words(row: Interaction) -> Words:
    return Words(row.pk, row.kind, row.direction == "out", row.happened_at, row.subject, row.preview)
