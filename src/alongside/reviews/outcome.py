"""A review that was held: its notes become an entry of the client's story, its promises are kept in mind.

First one statement says that it was held; what follows is made of that alone, under names that follow from the review.
So pressed again, or cut short in between, nothing is made twice, and `finish_all` brings in what was cut short.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.calls.making import finish_each, held_for_making, open_in_diary, take_back_all, tell_diary
from alongside.calls.marking import mark_promises
from alongside.calls.models import Call
from alongside.calls.models import State as CallState
from alongside.calls.rules import RecapWords, recap_of, written
from alongside.channels.hand.parse import Somebody, source_key_of
from alongside.clients.models import Client
from alongside.diary.models import Appointment
from alongside.diary.rules import kind_of
from alongside.intake.by_hand import CannotWriteDownError, Wanted, write_down
from alongside.live.actions import tell
from alongside.outbox.models import Draft
from alongside.outbox.occasions import Letter, begin, to_people
from alongside.outbox.sight import with_joined
from alongside.promises.following import handle as find_promises
from alongside.reviews.agenda import carry_back, carry_over, items_of
from alongside.reviews.errors import ReviewsError
from alongside.reviews.merging import Item
from alongside.reviews.models import Review, State
from alongside.reviews.queries import find_review, home_of
from alongside.timeline.database import hold_intake
from alongside.visits.models import State as VisitState
from alongside.visits.models import Visit

_NAMED = ("call", "meeting", "visit")
KINDS = (*_NAMED, "kept")
# A call that she has kept within this time is this one.
JUST_KEPT = timedelta(days=2)
LONGEST_MINUTES = 24 * 60
_HELD = ("held_at", "held_minutes", "held_by", "entry", "tried_at")


def notes_of(items: list[Item]) -> str:
    """All that was noted, line by line, as a call's notes are typed: each item, and below it what was said of it."""
    parts = []
    for one in items:
        words = [noted.text for noted in one.notes]
        if one.is_ticked or words:
            # What the agenda calls it is nobody's promise, whatever it begins with.
            parts.append("\n".join([f"– {one.all_words}", *words]))
    return "\n\n".join(parts)


def kept_call(member: Member, review: Review, *, now: datetime) -> Call | None:
    """Her call with this client that she kept just now: then the talk stands in the story already."""
    rows = Call.objects.filter(
        member=member, client_id__in=with_joined(home_of(review)), state=CallState.HELD
    )
    return rows.filter(entry__isnull=False, kept_at__gte=now - JUST_KEPT).order_by("-kept_at").first()


def kept_visit(member: Member, review: Review, *, now: datetime) -> Visit | None:
    """Her visit to this client that she kept just now."""
    rows = Visit.objects.filter(
        member=member, client_id__in=with_joined(home_of(review)), state=VisitState.HELD
    )
    return rows.filter(entry__isnull=False, kept_at__gte=now - JUST_KEPT).order_by("-kept_at").first()


def likely_kind(member: Member, review: Review, *, now: datetime) -> str:
    if any(one(member, review, now=now) is not None for one in (kept_call, kept_visit)):
        return "kept"
    return kind_of(review.appointment.way) if review.appointment is not None else "call"


def hold(member: Member, number: int, *, kind: str, minutes: int | None, now: datetime) -> Review:
    """It was held. What it looked back on ends today at the latest, so that the next one goes on from there."""
    review = find_review(member, number)
    if kind not in KINDS:
        raise ReviewsError("Say how you spoke. Nothing is lost; the review is as it was.")
    if minutes is not None and not 0 < minutes <= LONGEST_MINUTES:
        raise ReviewsError("Minutes are a number between 1 and 1,440, which is a day. Nothing was changed.")
    today = timezone.localdate(now, timezone=zone_here())
    with transaction.atomic():
        held = Review.objects.filter(pk=review.pk).exclude(state=State.HELD)
        until_on = max(min(review.until_on, today), review.since_on)
        is_new = held.update(
            state=State.HELD,
            held_at=now,
            since_on=review.since_on,
            until_on=until_on,
            held_as=kind,
            held_minutes=minutes,
            held_by=member,
            tried_at=None,
        )
        # Opened again and held once more: what followed it was prepared already.
        if is_new and (following := _following(review)) is not None:
            carry_over(review, following, now=now)
        tell("review", review.pk)
    finish(member, find_review(member, number))
    return find_review(member, number)


def _following(review: Review) -> Review | None:
    """The one that was prepared after it and is still open."""
    rows = Review.objects.filter(client_id__in=with_joined(home_of(review)), pk__gt=review.pk)
    return rows.exclude(state=State.HELD).order_by("-pk").first()


