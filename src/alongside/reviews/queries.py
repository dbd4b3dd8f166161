"""Reviews and their look-backs, each only as far as the member works for the client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.clients.joining import homes
from alongside.clients.queries import sees_client
from alongside.message import NO_DATE
from alongside.outbox.sight import seen_clients, with_joined
from alongside.prepared import prepared
from alongside.reviews import rules
from alongside.reviews.errors import NotThere
from alongside.reviews.material import gather
from alongside.reviews.models import Ahead, LineVerdict, Paragraph, Review, State
from alongside.reviews.shapes import Section
from alongside.timeline.models import Filing
from alongside.timeline.queries.lists import current_tags_for
from alongside.timeline.queries.shapes import ClientTag

# How the key of a line begins that a drafted paragraph became.
DRAFTED = "drafted-"


def reviews_of(member: Member, client_id: int) -> list[Review]:
    """The newest first; nothing for a stranger."""
    if not sees_client(member, client_id):
        return []
    rows = Review.objects.filter(client_id__in=with_joined(client_id))
    return _in_order(rows)


def _in_order(reviews: Iterable[Review]) -> list[Review]:
    """The newest first; all that there are of each client in, as `until_today` gives them out."""
    last: dict[int, date] = {}
    homes_now = homes()
    found = sorted(reviews, key=lambda one: one.pk)
    for one in found:
        home = homes_now.get(one.client_id, one.client_id)
        if one.state == State.HELD:
            last[home] = max(last.get(home, one.until_on), one.until_on)
        else:
            _look_back(one, last_until=last.get(home))
    return sorted(found, key=lambda one: (one.until_on, one.pk), reverse=True)


def until_today(review: Review) -> Review:
    """The same, to be read: an open one of which nobody chose the days looks back until today, whenever it was made.

    Whether somebody chose them is seen by them: they are those of the day on which it was prepared, or others.
    """
    if review.state != State.HELD:
        _look_back(review, last_until=_last_before(review))
    return review


def _look_back(review: Review, *, last_until: date | None) -> None:
    zone = zone_here()
    review.since_on, review.until_on = rules.following(
        (review.since_on, review.until_on),
        last_until=last_until,
        prepared_on=timezone.localdate(review.made_at, timezone=zone),
        today=timezone.localdate(timezone=zone),
    )


def _last_before(review: Review) -> date | None:
    """Until when the one before it looked back."""
    rows = Review.objects.filter(
        client_id__in=with_joined(home_of(review)), pk__lt=review.pk, state=State.HELD
    )
    found: date | None = rows.aggregate(last=Max("until_on"))["last"]
    return found


def find_review(member: Member, number: int) -> Review:
    """Raises NotThere."""
    rows = Review.objects.filter(pk=number, client_id__in=seen_clients(member))
    found = rows.select_related("client", "appointment", "next_appointment", "recap").first()
    if found is None or not member.is_active:
        raise NotThere
    return until_today(found)


def home_of(review: Review) -> int:
    """The number of its client, after any join."""
    return homes().get(review.client_id, review.client_id)


def is_written_in(review: Review) -> bool:
    """Whether anybody wrote what is in it alone: its agenda, words for lines of the look-back, a draft."""
    return review.steps.exists() or review.verdicts.exists() or review.paragraphs.exists()


def pack_for(member: Member, client_id: int, *, since_on: date, until_on: date) -> tuple[Section, ...]:
    """The look-back over these days, built now. Raises NotThere."""
    if not sees_client(member, client_id):
        raise NotThere
    return rules.sections_of(gather(client_id, since_on=since_on, until_on=until_on))


def pack_of(review: Review) -> tuple[Section, ...]:
    """With what members said of its lines; the caller has checked sight."""
    return rules.decided_on(lines_of(review), said_of(review))


def lines_of(review: Review) -> tuple[Section, ...]:
    """As they are found, whatever members said of them."""
    facts = gather(home_of(review), since_on=review.since_on, until_on=review.until_on)
    return rules.sections_of(facts)


def said_of(review: Review) -> list[rules.Said]:
    """Of paragraphs that were drafted, only what is kept now."""
    kept = on_of(review)
    rows = LineVerdict.objects.filter(review=review).order_by("id")
    said = [rules.Said(*row) for row in rows.values_list("key", "word", "section", "text")]
    return [
        one._replace(on=kept.get(one.key, ()))
        for one in said
        if one.key in kept or not one.key.startswith(DRAFTED)
    ]


def on_of(review: Review) -> dict[str, tuple[str, ...]]:
    """The lines that each kept paragraph stands on."""
    rows = Paragraph.objects.filter(review=review, state=Paragraph.State.KEPT)
    return {
        key: tuple(dict.fromkeys(line for one in sentences for line in one["keys"]))
        for key, sentences in rows.values_list("key", "sentences")
    }


def period_for(member: Member, client_id: int, *, now: datetime) -> tuple[date, date]:
    """What the next review looks back on: since the last one, else three months."""
    held = [one.until_on for one in reviews_of(member, client_id) if one.state == State.HELD]
    today = timezone.localdate(now, timezone=zone_here())
    return rules.period(last_until=max(held, default=None), today=today)


def open_of(member: Member, client_id: int) -> Review | None:
    """The one that is in preparation or under way."""
    return next((one for one in reviews_of(member, client_id) if one.state != State.HELD), None)


class Standing(Struct, frozen=True):
    """A client in the list of reviews: the last one held, the one in preparation, when the next call is."""

    client: ClientTag
    last: Review | None
    open: Review | None
    next_at: datetime | None
    is_due: bool
    due_on: date | None


def standings_for(member: Member, *, now: datetime) -> list[Standing]:
    """Every client of hers whose work has not ended, those first that are due."""
    today = timezone.localdate(now, timezone=zone_here())
    tags = current_tags_for(member)
    by_client: dict[int, list[Review]] = {}
    for review in _in_order(_reviews(member)):
        by_client.setdefault(home_of(review), []).append(review)
    found = [_standing(tag, by_client.get(tag.id, ()), today) for tag in tags.values()]
    return sorted(found, key=lambda one: (one.open is None, not one.is_due, one.client.name.casefold()))


def _standing(client: ClientTag, reviews: Sequence[Review], today: date) -> Standing:
    last = next((one for one in reviews if one.state == State.HELD), None)
    still = next((one for one in reviews if one.state != State.HELD), None)
    planned = (still.appointment if still else None) or (last.next_appointment if last else None)
    begun = last.until_on if last is not None else _first_on(client.id)
    due_on = begun + rules.DUE_AFTER if begun is not None else None
    is_due = still is None and due_on is not None and due_on <= today
    return Standing(client, last, still, planned.starts_at if planned else None, is_due, due_on)


@prepared
def _first(client: Any) -> Any:
    said = Filing.objects.filter(client_id=client, happened_at__gt=NO_DATE).exclude(interaction__kind="note")
    return said.order_by("happened_at").values_list("happened_at")[:1]


def _first_on(client_id: int) -> date | None:
    return next((timezone.localdate(at) for (at,) in _first(client_id)), None)


def _reviews(member: Member) -> QuerySet[Review]:
    rows = Review.objects.filter(client_id__in=seen_clients(member))
    return rows.select_related("appointment", "next_appointment")


def ahead_of(member: Member, client_id: int, *, kind: str = "") -> list[Ahead]:
    """Goals and plans that stand, those with a day first, in their order."""
    if not sees_client(member, client_id):
        return []
    return standing_ahead(client_id, kind=kind)


def standing_ahead(client_id: int, *, kind: str = "") -> list[Ahead]:
    """The caller has checked sight, or shows it to the client itself."""
    rows = Ahead.objects.filter(client_id__in=with_joined(client_id), dropped_at=None)
    rows = rows.filter(kind=kind) if kind else rows
    return sorted(rows, key=lambda one: (one.done_at is not None, one.on or date.max, one.pk))


def parts_touched_for(member: Member, subject: str) -> set[str]:
    """What of open pages a review touches: "review:7"; nothing for a stranger."""
    client = Review.objects.filter(pk=int(subject)).values_list("client_id", flat=True).first()
    return {f"review:{subject}"} if client is not None and client in seen_clients(member) else set()
