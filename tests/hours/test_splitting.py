"""What is agreed for a month beside what each part of the support is given of it."""

from __future__ import annotations

from datetime import date

import pytest

from alongside.clients.actions import add_client
from alongside.hours.agreeing import agree, agree_on_parts, split_for
from alongside.hours.errors import HoursError
from alongside.hours.models import Retainer
from alongside.hours.splitting import Split, split_of
from alongside.pages.hours.words import split_words
from alongside.support.models import Aspect
from tests.making import assistant, owner

TODAY = date(2026, 3, 12)
MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("agreed", "parts", "words"),
    [
        (
            600,
            [("Inbox", 240), ("Diary", 180)],
            "10 h a month are agreed; Inbox 4 h, Diary 3 h. 3 h are not given to any part.",
        ),
        (600, [("Inbox", 540)], "10 h a month are agreed; Inbox 9 h. 1 h is not given to any part."),
        (600, [("Inbox", 600), ("Diary", None)], "10 h a month are agreed; Inbox 10 h."),
        (
            600,
            [("Inbox", 480), ("Diary", 270)],
            "10 h a month are agreed; Inbox 8 h, Diary 4 h 30: that is 2 h 30 more than agreed.",
        ),
        (
            None,
            [("Inbox", 240), ("Diary", 180)],
            "Put down for a month: Inbox 4 h, Diary 3 h. Nothing is agreed with them for all of it.",
        ),
        (0, [("Inbox", 60)], "Put down for a month: Inbox 1 h. Nothing is agreed with them for all of it."),
    ],
)
def test_sentence(agreed, parts, words):
    split = split_of(agreed, parts)
    assert split is not None
    assert split_words(split) == words
    assert (split.agreed or 0) + split.beyond == split.given + split.free


@pytest.mark.parametrize("parts", [[], [("Inbox", None), ("Diary", 0)]])
def test_nothing_is_compared_where_no_part_is_given_hours(parts):
    assert split_of(600, parts) is None


@pytest.fixture
def harlow(db):
    harlow = add_client("Harlow & Sons", by=owner())
    Aspect.objects.create(client=harlow, name="Inbox", minutes_a_month=480)
    Aspect.objects.create(client=harlow, name="Diary", minutes_a_month=240)
    Aspect.objects.create(client=harlow, name="Events", minutes_a_month=600, until_on=date(2026, 2, 28))
    return harlow


def test_what_has_ended_counts_no_more(harlow):
    assert split_for(owner(), harlow.pk, today=TODAY) == Split(None, (("Inbox", 480), ("Diary", 240)))


def test_terms_of_this_month_are_what_is_agreed(harlow):
    agree(owner(), harlow.pk, from_on=date(2026, 1, 1), minutes=600, carry="cap", limit=120)
    agree(owner(), harlow.pk, from_on=date(2026, 4, 1), minutes=900, carry="none", limit=0)
    split = split_for(owner(), harlow.pk, today=TODAY)
    assert split is not None
    assert (split.agreed, split.beyond) == (600, 120)


def test_agreeing_on_the_parts_keeps_what_becomes_of_hours_that_are_left(harlow):
    agree(owner(), harlow.pk, from_on=date(2026, 1, 1), minutes=600, carry="cap", limit=120)
    kept, before = agree_on_parts(owner(), harlow.pk, today=TODAY)
    assert (kept.from_on, kept.minutes, kept.carry, kept.limit, before) == (MARCH, 720, "cap", 120, None)
    split = split_for(owner(), harlow.pk, today=TODAY)
    assert split is not None
    assert (split.beyond, split.free) == (0, 0)


def test_terms_of_the_same_month_are_told_so_that_they_can_be_brought_back(harlow):
    agree(owner(), harlow.pk, from_on=MARCH, minutes=600, carry="none", limit=0)
    _, before = agree_on_parts(owner(), harlow.pk, today=TODAY)
    assert before is not None
    assert (before.minutes, Retainer.objects.get().minutes) == (600, 720)


def test_stranger_compares_and_agrees_on_nothing(harlow):
    assert split_for(assistant(), harlow.pk, today=TODAY) is None
    with pytest.raises(HoursError):
        agree_on_parts(assistant("bea@desk.example"), harlow.pk, today=TODAY)
