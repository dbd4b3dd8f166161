"""What is done for clients, what is due of it, how well it goes: each only as far as the member may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from alongside.accounts.models import Member, Role
from alongside.agreements.models import Away
from alongside.agreements.queries import clock_for
from alongside.clients.joining import homes
from alongside.clients.models import Assignment
from alongside.clients.queries import names_and_hues_for, sees_client
from alongside.outbox.sight import with_joined
from alongside.prepared import prepared
from alongside.support.models import Aspect, CatalogueAspect, Duty, DutyDay, HowTo, Improvement, Rating
from alongside.support.rules import COMMON, LONGEST_OFF, first_of_month, open_days, shows_on
from alongside.support.settling import repeat_of, works_here

# Of one duty that nobody saw to for a year, the rest is told as a number.
MOST_OF_ONE_DUTY = 5


def _clients(member: Member, client_id: int) -> set[int]:
    """Nothing for a stranger."""
    return with_joined(client_id) if member.is_active and sees_client(member, client_id) else set()


def catalogue() -> list[CatalogueAspect]:
    """What can be added to a client; unsaved common kinds before this desk has a catalogue of its own."""
    kept = list(CatalogueAspect.objects.order_by("order", "id"))
    return kept or [CatalogueAspect(name=name, what=what, order=n) for n, (name, what) in enumerate(COMMON)]


def aspects_for(member: Member, client_id: int) -> list[Aspect]:
    """Those that go on first, in her order; then those that ended, the last to end first. None for a stranger."""
    rows = Aspect.objects.filter(client_id__in=_clients(member, client_id))
    found = rows.select_related("covered_by").order_by("order", "id")
    today = timezone.localdate()
    ended = [one for one in found if has_ended(one, today=today)]
    ended.sort(key=lambda one: one.until_on or today, reverse=True)
    return [*(one for one in found if one not in ended), *ended]


def has_ended(aspect: Aspect, *, today: date) -> bool:
    """On its last day already: what was ended just now goes to where it will be looked for."""
    return aspect.until_on is not None and aspect.until_on <= today


@dataclass(frozen=True, slots=True)
class Due:
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
    rows = Duty.objects.filter(next_on__lte=until, aspect__client__ended_on=None)
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
    away = homes()
    at_home = {number: away.get(client, client) for number, client in rows}
    wanted = [one for one, home in at_home.items() if home in seen and client_id in (None, home)]
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
    seen_to = _seen_to(one.pk for one in duties)
    found: list[Due] = []
    for duty in duties:
        if duty.next_on is None:
            continue
        since = max(first_of_month(duty.next_on), duty.starts_on)
        days = open_days(
            repeat_of(duty), seen_to.get(duty.pk, ()), since=since, until=today + LONGEST_OFF, works=here
        )
        works = lambda day: day.weekday() in clock.days and day not in clock.off  # noqa: E731
        shown = [day for day in days if day <= today or shows_on(day, works=works) <= today]
        hidden = max(0, len(shown) - MOST_OF_ONE_DUTY)
        for place, day in enumerate(shown[hidden:]):
            found.append(Due(duty, *clients[duty.pk], day, day < today, 0 if place else hidden))
    return sorted(found, key=lambda one: (one.due_on, one.client, one.duty.pk))


def _seen_to(duties: Iterable[int]) -> dict[int, set[date]]:
    found: dict[int, set[date]] = {}
    for duty, day in DutyDay.objects.filter(duty_id__in=list(duties)).values_list("duty_id", "due_on"):
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


def duties_done_for(member: Member, client_id: int, since: date, until: date) -> list[DutyDay]:
    """What was ticked of the days from `since` to `until`, both included, in order."""
    rows = DutyDay.objects.filter(
        duty__aspect__client_id__in=_clients(member, client_id),
        outcome=DutyDay.Outcome.DONE,
        due_on__range=(since, until),
    )
    return list(rows.select_related("duty", "duty__aspect", "by").order_by("due_on", "id"))


def days_seen_to(aspect: Aspect, *, most: int) -> list[DutyDay]:
    """The last days of its duties that were ticked or left out, the newest first; the caller has checked sight."""
    rows = DutyDay.objects.filter(duty__aspect=aspect).select_related("duty", "by")
    return list(rows.order_by("-due_on", "-id")[:most])


def ratings_for(
    member: Member, client_id: int, since: date | None = None, until: date | None = None
) -> list[Rating]:
    """Of every aspect of a client, from both sides, the newest first; of these days where they are given."""
    rows = Rating.objects.filter(aspect__client_id__in=_clients(member, client_id))
    rows = rows.filter(at__gte=_begin(since)) if since is not None else rows
    rows = rows.filter(at__lt=_begin(until + timedelta(days=1))) if until is not None else rows
    return list(rows.select_related("aspect", "by", "person").order_by("-at", "-id"))


def improvements_for(
    member: Member, client_id: int, since: date | None = None, until: date | None = None
) -> list[Improvement]:
    """What is tried with a client, what is open first; of these days: what was begun or changed within them."""
    rows = Improvement.objects.filter(client_id__in=_clients(member, client_id), dropped_at=None)
    if since is not None:
        rows = rows.filter(changed_at__gte=_begin(since))
    if until is not None:
        rows = rows.filter(made_at__lt=_begin(until + timedelta(days=1)))
    order = {"trying": 0, "to_try": 1, "kept": 2, "given_up": 3}
    found = rows.select_related("aspect", "member").prefetch_related("steps", "steps__by")
    return sorted(found.order_by("-changed_at", "-id"), key=lambda one: order[one.state])


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


@dataclass(frozen=True, slots=True)
class Standing:
    """What hangs on an aspect, for its line on the client's page."""

    duties: tuple[Duty, ...] = ()
    how_tos: tuple[HowTo, ...] = ()
    ours: Rating | None = None
    theirs: Rating | None = None


def standing_of(aspects: Collection[Aspect]) -> dict[int, Standing]:
    """By aspect; the caller has checked sight."""
    numbers = [one.pk for one in aspects]
    duties = _grouped(
        Duty.objects.filter(aspect__in=numbers, next_on__isnull=False).order_by("next_on", "id")
    )
    how_tos = _grouped(HowTo.objects.filter(aspect__in=numbers, put_away_at=None).order_by("title", "id"))
    newest = Rating.objects.filter(aspect__in=numbers).values("aspect", "is_clients").annotate(last=Max("id"))
    rated = Rating.objects.filter(pk__in=[one["last"] for one in newest]).select_related("by", "person")
    ratings = {(one.aspect_id, one.is_clients): one for one in rated}
    return {
        one: Standing(
            tuple(duties.get(one, ())),
            tuple(how_tos.get(one, ())),
            ratings.get((one, False)),
            ratings.get((one, True)),
        )
        for one in numbers
    }


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in rows:
        found.setdefault(one.aspect_id, []).append(one)
    return found
