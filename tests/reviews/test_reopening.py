"""A review that was held, opened again and held once more: what it left for the next one and in the diary."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.diary.actions import plan
from alongside.diary.rules import Facts
from alongside.intake.erasing import Erasure, erase
from alongside.reviews import actions
from alongside.reviews.agenda import Seen, Writer, add, items_of, note, reword, tick, turn_of
from alongside.reviews.models import Review
from alongside.reviews.outcome import hold, reopen
from alongside.reviews.preparing import prepare
from tests.making import owner
from tests.reviews.making import harlow

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def ours() -> Writer:
    return Writer("ours", "Olive", owner())


def write(review: Review, *lines: str) -> list[str]:
    return [add(review, ours(), one, Seen(turn_of(review)), now=now()) for one in lines]


def reach(review: Review, line: str) -> None:
    tick(review, ours(), line, is_ticked=True, seen=Seen(turn_of(review)), now=now())


def held(review: Review) -> None:
    hold(owner(), review.pk, kind="call", minutes=30, now=now())


def words(review: Review) -> list[str]:
    return [one.text for one in items_of(review)]


@pytest.fixture
def review() -> Review:
    return prepare(owner(), harlow(), now=now())


def test_next_agenda_has_what_was_not_reached_the_second_time(review):
    fair, _ = write(review, "The fair", "Invoices")
    held(review)
    following = prepare(owner(), review.client, now=now())
    assert words(following) == ["The fair", "Invoices"]
    reopen(owner(), review.pk, now=now())
    assert words(following) == []
    reach(review, fair)
    write(review, "The stand")
    held(review)
    assert words(following) == ["Invoices", "The stand"]
    held(review)
    assert words(following) == ["Invoices", "The stand"]


def test_opened_and_held_twice_each_line_is_carried_on_once(review):
    write(review, "The fair", "Invoices")
    held(review)
    following = prepare(owner(), review.client, now=now())
    for _ in range(2):
        reopen(owner(), review.pk, now=now())
        held(review)
    assert words(following) == ["The fair", "Invoices"]


def test_line_that_was_worked_on_since_stays_on_the_next_agenda_and_once(review):
    write(review, "The fair")
    held(review)
    following = prepare(owner(), review.client, now=now())
    (item,) = items_of(following)
    seen = Seen(turn_of(following), over=item.seen)
    reword(following, ours(), item.line, "The fair in May", seen, now=now())
    reopen(owner(), review.pk, now=now())
    held(review)
    assert words(following) == ["The fair in May"]


def test_line_that_was_taken_off_the_next_agenda_does_not_come_back(review):
    write(review, "The fair")
    held(review)
    following = prepare(owner(), review.client, now=now())
    (item,) = items_of(following)
    reword(following, ours(), item.line, "", Seen(turn_of(following), over=item.seen), now=now())
    reopen(owner(), review.pk, now=now())
    held(review)
    assert words(following) == []


def test_review_that_is_open_again_stands_in_the_diary_as_planned_again(review):
    row = plan(owner(), review.client, Facts(now() - timedelta(hours=2), now()), now=now())
    actions.hold_at(owner(), review.pk, row.pk)
    held(review)
    row.refresh_from_db()
    assert row.state == "held"
    reopen(owner(), review.pk, now=now())
    row.refresh_from_db()
    assert row.state == "planned"
    held(review)
    row.refresh_from_db()
    assert row.state == "held"


@pytest.mark.django_db(transaction=True)
def test_what_is_done_after_an_erasing_stands_above_what_was_done_before(review):
    fair, stand = write(review, "The fair", "The stand")
    for line in (fair, stand):
        note(review, ours(), line, "In May.", Seen(turn_of(review)), now=now())
        reach(review, line)
    held(review)
    review.refresh_from_db()
    erase(Erasure("The talk", frozenset({review.entry}), 0))
    reopen(owner(), review.pk, now=now())
    tick(review, ours(), stand, is_ticked=False, seen=Seen(turn_of(review)), now=now())
    assert [(one.text, one.is_ticked, one.notes) for one in items_of(review)] == [
        ("The fair", True, ()),
        ("The stand", False, ()),
    ]
