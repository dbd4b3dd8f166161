"""Reads of whom a member has spoken with. Only for herself: each takes the member and asks for her rows alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import clock_for
from alongside.clients.models import Handle
from alongside.prepared import prepared
from alongside.rhythm.queries import Quiet, quiet_for
from alongside.timeline.models import Filing, Interaction
from alongside.timeline.queries.sight import seen_of, sight_of
from alongside.voices.models import Company, Spoken, SwitchedOff, Talk
from alongside.voices.rules import DayHeard, Heard, by_day, last_quiet_day, quiet_spell

DAYS_SHOWN = 28
SOMEBODY = "somebody"


class Due(Struct, frozen=True):
    """Who would also break a quiet spell: a client that gets quiet, or somebody of her own."""

    client: Quiet | None = None
    company: str = ""
    last_on: date | None = None


class TodayLine(Struct, frozen=True):
    """What Today says in one line: with whom today, the last working day with nobody, how long it is quiet."""

    names: tuple[str, ...]
    nobody_on: date | None
    quiet_days: int


@prepared
def _switched_off(member: Any) -> Any:
    return SwitchedOff.objects.filter(member_id=member).values_list("pk")[:1]


def is_on_for(member: Member) -> bool:
    return member.is_active and not _switched_off(member.pk)


def days_for(member: Member, *, today: date, days: int = DAYS_SHOWN) -> list[DayHeard]:
    """Each of the last days with whom she spoke, today first; none from before anything was noted at all."""
    since = today - timedelta(days=days - 1)
    heard = [*_talks(member, since=since), *_noted(member, since=since)]
    first = min((talk.on for talk in heard if talk.on <= today), default=since)
    begins = since if first == since or _is_older_noted(member, since) else first
    return by_day(heard, since=begins, until=today)


@prepared
def _spoken_before(member: Any, on: Any) -> Any:
    return Spoken.objects.filter(member_id=member, on__lt=on).values_list("pk")[:1]


@prepared
def _talks_before(member: Any, at: Any) -> Any:
    return Talk.objects.filter(member_id=member, happened_at__lt=at).values_list("pk")[:1]


def _is_older_noted(member: Member, since: date) -> bool:
    begin = datetime.combine(since, time(), timezone.get_current_timezone())
    return bool(_talks_before(member.pk, begin) or _spoken_before(member.pk, since))


@prepared
def _spoken_since(member: Any, since: Any) -> Any:
    rows = Spoken.objects.filter(member_id=member, on__gte=since).order_by("on", "id")
    return rows.values_list("on", "company__name", "by", "minutes")


def _noted(member: Member, *, since: date) -> list[Heard]:
    return [Heard(*row) for row in _spoken_since(member.pk, since)]


@prepared
def _talks_since(member: Any, begin: Any) -> Any:
    rows = Talk.objects.filter(member_id=member, happened_at__gte=begin)
    return rows.order_by("happened_at", "interaction_id").values_list(
        "interaction_id", "happened_at", "by", "minutes"
    )


def _talks(member: Member, *, since: date) -> list[Heard]:
    zone = timezone.get_current_timezone()
    begin = datetime.combine(since, time(), zone)
    rows = _talks_since(member.pk, begin)
    names = _names(member, {number for number, *_ in rows})
    return [
        Heard(at.astimezone(zone).date(), names.get(number, SOMEBODY), by, minutes)
        for number, at, by, minutes in rows
    ]


@prepared
def _counterparts(entries: Any) -> Any:
    return Interaction.objects.filter(pk__in=entries.numbers).values_list("pk", "counterpart__value")


@prepared
def _names_at(addresses: Any) -> Any:
    known = Handle.objects.filter(value__in=addresses.texts).exclude(person__name="")
    return known.values_list("value", "person__name")


@prepared
def _clients_of(entries: Any) -> Any:
    filed = Filing.objects.filter(interaction_id__in=entries.numbers)
    return filed.values_list("interaction_id", "client__name")


def _names(member: Member, entries: Collection[int]) -> dict[int, str]:
    """By entry whom it was with. What she sees no more, of a client handed back, keeps its time and loses its name."""
    seen = seen_of(entries, sight_of(member)) if entries else set()
    with_whom = dict(_counterparts(list(seen)))
    people = dict(_names_at([one for one in with_whom.values() if one]))
    clients = dict(_clients_of(list(seen)))
    return {
        number: people.get(address or "") or clients.get(number) or address or SOMEBODY
        for number, address in with_whom.items()
    }


def today_line_for(member: Member, *, today: date) -> TodayLine | None:
    """None when she has switched it off, or nothing was noted in these days."""
    if not is_on_for(member):
        return None
    days = days_for(member, today=today)
    if not any(day.talks for day in days):
        return None
    works = clock_for(member, now=timezone.now()).works_on
    nobody_on = last_quiet_day(days, today=today, works=works)
    return TodayLine(days[0].names, nobody_on, quiet_spell(days, today=today, works=works))


def companies_for(member: Member) -> list[tuple[Company, date | None]]:
    """Her own peers and friends, the one longest not spoken with first, with the last day."""
    rows = Company.objects.filter(member=member).annotate(last_on=Max("spoken__on"))
    found = [(one, one.last_on) for one in rows]
    return sorted(found, key=lambda row: (row[1] or date.min, row[0].name))


def due_for(member: Member, *, today: date) -> Due | None:
    """The call that is due and would also break a quiet spell; else somebody of her own."""
    for quiet in quiet_for(member, today=today, limit=None):
        if any(one.what == "wish" or one.kind in ("voice", "face") for one in quiet.evidence):
            return Due(client=quiet)
    for one, last_on in companies_for(member):
        return Due(company=one.name, last_on=last_on)
    return None
