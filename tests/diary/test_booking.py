"""Booking by the client: what is free, who is first, and what is whose."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from msgspec.structs import replace

from alongside.accounts.models import Practice
from alongside.agreements.models import Agreement, Away, OwnHours
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment, Client
from alongside.diary import actions, booking
from alongside.diary.booking import TakenMeanwhile, book, free_for, offer_of, terms_of
from alongside.diary.errors import DiaryError
from alongside.diary.models import Appointment, Taken
from alongside.diary.queries import between_for, unaccounted_for
from alongside.diary.rules import Facts
from alongside.sharing.actions import make
from alongside.sharing.models import Share
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db


def now() -> datetime:
    """The Monday to come, early: the working days after it are all ahead."""
    today = timezone.now().replace(hour=5, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 - today.weekday())


@pytest.fixture
def harlow():
    made = add_client("Harlow", addresses=[("ada@harlow.example", "Ada Harlow")], by=owner())
    Client.objects.filter(pk=made.pk).update(timezone="America/New_York")
    return made


@pytest.fixture
def share(harlow) -> Share:
    return make(
        owner(), kind="booking", client_id=harlow.pk, now=timezone.now(), choices={"minutes": 30}
    ).share


@pytest.fixture
def offer(share):
    return offer_of(share)


def booked(offer, at: datetime, **more) -> Appointment:
    given = {"name": "Ada Harlow", "address": "Ada@Harlow.example", "about": "Prices", **more}
    return book(offer, starts_at=at, now=now(), **given)


def test_first_free_time_is_booked_as_the_link_offers_it(offer, harlow):
    first = free_for(offer, now=now())[0]
    row = booked(offer, first)
    assert (row.starts_at, row.ends_at - row.starts_at) == (first, timedelta(minutes=30))
    assert (row.client, row.member, row.origin, row.state) == (harlow, owner(), "booking", "planned")
    assert (row.title, row.people, row.zone) == (
        "Prices",
        [["Ada Harlow", "ada@harlow.example"]],
        "America/New_York",
    )
    assert [one.member for one in row.said.all()] == [None]


def test_booked_time_and_its_room_are_offered_to_nobody(offer):
    first = free_for(offer, now=now())[0]
    booked(offer, first)
    with pytest.raises(TakenMeanwhile):
        booked(offer, first)
    left = free_for(offer, now=now())
    assert first not in left
    assert min(left) - first >= timedelta(minutes=45)


@pytest.mark.parametrize(
    "away", [timedelta(minutes=7), timedelta(hours=-5), timedelta(days=400), timedelta(days=-30)]
)
def test_time_that_was_not_offered_is_refused(offer, away):
    with pytest.raises(TakenMeanwhile):
        booked(offer, free_for(offer, now=now())[0] + away)
    assert not Appointment.objects.exists()


def test_her_days_away_and_her_other_calls_are_not_free(offer, harlow):
    today = now().date()
    Away.objects.create(
        member=owner(), starts_on=today + timedelta(days=1), ends_on=today + timedelta(days=2)
    )
    at = datetime.combine(today + timedelta(days=3), time(10), UTC)
    other = add_client("Penrose", by=owner())
    actions.plan(owner(), other, Facts(at, at + timedelta(hours=4)), now=timezone.now())
    found = free_for(offer, now=now())
    assert not {one.date() for one in found} & {today + timedelta(days=1), today + timedelta(days=2)}
    assert not [one for one in found if at - timedelta(minutes=30) < one < at + timedelta(hours=4)]


def test_last_day_away_is_over_by_her_own_clock(offer):
    Practice.objects.create(timezone="America/Los_Angeles")
    OwnHours.objects.create(begins=time(9), ends=time(22), days="0123456")
    # Somebody else works on.
    assistant()
    # Six in the evening of the ninth there, when it is the tenth in UTC.
    at = datetime(2026, 3, 10, 1, tzinfo=UTC)
    soon = replace(offer, terms=replace(offer.terms, notice=timedelta(hours=1)))
    assert free_for(soon, now=at)[0] == at + timedelta(hours=1)
    Away.objects.create(member=owner(), starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 9))
    assert free_for(soon, now=at)[0] == datetime(2026, 3, 10, 16, tzinfo=UTC)


def test_client_is_offered_its_own_agreed_hours(offer, harlow):
    OwnHours.objects.create(begins=time(8), ends=time(20))
    Agreement.objects.create(client=harlow, begins=time(9), ends=time(17), days="0123")
    there = [one.astimezone(booking.zones_for([harlow.pk])[harlow.pk]) for one in free_for(offer, now=now())]
    assert there
    assert all(time(9) <= one.time() <= time(16, 30) and one.weekday() < 4 for one in there)


def test_moving_gives_the_old_time_back(offer):
    first, *_, later = free_for(offer, now=now())[:8]
    row = booked(offer, first)
    row = booking.move(row, offer, starts_at=later, now=now())
    row.refresh_from_db()
    assert (row.starts_at, row.times_moved, row.sequence) == (later, 1, 1)
    assert first in free_for(offer, now=now())
    booked(offer, first)


def test_it_can_be_moved_by_less_than_its_own_length(offer):
    first, second, *_ = free_for(offer, now=now())
    row = booked(offer, first)
    assert booking.move(row, offer, starts_at=second, now=now()).starts_at == second


def test_cancelling_gives_the_time_back_and_twice_is_once(offer):
    row = booked(offer, free_for(offer, now=now())[0])
    for _ in range(2):
        booking.cancel(row, now=now())
    row.refresh_from_db()
    assert (row.state, row.cancelled_by, row.said.count()) == ("cancelled", "theirs", 2)
    assert not Taken.objects.exists()


def test_what_she_cancels_is_free_again(offer):
    first = free_for(offer, now=now())[0]
    actions.cancel(owner(), booked(offer, first).pk, by="ours", now=now())
    assert booked(offer, first).starts_at == first


def test_her_undo_takes_back_no_word_of_the_client(offer):
    first, *_, later = free_for(offer, now=now())[:8]
    row = booked(offer, first)
    booking.move(row, offer, starts_at=later, now=now())
    with pytest.raises(DiaryError, match="since"):
        actions.undo(owner(), row.pk, now=now())


def test_nobody_fills_a_diary_by_one_link(offer):
    for _ in range(booking.MOST_BOOKED):
        booked(offer, free_for(offer, now=now())[0])
    with pytest.raises(DiaryError, match="booked already"):
        booked(offer, free_for(offer, now=now())[0])


def test_link_of_somebody_who_no_longer_works_for_the_client_offers_nothing(harlow):
    ann = assistant()
    work = Assignment.objects.create(member=ann, client=harlow)
    share = make(ann, kind="booking", client_id=harlow.pk, now=timezone.now()).share
    assert offer_of(share) is not None
    work.delete()
    assert offer_of(share) is None


def test_link_of_a_client_whose_work_has_ended_offers_nothing_and_a_booked_call_stays(offer, share, harlow):
    row = booked(offer, free_for(offer, now=now())[0])
    link = make(owner(), kind="booked", client_id=harlow.pk, object_id=row.pk, now=timezone.now()).share
    Client.objects.filter(pk=harlow.pk).update(ended_on=timezone.localdate())
    assert offer_of(share) is None
    # It can be joined and called off, and takes no other time.
    still = offer_of(link)
    assert free_for(still, now=now(), but=row.pk) == []
    with pytest.raises(TakenMeanwhile):
        booking.move(row, still, starts_at=row.starts_at + timedelta(days=1), now=now())
    until = row.ends_at + timedelta(days=1)
    # The diary shows it, and Today asks for nothing.
    assert [one.id for one in between_for(owner(), since=now(), until=until, with_ended=True)] == [row.pk]
    assert between_for(owner(), since=now(), until=until) == []
    assert unaccounted_for(owner(), now=until) == []


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"minutes": "many"},
        {"minutes": -5, "buffer_minutes": 10**9},
        {"days_ahead": 0, "notice_hours": None},
    ],
)
def test_absurd_terms_are_as_usual(choices):
    assert terms_of(choices) == terms_of({})


def test_the_database_itself_refuses_the_same_time_twice(offer):
    """Also where somebody has looked before the other had written."""
    first = free_for(offer, now=now())[0]
    row = booked(offer, first)
    Taken.objects.filter(appointment=row).delete()
    Appointment.objects.filter(pk=row.pk).update(state="cancelled")
    other = booked(offer, first)
    assert Taken.objects.filter(appointment=other).exists()
    row.refresh_from_db()
    with pytest.raises(TakenMeanwhile), transaction.atomic():
        booking._take(row, offer)


@pytest.mark.broad
def test_longer_buffer_leaves_more_room(offer):
    first = free_for(offer, now=now())[0]
    roomy = replace(offer, terms=replace(offer.terms, buffer=timedelta(hours=1)))
    booked(roomy, first)
    assert min(free_for(roomy, now=now())) - first >= timedelta(minutes=90)


def test_moving_keeps_its_own_length_whatever_the_link_offers_by_now(offer):
    hour = replace(offer, terms=replace(offer.terms, length=timedelta(hours=1)))
    row = booked(hour, free_for(hour, now=now())[0])
    short = replace(offer, terms=replace(offer.terms, length=timedelta(minutes=15)))
    fits = set(free_for(hour, now=now(), but=row.pk))
    too_late = next(at for at in free_for(short, now=now(), but=row.pk) if at not in fits)
    with pytest.raises(TakenMeanwhile):
        booking.move(row, short, starts_at=too_late, now=now())
    later = max(fits)
    moved = booking.move(row, short, starts_at=later, now=now())
    assert moved.ends_at - moved.starts_at == timedelta(hours=1)


@pytest.mark.broad
def test_whoever_holds_a_link_writes_no_rows_without_end(offer):
    """Each booking that is cancelled makes room for another, and each move is kept."""
    first, second, third, *_ = free_for(offer, now=now())[::8]
    row = booked(offer, first)
    for _ in range(8):
        booking.cancel(booked(offer, second), now=now())
    for at in (second, third, first):
        booking.move(row, offer, starts_at=at, now=now())
    with pytest.raises(DiaryError, match="within an hour"):
        booking.move(row, offer, starts_at=second, now=now())
    with pytest.raises(DiaryError, match="within an hour"):
        booked(offer, second)
    booking.cancel(row, now=now())
    row.refresh_from_db()
    assert row.state == "cancelled"
    later = now() + timedelta(hours=1, seconds=1)
    book(offer, starts_at=second, name="Ada", address="ada@harlow.example", about="", now=later)
