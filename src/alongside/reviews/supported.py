"""A client and days in; hours, duties, ratings, improvements and visits of them out. The caller has checked sight."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, tzinfo

from django.db.models import Exists, OuterRef, Q

from alongside.calls.rules import lines_of
from alongside.hours.spans import FIELDS, Days, between, of_clients, parts_of
from alongside.outbox.sight import with_joined
from alongside.reviews.shapes import Rated, Seen, Tried, Worked
from alongside.support.models import Aspect, DutyDay, Improvement, ImprovementStep, Rating
from alongside.visits.models import Visit

MOST_RATINGS = 400


def worked(client_id: int, days: Days, zone: tzinfo) -> list[Worked]:
    """By aspect, by whomever; as it was worked, not as it is told a client who pays for it."""
    rows = between(of_clients(with_joined(client_id)), days, zone)
    aspect_of = {
        number: (aspect, name or "")
        for number, aspect, name in rows.values_list("id", "aspect_id", "aspect__name")
    }
    minutes: dict[int | None, int] = {}
    entries: dict[int | None, set[int]] = {}
    names: dict[int | None, str] = {}
    for part in parts_of(rows.values_list(*FIELDS), zone):
        if part.on in days:
            aspect, names[aspect] = aspect_of[part.entry][0], aspect_of[part.entry][1]
            minutes[aspect] = minutes.get(aspect, 0) + part.minutes
            entries.setdefault(aspect, set()).add(part.entry)
    return [
        Worked(one, names[one], some, tuple(sorted(entries[one]))) for one, some in minutes.items() if some
    ]


def duties(client_id: int, days: Days) -> list[Seen]:
    rows = DutyDay.objects.filter(
        duty__aspect__client_id__in=with_joined(client_id), due_on__range=(days.since, days.until)
    )
    found: dict[int, Seen] = {}
    fields = ("duty_id", "duty__name", "duty__aspect__name", "outcome")
    for number, name, aspect, outcome in rows.order_by("duty__aspect__order", "duty_id").values_list(*fields):
        before = found.get(number, Seen(number, name, aspect, 0, 0))
        is_done = outcome == DutyDay.Outcome.DONE
        found[number] = before._replace(done=before.done + is_done, left_out=before.left_out + (not is_done))
    return list(found.values())


def tried(client_id: int, begin: datetime, end: datetime, zone: tzinfo) -> list[Tried]:
    """What was begun or changed within, and what is still being tried; what is only to be tried is told nobody.

    What was noted after a visit is hers until she takes it up.
    """
    rows = Improvement.objects.filter(client_id__in=with_joined(client_id), dropped_at=None, made_at__lt=end)
    rows = rows.filter(Q(changed_at__gte=begin) | Q(state="trying")).exclude(state="to_try")
    taken_up = ImprovementStep.objects.filter(improvement=OuterRef("pk"), state__in=("trying", "kept"))
    rows = rows.filter(~Q(source__startswith="visit:") | Exists(taken_up)).select_related("aspect")
    return [
        Tried(
            one.pk,
            one.text,
            one.aspect.name if one.aspect is not None else "",
            one.get_state_display(),
            one.outcome,
            one.made_at.astimezone(zone).date(),
        )
        for one in rows.order_by("made_at", "id")
    ]


def decided_on_visits(numbers: Collection[int]) -> dict[int, set[str]]:
    """Of each entry that a visit became, what was marked as decided in what was said there; nothing of the rest."""
    rows = Visit.objects.filter(entry__in=numbers).values_list("entry", "said")
    return {
        entry: {one.text for one in lines_of(said) if one.kind == "decision"}
        for entry, said in rows
        if entry is not None
    }


def rated(client_id: int, end: datetime) -> list[Rated]:
    """Of every aspect that was ever rated, so that the last look-backs compare."""
    rows = Rating.objects.filter(aspect__client_id__in=with_joined(client_id), at__lt=end)
    found: dict[int, Rated] = {}
    fields = ("id", "aspect_id", "aspect__name", "is_clients", "stars")
    newest = rows.order_by("-at", "-id").values_list(*fields)[:MOST_RATINGS]
    for number, aspect, name, is_clients, stars in reversed(list(newest)):
        one = found.get(aspect, Rated(aspect, name, (), ()))
        side = (number, stars)
        found[aspect] = (
            one._replace(theirs=(*one.theirs, side)) if is_clients else one._replace(ours=(*one.ours, side))
        )
    return [found[one] for one in _in_order(found)]


def _in_order(aspects: dict[int, Rated]) -> list[int]:
    return list(Aspect.objects.filter(pk__in=aspects).order_by("order", "id").values_list("id", flat=True))


def rateable(client_id: int, *, today: date) -> list[Aspect]:
    """What is done for the client now, in her order."""
    rows = Aspect.objects.filter(client_id__in=with_joined(client_id))
    return list(rows.exclude(until_on__lt=today).order_by("order", "id"))


def stars_in(review_id: int) -> dict[tuple[int, bool], int]:
    """By aspect and whether the client said so, what was said in this review."""
    rows = Rating.objects.filter(source=source_of(review_id))
    return {
        (aspect, is_clients): stars
        for aspect, is_clients, stars in rows.values_list("aspect_id", "is_clients", "stars")
    }


def source_of(review_id: int) -> str:
    return f"review:{review_id}"
