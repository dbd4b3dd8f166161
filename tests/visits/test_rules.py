"""The day as one line, sums, and notes of a card: all of it without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.calls.rules import private_words, written
from alongside.visits.rules import (
    Stretch,
    amount_in,
    appended,
    line_of_day,
    mileage,
    signed,
    sums,
    without,
    words_of,
    wrong_with_leg,
)

DAY = datetime(2026, 12, 3, tzinfo=UTC)


def at(clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return DAY + timedelta(hours=int(hours), minutes=int(minutes))


def stretch(number: int, begins: str, ends: str, **more) -> Stretch:
    return Stretch(number, at(begins), at(ends), **more)


TRAIN = stretch(1, "07:10", "09:48")
MEETING = stretch(0, "10:00", "15:00", is_meeting=True)
BACK = stretch(2, "15:05", "17:30")


def line(*stretches: Stretch, wanted: int = 20) -> list[tuple[int, int | None, str]]:
    return [(one.stretch.id, one.gap, one.trouble) for one in line_of_day(stretches, wanted_minutes=wanted)]


def test_twelve_minutes_between_train_and_meeting_are_tight_when_twenty_are_wanted():
    assert line(MEETING, TRAIN) == [(1, None, ""), (0, 12, "tight")]
    assert line(MEETING, TRAIN, wanted=12) == [(1, None, ""), (0, 12, "")]


def test_after_the_meeting_one_leaves_when_one_likes_but_not_before_its_end():
    assert line(MEETING, BACK)[1] == (2, 5, "")
    assert line(MEETING, stretch(2, "14:50", "17:30"))[1] == (2, -10, "overlap")


def test_a_change_of_trains_is_tight_and_a_walk_in_between_is_not():
    change = stretch(3, "09:52", "10:30")
    assert line(TRAIN, change)[1] == (3, 4, "tight")
    walk = stretch(4, "09:48", "09:55", is_walk=True)
    assert line(TRAIN, walk, MEETING) == [(1, None, ""), (4, 0, ""), (0, 5, "tight")]


def test_what_lies_within_something_longer_overlaps_and_so_does_what_follows():
    inner = stretch(3, "11:00", "11:30")
    assert [trouble for *_, trouble in line(MEETING, inner, stretch(4, "12:00", "13:00"))] == [
        "",
        "overlap",
        "overlap",
    ]


@pytest.mark.broad
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 300), st.booleans()), max_size=5))
def test_everything_stands_on_the_line_once_in_the_order_of_the_day(drawn):
    some = [
        Stretch(number, DAY + timedelta(minutes=begins), DAY + timedelta(minutes=begins + length), walk)
        for number, (begins, length, walk) in enumerate(drawn)
    ]
    found = line_of_day(some, wanted_minutes=20)
    assert sorted(one.stretch.id for one in found) == list(range(len(some)))
    assert all(a.stretch.begins <= b.stretch.begins for a, b in zip(found, found[1:], strict=False))
    assert all((one.trouble == "overlap") == (one.gap < 0) for one in found if one.gap is not None)


def test_a_leg_that_arrives_before_it_leaves_says_whose_clock_to_look_at():
    assert "whose clock" in wrong_with_leg(at("10:00"), at("09:00"), day=DAY)
    assert wrong_with_leg(at("10:00"), at("10:00"), day=DAY) == ""
    assert "more than a month" in wrong_with_leg(at("10:00"), at("11:00"), day=DAY + timedelta(days=40))


@pytest.mark.parametrize(
    ("typed", "currency", "amount"),
    [
        ("12.50", "GBP", "12.50"),
        ("12,5", "EUR", "12.50"),
        ("1,234.50", "GBP", "1234.50"),
        ("1.234,50", "EUR", "1234.50"),
        ("1,234", "GBP", "1234.00"),
        ("1200", "JPY", "1200"),
        ("1.234", "KWD", "1.234"),
        (" 7 ", "GBP", "7.00"),
        ("0.129", "GBP", "0.13"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, currency, amount):
    assert str(amount_in(typed, currency)) == amount


@pytest.mark.parametrize(
    "typed", ["", "0", "-3", "twelve", "1e9", "NaN", "Infinity", "١٢", "12.50.1x", "9999999", "."]
)
def test_what_is_no_amount_is_none(typed):
    assert amount_in(typed, "GBP") is None


@given(st.text(max_size=20))
def test_whatever_is_typed_as_an_amount_breaks_nothing(typed):
    found = amount_in(typed, "GBP")
    assert found is None or 0 <= found <= 1_000_000


def test_mileage_and_sums_are_exact_and_never_mix_currencies():
    assert mileage(Decimal("43.2"), Decimal("0.45"), "GBP") == Decimal("19.44")
    some = [("GBP", Decimal("0.10"))] * 3 + [("EUR", Decimal("4"))]
    assert sums(some) == {"EUR": Decimal("4.00"), "GBP": Decimal("0.30")}


def test_every_line_of_a_private_note_of_a_card_is_private():
    lines = signed("They may move\nor close\n\n", "private")
    assert lines == "# They may move\n# or close"
    assert written(lines).text == ""


def test_the_words_of_an_entry_have_titles_and_nothing_private():
    notes = {
        "environment": "Two desks.\n# cold, and they argue",
        "bigger": "# they may close",
        "improvements": "",
        "said": "> I send the rota by Friday",
    }
    words = words_of(notes)
    text = written(words).text
    assert text == "What it is like there:\nTwo desks.\n\n\nPromised by us: I send the rota by Friday"
    assert private_words(words) == "cold, and they argue\nthey may close"
    (promise,) = written(words).promises
    assert text[promise.start : promise.end] == "I send the rota by Friday"


@given(st.text("ab\n"), st.text("cd\n", min_size=1))
def test_lines_taken_back_leave_what_was_there_before(text, more):
    lines = signed(more, "")
    if lines:
        assert without(appended(text, lines), lines).rstrip() == text.rstrip()


def test_lines_that_were_changed_since_stay_when_they_are_taken_back():
    assert without("Oak, and ash\nPine", "Oak") == "Oak, and ash\nPine"
