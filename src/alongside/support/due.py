"""What is due of the duties of her clients, on which days, and whose it is to do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member, Role
from alongside.agreements.models import Away
from alongside.agreements.queries import clock_for
from alongside.clients.joining import homes
from alongside.clients.models import Assignment
from alongside.clients.queries import ended_clients, names_and_hues_for
from alongside.prepared import prepared
from alongside.support.models import Duty, DutyDay
from alongside.support.rules import LONGEST_OFF, first_of_month, open_days, shows_on
from alongside.support.settling import repeat_of, works_here

# Of one duty that nobody saw to for a year, the rest is told as a number.
MOST_OF_ONE_DUTY = 5


class Due(Struct, frozen=True):
    """A duty on one of its days. `client_id`: the client whose it is now, after any join."""

    duty: Duty
    client_id: int
    client: str
    hue: int | None
    due_on: date
    is_missed: bool
    # Of the same duty, how many days before this one are left out here, because there are so many.
    earlier: int = 0


@prepared
def _coming(until: Any) -> Any:
    rows = Duty.objects.filter(next_on__lte=until)
    return rows.order_by("next_on", "id").values_list("id", "aspect__client_id")


def due_for(
    member: Member, *, today: date, client_id: int | None = None, everybody: bool = False
) -> list[Due]:
    """What is due today or was missed, the oldest first; what falls on days off is told of before them.

    Of what a colleague looks after only what she cannot see to now, unless `everybody` is asked for.
    """
    rows = _coming(today + LONGEST_OFF)
    if not rows:
        return []
    seen = {number: (name, hue) for number, name, hue in names_and_hues_for(member)}
    away, ended = homes(), ended_clients()
    at_home = {number: away.get(client, client) for number, client in rows}
    current = seen.keys() - ended
    wanted = [one for one, home in at_home.items() if home in current and client_id in (None, home)]
    duties = list(Duty.objects.filter(pk__in=wanted).select_related("aspect", "aspect__covered_by"))
    if not everybody:
        duties = _hers(member, duties, at_home, today=today)
    return _due_days(
        member, duties, {one: (at_home[one], *seen[at_home[one]]) for one in wanted}, today=today
    )


def _due_days(
    member: Member, duties: list[Duty], clients: dict[int, tuple[int, str, int | None]], *, today: date
) -> list[Due]:
    clock, here = clock_for(member, now=timezone.now()), works_here()
    begins = {one.pk: first_of_month(one.next_on) for one in duties if one.next_on is not None}
    seen_to = _seen_to(begins)
    found: list[Due] = []
    for duty in duties:
        if duty.pk not in begins:
            continue
        since = max(begins[duty.pk], duty.starts_on)
        days = open_days(
            repeat_of(duty), seen_to.get(duty.pk, ()), since=since, until=today + LONGEST_OFF, works=here
        )
        works = lambda day: day.weekday() in clock.days and day not in clock.off  # noqa: E731
        shown = [day for day in days if day <= today or shows_on(day, works=works) <= today]
        hidden = max(0, len(shown) - MOST_OF_ONE_DUTY)
        for place, day in enumerate(shown[hidden:]):
            found.append(Due(duty, *clients[duty.pk], day, day < today, 0 if place else hidden))
    return sorted(found, key=lambda one: (one.due_on, one.client, one.duty.pk))


def _seen_to(begins: dict[int, date]) -> dict[int, set[date]]:
    """By duty the days from the first open one's month on that were ticked or left out."""
    found: dict[int, set[date]] = {}
    since = min(begins.values(), default=date.max)
    rows = DutyDay.objects.filter(duty__in=begins, due_on__gte=since)
    for duty, day in rows.values_list("duty_id", "due_on"):
        found.setdefault(duty, set()).add(day)
    return found


def _hers(member: Member, duties: list[Duty], at_home: dict[int, int], *, today: date) -> list[Duty]:
    """Without what somebody else looks after who is here and works for the client."""
    whose = (one.aspect.covered_by_id for one in duties)
    others = {one for one in whose if one is not None and one != member.pk}
    if not others:
        return duties
    is_away = set(
        Away.objects.filter(starts_on__lte=today, ends_on__gte=today).values_list("member_id", flat=True)
    )
    now = timezone.now()
    is_here = Q(cover_ends_at=None) | Q(cover_ends_at__gt=now)
    here = Member.objects.filter(is_here, pk__in=others - is_away, is_active=True)
    roles = dict(here.values_list("pk", "role"))
    current = Q(until_on=None) | Q(until_on__gte=today)
    works_for = set(
        Assignment.objects.filter(current, member__in=roles).values_list("member_id", "client_id")
    )

    def is_theirs(duty: Duty) -> bool:
        who = duty.aspect.covered_by_id
        if who is None or who == member.pk or who not in roles:
            return False
        return roles[who] == Role.OWNER or (who, at_home[duty.pk]) in works_for

    return [one for one in duties if not is_theirs(one)]
