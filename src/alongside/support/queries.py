"""What is done for clients, what is due of it, how well it goes: each only as far as the member may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Max, Q
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.queries import sees_client
from alongside.outbox.sight import seen_clients, with_joined
from alongside.prepared import prepared
from alongside.support.models import (
    Aspect,
    CatalogueAspect,
    Duty,
    DutyDay,
    HowTo,
    HowToVersion,
    Improvement,
    Rating,
)
from alongside.support.rules import COMMON

MOST_VERSIONS_LISTED, MOST_FOUND, MOST_WORDS = 200, 12, 8


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


class Standing(Struct, frozen=True):
    """What hangs on an aspect, for its line on the client's page."""

    duties: tuple[Duty, ...] = ()
    how_tos: tuple[HowTo, ...] = ()
    ours: Rating | None = None
    theirs: Rating | None = None


def version_of(how_to: HowTo, number: int | None = None) -> HowToVersion | None:
    """The one that holds, or that of this number; the caller has checked sight."""
    rows = how_to.versions.select_related("by")
    return rows.filter(number=how_to.version if number is None else number).first()


def versions_of(how_to: HowTo) -> list[HowToVersion]:
    """The newest first, without their texts; the caller has checked sight."""
    return list(how_to.versions.select_related("by").defer("text").order_by("-number")[:MOST_VERSIONS_LISTED])


def newest_of(aspects: Collection[Aspect]) -> list[HowToVersion]:
    """The how-to pages of these aspects as they stand now; the caller has checked sight."""
    rows = HowToVersion.objects.filter(
        how_to__aspect__in=[one.pk for one in aspects],
        how_to__put_away_at=None,
        number=F("how_to__version"),
    )
    return list(rows.select_related("how_to", "how_to__aspect").defer("text").order_by("title", "how_to"))


def versions_named(named: Collection[tuple[int, int]], *, aspects: Collection[Aspect]) -> list[HowToVersion]:
    """By how-to and number, of these aspects alone; of a page that is named twice the later version."""
    rows = HowToVersion.objects.filter(
        how_to__in={page for page, _ in named},
        number__in={number for _, number in named},
        how_to__aspect__in=[one.pk for one in aspects],
        how_to__put_away_at=None,
    )
    wanted = set(named)
    found = [one for one in rows.select_related("how_to") if (one.how_to_id, one.number) in wanted]
    newest = {one.how_to_id: one for one in sorted(found, key=lambda one: one.number)}
    return sorted(newest.values(), key=lambda one: (one.title, one.pk))


class FoundHowTo(NamedTuple):
    """A how-to page as a search shows it, with whose it is."""

    number: int
    title: str
    aspect: str
    client: str


@prepared
def _holding(clients: Any, *words: Any) -> Any:
    rows = HowToVersion.objects.filter(
        how_to__aspect__client_id__in=clients.numbers,
        how_to__put_away_at=None,
        number=F("how_to__version"),
    )
    for word in words:
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    fields = ("how_to_id", "title", "how_to__aspect__name", "how_to__aspect__client__name")
    return rows.order_by("title", "id").values_list(*fields)[:MOST_FOUND]


def how_tos_found(member: Member, words: str) -> list[FoundHowTo]:
    """Pages that hold every one of these words now, in the title or the text; of her clients alone."""
    if not (wanted := words.split()[:MOST_WORDS]) or not member.is_active:
        return []
    return [FoundHowTo(*row) for row in _holding(seen_clients(member), *wanted)]


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
