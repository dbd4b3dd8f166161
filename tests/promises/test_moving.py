"""Days as people type them, read by the grammar that reads letters."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from alongside.promises.days import day_meant
from alongside.promises.errors import PromisesError

# A Wednesday.
NOW = datetime(2026, 3, 4, 23, 30, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Fri", date(2026, 3, 6)),
        ("fri", date(2026, 3, 6)),
        ("  friday ", date(2026, 3, 6)),
        ("by Friday", date(2026, 3, 6)),
        ("tomorrow", date(2026, 3, 5)),
        ("week", date(2026, 3, 9)),
        ("next week", date(2026, 3, 9)),
        ("in a fortnight", date(2026, 3, 18)),
        ("two weeks", date(2026, 3, 18)),
        ("in 3 days", date(2026, 3, 7)),
        ("the 14th", date(2026, 3, 14)),
        ("14th", date(2026, 3, 14)),
        ("12 march", date(2026, 3, 12)),
        ("3/4", date(2026, 4, 3)),
        ("end of next month", date(2026, 4, 30)),
        ("2026-12-04", date(2026, 12, 4)),
    ],
)
def test_day_is_read_as_it_is_typed(typed, expected):
    assert day_meant(typed, now=NOW, locale="en-GB") == expected


def test_month_stands_first_in_the_united_states():
    assert day_meant("3/4", now=NOW.replace(day=1), locale="en-US") == date(2026, 3, 4)


@pytest.mark.parametrize(
    "typed", ["", " ", "rubbish", "0", "\0", "2020-01-01", "2026-13-40", "9999-12-31", "x" * 9999]
)
def test_what_is_no_day_to_come_says_what_to_do(typed):
    with pytest.raises(PromisesError, match=r"othing was changed\."):
        day_meant(typed, now=NOW, locale="en-GB")
