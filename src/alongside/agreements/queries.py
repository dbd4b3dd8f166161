"""By which clock somebody waits, and what was agreed with whom; each only as far as the member may see."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.agreements.holidays import holidays_of
from alongside.agreements.models import Agreement, Away, OwnHours
from alongside.agreements.rules import Clock, days_of, nobody_works, weekdays
from alongside.clients.joining import homes
from alongside.clients.models import Client
from alongside.clients.queries import client_for
from alongside.prepared import prepared

# What has waited longer is not counted in days off any more.
_YEARS_BACK = 1
REMEMBERED = timedelta(days=366)


@prepared
def _own() -> Any:
    return OwnHours.objects.order_by("id")[:1]


def own_hours() -> OwnHours:
    """The one row; unsaved defaults before anybody has set it."""
    return next(iter(_own()), None) or OwnHours()


@prepared
def _agreed(clients: Any) -> Any:
    return Agreement.objects.filter(client_id__in=clients.numbers)


@prepared
def _zones(clients: Any) -> Any:
    return Client.objects.filter(id__in=clients.numbers).values_list("id", "timezone")


@prepared
def _absences(since: Any) -> Any:
    rows = Away.objects.filter(ends_on__gte=since, member__is_active=True)
    return rows.values_list("member_id", "starts_on", "ends_on")


@prepared
def _working() -> Any:
    return Member.objects.filter(is_active=True).values_list("id")


def closed_days(today: date) -> frozenset[date]:
    """Days on which nobody works here, because everybody is away."""
    absences = _absences(today - REMEMBERED)
    if not absences:
        return frozenset()
    return nobody_works(absences, [number for (number,) in _working()])


def clocks_of(clients: Collection[int], *, now: datetime) -> dict[int, Clock]:
    """By client the clock by which answers are counted: as agreed, else as this desk works."""
    own, ours, today = own_hours(), zone_here(), timezone.localdate(now)
    agreed = agreed_with(clients)
    zones = dict(_zones(clients)) if agreed else {}
    closed, years = closed_days(today), range(today.year - _YEARS_BACK, today.year + 2)
    plain = _clock(own, None, ours, closed, years)
    return {
        client: _clock(own, agreed[client], _zone(zones.get(client, ""), ours), closed, years)
        if client in agreed
        else plain
        for client in clients
    }


def agreed_with(clients: Collection[int]) -> dict[int, Agreement]:
    """With a client that others were joined to what was agreed with itself, else with one of those."""
    wanted = set(clients)
    parts = {one: home for one, home in homes().items() if home in wanted}
    found: dict[int, Agreement] = {}
    for one in sorted(
        _agreed([*clients, *parts]), key=lambda one: (one.client_id not in wanted, one.client_id)
    ):
        found.setdefault(parts.get(one.client_id, one.client_id), one)
    return found


def clock_here(*, now: datetime) -> Clock:
    """This desk's own."""
    today = timezone.localdate(now)
    years = range(today.year - _YEARS_BACK, today.year + 2)
    return _clock(own_hours(), None, zone_here(), closed_days(today), years)


def clock_for(member: Member, *, now: datetime) -> Clock:
    """Hers: this desk's hours, by its own clock, without the days on which she is away, those past as well."""
    here, since = clock_here(now=now), timezone.localdate(now) - REMEMBERED
    away = [(first, last) for whose, first, last in _absences(since) if whose == member.pk]
    off = {day for first, last in away for day in days_of(first, last)}
    return replace(here, off=here.off | off)


def absence_for(member: Member, number: int) -> Away | None:
    """Her own alone."""
    return Away.objects.filter(pk=number, member=member).first()


def zone_of_client(client: Client) -> ZoneInfo:
    """The clock that the client lives by, as far as it is known."""
    return _zone(client.timezone, zone_here())


def zone_here() -> ZoneInfo:
    return _zone(practice().timezone, ZoneInfo("UTC"))


def _zone(name: str, otherwise: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else otherwise
    except (ZoneInfoNotFoundError, ValueError):
        return otherwise


def _clock(
    own: OwnHours, agreed: Agreement | None, zone: ZoneInfo, closed: frozenset[date], years: range
) -> Clock:
    """A day counts where both work: at the client's holidays nobody waits, nor at this desk's."""
    begins, ends, days, off = own.begins, own.ends, own.days, holidays_of(own.holidays, years)
    within = None
    if agreed is not None:
        if agreed.begins is not None and agreed.ends is not None:
            begins, ends = agreed.begins, agreed.ends
        days, off = agreed.days or days, off | holidays_of(agreed.holidays, years)
        within = timedelta(hours=agreed.answer_hours) if agreed.answer_hours else None
    return Clock(zone, (begins, ends), weekdays(days), off | closed, within)


def agreement_for(member: Member, client_id: int) -> Agreement | None:
    """What was agreed, unsaved and empty where nothing was yet; None for a stranger."""
    client = client_for(member, client_id)
    return agreement_of(client) if client is not None else None


def agreement_of(client: Client) -> Agreement:
    """For a page that was shared with the client; unsaved and empty where nothing was agreed yet."""
    found = copy(agreed_with([client.pk]).get(client.pk) or Agreement())
    found.client = client
    return found


def absences_for(member: Member, *, today: date) -> list[Away]:
    """An owner's own and everybody's else, those to come and the last ones; the others' their own."""
    rows = Away.objects.filter(ends_on__gte=today - timedelta(days=90)).select_related("member")
    rows = rows if member.is_owner else rows.filter(member=member)
    return list(rows.order_by("starts_on", "id"))
