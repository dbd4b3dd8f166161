"""Which days a review looks back on: since the last one, until today, or those that somebody chose."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from alongside.reviews import actions
from alongside.reviews.models import Review
from alongside.reviews.outcome import hold
from alongside.reviews.preparing import prepare
from alongside.reviews.queries import find_review, open_of, standings_for
from alongside.reviews.rules import following, period
from tests.making import owner
from tests.reviews.making import harlow

D = date(2026, 3, 2)


def later(days: int) -> date:
    return D + timedelta(days=days)


@pytest.mark.parametrize(
    ("last_until", "today", "days"),
    [
        (None, D, (later(-90), D)),
        (later(-10), D, (later(-9), D)),
        (later(-1), D, (D, D)),
        # Held today: nothing is looked back on twice.
        (D, D, (D, D)),
        (later(-5000), D, (later(-1098), D)),
    ],
)
def test_days_since_the_last_one(last_until, today, days):
    assert period(last_until=last_until, today=today) == days


@pytest.mark.parametrize(
    ("days", "last_until", "today", "now"),
    [
        # Prepared on the day of the last one, held three months later.
        ((D, D), D, later(91), (later(1), later(91))),
        ((later(-9), D), later(-10), later(3), (later(-9), later(3))),
        ((later(-90), D), None, later(3), (later(-90), later(3))),
        ((later(-9), D), later(-10), D, (later(-9), D)),
        # Chosen by somebody.
        ((later(-30), D), later(-10), later(3), (later(-30), D)),
        ((later(-9), later(-1)), later(-10), later(3), (later(-9), later(-1))),
    ],
)
def test_days_of_an_open_review_go_on_until_somebody_chooses_them(days, last_until, today, now):
    assert following(days, last_until=last_until, prepared_on=D, today=today) == now


@pytest.fixture
def first() -> Review:
    made = prepare(owner(), harlow(), now=timezone.now())
    return hold(owner(), made.pk, kind="call", minutes=30, now=timezone.now())


@pytest.mark.django_db
def test_review_that_was_prepared_after_the_last_one_looks_back_on_what_came_since(first):
    """The agenda is written for months; the look-back is of these months when it is held."""
    today = timezone.localdate()
    ago = today - timedelta(days=91)
    Review.objects.filter(pk=first.pk).update(since_on=ago - timedelta(days=30), until_on=ago)
    made = Review.objects.create(
        client=first.client,
        since_on=ago,
        until_on=ago,
        identity="f" * 32,
        made_at=datetime.combine(ago, time(12), UTC),
    )
    days = (ago + timedelta(days=1), today)
    found = find_review(owner(), made.pk)
    assert (found.since_on, found.until_on) == days
    (standing,) = standings_for(owner(), now=timezone.now())
    assert standing.open is not None and standing.open.until_on == today
    still = open_of(owner(), first.client_id)
    assert still is not None and still.since_on == days[0]
    held = hold(owner(), made.pk, kind="call", minutes=30, now=timezone.now())
    assert (held.since_on, held.until_on) == days
    held.refresh_from_db()
    assert (held.since_on, held.until_on) == days


@pytest.mark.django_db
def test_days_that_she_chose_stay(first):
    made = prepare(owner(), first.client, now=timezone.now())
    actions.set_period(owner(), made.pk, since_on=D, until_on=later(30))
    found = find_review(owner(), made.pk)
    assert (found.since_on, found.until_on) == (D, later(30))
