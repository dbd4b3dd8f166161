"""Appointments, each through the eyes of a member."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Q
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.joining import homes
from alongside.clients.models import Client, Handle
from alongside.clients.queries import ended_clients
from alongside.diary.models import Appointment, BookingNotice, Said
from alongside.diary.rules import ASKED_FOR, DEFAULT_WAY
from alongside.outbox.sight import seen_clients, with_joined
from alongside.prepared import prepared
from alongside.timeline.queries.lists import tags_for
from alongside.timeline.queries.shapes import ClientTag

MOST_AT_ONCE, MOST_ASKED = 200, 20
JUST_BOOKED = timedelta(days=2)


class Planned(Struct, frozen=True):
    """An appointment as a page is given it. `client` is whose it is now, after any join."""

    row: Appointment
    client: ClientTag

    @property
    def id(self) -> int:
        return self.row.pk

    @property
    def who(self) -> tuple[str, ...]:
        """Whom it is with, by name, else by address."""
        return tuple(name or address for name, address in self.row.people)


@prepared
def _between(clients: Any, since: Any, until: Any) -> Any:
    rows = Appointment.objects.filter(client_id__in=clients.numbers, starts_at__lt=until, ends_at__gte=since)
    return rows.exclude(state="gone").order_by("starts_at", "id")[:MOST_AT_ONCE]


@prepared
def _unaccounted(clients: Any, since: Any, until: Any) -> Any:
    rows = Appointment.objects.filter(
        client_id__in=clients.numbers,
        state="planned",
        is_all_day=False,
        ends_at__gte=since,
        ends_at__lt=until,
    )
    return rows.order_by("-starts_at", "-id")[:MOST_ASKED]


@prepared
def _next(clients: Any, now: Any) -> Any:
    rows = Appointment.objects.filter(client_id__in=clients.numbers, state="planned", ends_at__gte=now)
    return rows.order_by("starts_at", "id")[:1]


def between_for(
    member: Member,
    *,
    since: datetime,
    until: datetime,
    client_id: int | None = None,
    with_ended: bool = False,
) -> list[Planned]:
    """What lies at least partly within, cancelled ones too, first things first.

    Without a client what is hers: taken by her, or by whoever works for the client. `with_ended`: also of clients
    whose work has ended, with whom what is planned takes place until somebody calls it off.
    """
    clients = seen_clients(member) if client_id is None else seen_clients(member) & with_joined(client_id)
    found = _shown(member, _between(clients, since, until))
    if client_id is not None:
        return found
    return _hers(found, member) if with_ended else _on_her_list(found, member)


@prepared
def _booked(clients: Any, since: Any, now: Any) -> Any:
    rows = Appointment.objects.filter(
        client_id__in=clients.numbers,
        origin="booking",
        state="planned",
        made_at__gte=since,
        starts_at__gt=now,
    )
    return rows.order_by("starts_at", "id")[:MOST_ASKED]


def booked_for(member: Member, *, now: datetime) -> list[Planned]:
    """What clients booked themselves since yesterday, so that nobody is surprised by it next week."""
    found = _shown(member, _booked(seen_clients(member), now - JUST_BOOKED, now))
    return _on_her_list(found, member)


class ToConfirm(Struct, frozen=True):
    """A call that a client booked, moved or called off and is not told of yet. `trouble`: why it did not go."""

    planned: Planned
    draft_id: int | None
    trouble: str


@prepared
def _to_confirm(member_id: Any, since: Any, now: Any) -> Any:
    rows = BookingNotice.objects.filter(appointment__member_id=member_id, appointment__starts_at__gt=now)
    is_ready = Q(draft__isnull=False, draft__sent_at=None, draft__discarded_at=None)
    is_stuck = Q(draft=None, made_at__gte=since) & ~Q(trouble="")
    rows = rows.filter(is_ready | is_stuck).order_by("appointment__starts_at", "id")
    return rows.values_list("appointment_id", "draft_id", "trouble")[:MOST_ASKED]


def to_confirm_for(member: Member, *, now: datetime) -> list[ToConfirm]:
    """Soonest first. What could not even be written is told for two days."""
    found = _to_confirm(member.pk, now - JUST_BOOKED, now)
    if not found:
        return []
    rows = Appointment.objects.filter(pk__in=[number for number, *_ in found])
    planned = {one.id: one for one in _shown(member, rows)}
    return [
        ToConfirm(planned[number], draft, trouble) for number, draft, trouble in found if number in planned
    ]


def unaccounted_for(member: Member, *, now: datetime) -> list[Planned]:
    """What should have taken place by now, of which nobody has said whether it did; the latest first."""
    found = _shown(member, _unaccounted(seen_clients(member), now - ASKED_FOR, now))
    return _on_her_list(found, member)


def next_for(member: Member, client_id: int, *, now: datetime) -> Planned | None:
    """The client's next appointment, or the one that is under way."""
    clients = seen_clients(member) & with_joined(client_id)
    return next(iter(_shown(member, _next(clients, now))), None)


