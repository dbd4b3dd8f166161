"""Hours, read: the running timer, entries, minutes by aspect; each only as far as the member may see."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import clock_for, zone_here
from alongside.clients.joining import homes
from alongside.clients.queries import names_and_hues_for, sees_client
from alongside.hours.models import Entry, Habit, Timer
from alongside.hours.months import first_of
from alongside.hours.rules import whole_minutes
from alongside.hours.spans import FIELDS, Days, between, of_clients, parts_of
from alongside.hours.timing import AWAY, Doubt, doubt
from alongside.outbox.sight import seen_clients, with_joined
from alongside.prepared import prepared
from alongside.support.models import Aspect

MOST_RECENT, _LOOKED_THROUGH = 9, 100


class Running(Struct, frozen=True):
    """The timer as pages show it. `client` is "" where the member no longer works for them."""

    client_id: int
    client: str
    hue: int | None
    aspect_id: int | None
    aspect: str
    note: str
    started_at: datetime
    kept_until: datetime | None
    minutes: int
    doubt: Doubt | None


@prepared
def _timer(member_id: Any) -> Any:
    return Timer.objects.filter(member_id=member_id).values_list(
        "client_id",
        "client__name",
        "client__hue",
        "aspect_id",
        "aspect__name",
        "note",
        "started_at",
        "kept_until",
    )


def timer_for(member: Member, *, now: datetime) -> Running | None:
    for client, name, hue, aspect_id, aspect, note, started_at, kept_until in _timer(member.pk):
        home = homes().get(client, client)
        is_seen = sees_client(member, home)
        if is_seen and home != client:
            name, hue = next(
                (name, hue) for number, name, hue in names_and_hues_for(member) if number == home
            )
        passed = (now - started_at).total_seconds()
        return Running(
            home,
            name if is_seen else "",
            hue if is_seen else None,
            aspect_id,
            (aspect or "") if is_seen else "",
            note,
            started_at,
            kept_until,
            max(0, int(passed // 60)),
            _doubt(member, started_at, kept_until, now),
        )
    return None


def _doubt(member: Member, started_at: datetime, kept_until: datetime | None, now: datetime) -> Doubt | None:
    # Her hours of work are asked for only where there may be something to say.
    if now - max(started_at, kept_until or started_at) < AWAY:
        return None
    clock = clock_for(member, now=now)

    def closes_at(at: datetime) -> datetime | None:
        local = at.astimezone(clock.zone)
        return datetime.combine(local.date(), clock.hours[1], clock.zone) if clock.is_open(at) else None

    return doubt(started_at, kept_until=kept_until, now=now, closes_at=closes_at)


def entries_for(member: Member) -> QuerySet[Entry]:
    """Of every client that she works for, whoever worked."""
    if not member.is_active:
        return Entry.objects.none()
    return Entry.objects.filter(client_id__in=seen_clients(member))


def entry_for(member: Member, number: int) -> Entry | None:
    """Her own; an owner's are everybody's."""
    rows = entries_for(member).select_related("client", "aspect", "member")
    found = rows.filter(pk=number).first()
    return found if found is not None and (member.is_owner or found.member_id == member.pk) else None


@prepared
def _newest_entries(member_id: Any) -> Any:
    rows = Entry.objects.filter(member_id=member_id).order_by("-id")
    return rows.values_list("client_id")[:_LOOKED_THROUGH]


def recent_clients_for(member: Member) -> list[int]:
    """Those that she noted hours for last, the newest first; what she sees no more may be among them."""
    at = homes()
    found = (at.get(client, client) for (client,) in _newest_entries(member.pk))
    return list(dict.fromkeys(found))[:MOST_RECENT]


def letter_minutes_of(member: Member) -> int:
    found = Habit.objects.filter(member=member).values_list("letter_minutes", flat=True).first()
    return found if found is not None else Habit().letter_minutes


def aspects_for(member: Member, client_id: int, *, today: date) -> list[Aspect]:
    """What is done for a client and has not ended."""
    if not sees_client(member, client_id):
        return []
    rows = Aspect.objects.filter(client_id__in=with_joined(client_id))
    return list(rows.exclude(until_on__lt=today).order_by("order", "id"))


class Choice(Struct, frozen=True):
    """A client with what is done for it, as hours can be noted for."""

    client_id: int
    client: str
    aspects: tuple[tuple[int, str], ...]


def choices_for(member: Member, *, today: date, besides: Aspect | None = None) -> list[Choice]:
    """Every client of hers, by name; of what is done for it all that has not ended, and `besides`."""
    at, found = homes(), dict[int, list[tuple[int, str]]]()
    rows = Aspect.objects.filter(client_id__in=seen_clients(member))
    rows = rows.exclude(Q(until_on__lt=today) & ~Q(pk=besides.pk if besides else 0))
    for client, number, name in rows.order_by("order", "id").values_list("client_id", "id", "name"):
        found.setdefault(at.get(client, client), []).append((number, name))
    return [
        Choice(number, name, tuple(found.get(number, ()))) for number, name, _ in names_and_hues_for(member)
    ]


def minutes_by_aspect(
    member: Member, client_id: int, since_on: date, until_on: date
) -> dict[int | None, int]:
    """By number of the aspect, None for all that was noted without one: minutes as they were worked, by anybody.

    Both days are included, by the clock of this desk; empty for a stranger.
    """
    if not sees_client(member, client_id):
        return {}
    days, zone = Days(since_on, until_on), zone_here()
    rows = between(of_clients(with_joined(client_id)), days, zone)
    aspect_of = dict(rows.values_list("id", "aspect_id"))
    found: dict[int | None, int] = {}
    for part in parts_of(rows.values_list(*FIELDS), zone):
        if part.on in days:
            aspect = aspect_of[part.entry]
            found[aspect] = found.get(aspect, 0) + part.minutes
    return found


def minutes_by_month(member: Member, client_id: int, *, today: date, months: int = 12) -> dict[date, int]:
    """By first day of the last months with any: minutes as they were worked, by anybody; the newest first."""
    if not sees_client(member, client_id):
        return {}
    since, zone = first_of(today - timedelta(days=31 * (months - 1))), zone_here()
    rows = between(of_clients(with_joined(client_id)), Days(since, today), zone)
    found: dict[date, int] = {}
    for part in parts_of(rows.values_list(*FIELDS), zone):
        if part.on >= since:
            found[first_of(part.on)] = found.get(first_of(part.on), 0) + part.minutes
    return dict(sorted(found.items(), reverse=True))


def length_of(entry: Entry) -> int:
    """Minutes as they were worked."""
    if entry.started_at is not None and entry.ended_at is not None:
        return whole_minutes((entry.ended_at - entry.started_at).total_seconds())
    return entry.minutes or 0