def finish(member: Member, review: Review) -> None:
    """Make of a held review what is still to be made of it."""
    if not review.held_as:
        return
    notes, entry = notes_of(items_of(review)), None
    text = written(notes).text
    if text or review.held_as != "kept":
        client = Client.objects.get(pk=home_of(review))
        try:
            entry = write_down(member, client, _wanted(review, review.held_as, review.held_minutes, text))
        except CannotWriteDownError as error:
            raise ReviewsError(str(error)) from error
    _make(member, review, entry, notes)


def _make(member: Member, review: Review, entry: int | None, notes: str) -> None:
    """All that follows and the mark that it was made, in one; after it nothing is made a second time."""
    rows = Review.objects.filter(pk=review.pk, identity=review.identity)
    with held_for_making(rows, member, entry) as row:
        if row is not None and row.held_as:
            if entry is not None:
                now = review.held_at or review.made_at
                find_promises([entry])
                mark_promises(member, notes, entry, now=now)
                # A call or visit that she kept stands in the diary as what it became already.
                if row.held_as != "kept":
                    tell_diary(member, review.appointment_id, review.identity, is_held=True, now=now)
            rows.update(entry=entry, held_as="", held_minutes=None)


def finish_all(*, now: datetime) -> int:
    """Held reviews of which something is still to be made, because making it was cut short."""
    rows = Review.objects.filter(state=State.HELD).exclude(held_as="").exclude(held_by=None)
    return finish_each(rows.select_related("held_by"), "held_at", _finish_hers, error=ReviewsError, now=now)


def _finish_hers(row: Review) -> None:
    assert row.held_by is not None
    finish(row.held_by, find_review(row.held_by, row.pk))


def _wanted(review: Review, kind: str, minutes: int | None, text: str) -> Wanted:
    held_at = (review.held_at or review.made_at).replace(microsecond=0)
    length = timedelta(minutes=minutes or 0)
    row = review.appointment
    began_at = row.starts_at if row is not None and row.starts_at <= held_at else held_at - length
    people = tuple(Somebody(name, address) for name, address in row.people) if row is not None else ()
    if kind == "kept":
        return Wanted(id=review.identity, kind="note", happened_at=began_at, text=text)
    return Wanted(
        id=review.identity,
        kind=kind,
        happened_at=began_at,
        ended_at=began_at + length if minutes else None,
        who=people,
        text=text,
    )


def reopen(member: Member, number: int, *, now: datetime) -> Review:
    """Undoes `hold`: the entry goes, what was not reached leaves the next agenda, and this one can be written again."""
    review = find_review(member, number)
    # All of it or nothing: an entry that is gone must not stand as made.
    with transaction.atomic():
        hold_intake()
        row = Review.objects.select_for_update().get(pk=review.pk)
        take_back_all(member, row.entry)
        if review.state == State.HELD and (following := _following(review)) is not None:
            carry_back(review, following, now=now)
        if review.appointment is not None and _became(review.appointment, row.identity):
            open_in_diary(member, review.appointment_id, now=now)
        # What was erased never comes back under its old name.
        Review.objects.filter(pk=review.pk).update(
            state=State.UNDER_WAY, identity=uuid4().hex, held_as="", **dict.fromkeys(_HELD)
        )
    return find_review(member, number)


def _became(row: Appointment, identity: str) -> bool:
    """Whether it was this review that said in the diary that it took place: not a call or visit that was kept."""
    return row.held_as is not None and bytes(row.held_as) == source_key_of(identity)


def write_recap(member: Member, number: int, *, on: str, now: datetime) -> Draft:
    """A letter to the client that says what was said; begun once. `on`: the day in words."""
    review = find_review(member, number)
    client = Client.objects.get(pk=home_of(review))
    people = people_of(review)
    with transaction.atomic():
        row = Review.objects.select_for_update().get(pk=number)
        if row.recap is not None and row.recap.discarded_at is None:
            return row.recap
        letter = Letter(f"Our review on {on}", f"{words_for(review, on=on)}\n", to_people(people))
        draft = begin(member, letter, client=client, now=now)
        Review.objects.filter(pk=number).update(recap=draft)
    return draft


def words_for(review: Review, *, on: str) -> str:
    """What was noted at each point, without what is private."""
    # What was kept already stands in the timeline as a call or as a visit: a talk is both.
    what = review.held_as if review.held_as in _NAMED else "talk"
    around = RecapWords(on, [name for name, _ in people_of(review)], what=what)
    return recap_of(notes_of(items_of(review)), around)


def people_of(review: Review) -> list[tuple[str, str]]:
    return list(review.appointment.people) if review.appointment is not None else []