def appointment_for(member: Member, number: int) -> Planned | None:
    """None also for one that she may not see."""
    return next(iter(_shown(member, Appointment.objects.filter(pk=number))), None)


def last_way_for(member: Member, client_id: int) -> tuple[str, str]:
    """How the client was spoken with last, or is to be: way and join link. The default for the next time."""
    clients = seen_clients(member) & with_joined(client_id)
    rows = Appointment.objects.filter(client_id__in=clients).exclude(state__in=("gone", "cancelled"))
    newest = rows.order_by("-made_at", "-id").values_list("way", "join_url").first()
    return newest or (DEFAULT_WAY, "")


def next_start_of(client_id: int, *, now: datetime) -> datetime | None:
    """When something is planned with a client next; the caller has checked sight."""
    rows = Appointment.objects.filter(
        client_id__in=with_joined(client_id), state="planned", starts_at__gte=now
    )
    return rows.order_by("starts_at").values_list("starts_at", flat=True).first()


def called_off(client_id: int, *, since: datetime, until: datetime) -> list[datetime]:
    """When calls, meetings and visits would have been that the client cancelled or missed."""
    rows = Appointment.objects.filter(
        client_id__in=with_joined(client_id), starts_at__gte=since, starts_at__lt=until
    )
    rows = rows.filter(state__in=("cancelled", "not_held")).exclude(cancelled_by="ours")
    return list(rows.order_by("starts_at").values_list("starts_at", flat=True))


@prepared
def _phones(clients: Any) -> Any:
    rows = Handle.objects.filter(
        kind="phone", person__client_id__in=clients.numbers, person__merged_into=None
    )
    return rows.order_by("person__name", "id").values_list("person__client_id", "person__name", "value")


def phones_for(clients: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """By client the names and numbers of who can be rung; the caller has checked sight."""
    found: dict[int, list[tuple[str, str]]] = {}
    for client, name, number in _phones(clients) if clients else ():
        found.setdefault(client, []).append((name, number))
    return found


@prepared
def _zones(clients: Any) -> Any:
    return Client.objects.filter(id__in=clients.numbers).exclude(timezone="").values_list("id", "timezone")


def zones_for(clients: Collection[int]) -> dict[int, ZoneInfo]:
    """By client its own clock, where it is known; the caller has checked sight."""
    found = {}
    for client, name in _zones(clients) if clients else ():
        with suppress(ZoneInfoNotFoundError, ValueError):
            found[client] = ZoneInfo(name)
    return found


def history_for(member: Member, number: int) -> list[Said]:
    """What was said of one, the newest first; nothing for a stranger."""
    if appointment_for(member, number) is None:
        return []
    return list(Said.objects.filter(appointment_id=number).select_related("member").order_by("-id"))


def parts_touched_for(member: Member, subject: str) -> set[str]:
    """What of open pages an appointment touches: "diary" and "client:7"; nothing for a stranger."""
    client = Appointment.objects.filter(pk=int(subject)).values_list("client_id", flat=True).first()
    if client is None or client not in seen_clients(member):
        return set()
    return {"diary", f"client:{homes().get(client, client)}"}


def _hers(found: list[Planned], member: Member) -> list[Planned]:
    """Taken by her, or by whoever works for the client."""
    return [one for one in found if one.row.member_id in (None, member.pk)]


def _on_her_list(found: list[Planned], member: Member) -> list[Planned]:
    """What asks something of her; of nobody whose work has ended."""
    ended = ended_clients() if found else frozenset()
    return [one for one in _hers(found, member) if one.client.id not in ended]


def _shown(member: Member, rows: Iterable[Appointment]) -> list[Planned]:
    rows = list(rows)
    if not rows:
        return []
    tags, home = tags_for(member), homes()
    at_home = ((row, tags.get(home.get(row.client_id, row.client_id))) for row in rows)
    return [Planned(row, tag) for row, tag in at_home if tag is not None]
