"""How long words stay and how they stand together: plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alongside.lounge.rules import Said, by_day, clean_text, says_too_much, stays_since

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def said(number: int, who: str, minutes: float = 0, *, name: str = "") -> Said:
    return Said(number, who, name or who, NOON + timedelta(minutes=minutes), f"words {number}")


def breaths(*remarks: Said) -> list[list[int]]:
    days = by_day(remarks, zone=LONDON, keeps_days=7)
    return [[one.id for one in breath.remarks] for day in days for breath in day.breaths]


def test_what_one_says_in_one_go_stands_together():
    assert breaths(said(1, "m1"), said(2, "m1", 4), said(3, "m2", 5), said(4, "m1", 6)) == [[1, 2], [3], [4]]


def test_after_a_pause_the_name_stands_again():
    assert breaths(said(1, "m1"), said(2, "m1", 6)) == [[1], [2]]


def test_two_of_one_name_are_two():
    assert breaths(said(1, "m1", name="Ada"), said(2, "p1", name="Ada")) == [[1], [2]]


def test_days_are_those_of_the_clock_and_say_when_they_are_gone():
    late = Said(1, "m1", "Me", datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "after midnight in London")
    (day,) = by_day([late], zone=LONDON, keeps_days=7)
    assert (day.on, day.gone_on) == (date(2026, 7, 2), date(2026, 7, 9))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Morning \r\n\r\nall  ", "Morning\n\nall"),
        ("a\0b\x1b[31m", "ab[31m"),
        ("pay \u202elatot\u202c", "pay latot"),
        ("\u2066inside\u2069", "inside"),
        ("👩\u200d💻", "👩\u200d💻"),
        (" \n\t ", ""),
    ],
)
def test_text_is_what_was_typed_without_what_nobody_sees(typed, kept):
    assert clean_text(typed) == kept


def test_too_much_is_said_by_the_minute_and_by_the_hour():
    assert not says_too_much(19, 299)
    assert says_too_much(20, 20)
    assert says_too_much(0, 300)


def test_words_stay_for_whole_days():
    assert stays_since(7, now=NOON) == NOON - timedelta(days=7)
