"""Working time between two moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.lib.working_time import worked

LONDON = ZoneInfo("Europe/London")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 1), timezones=st.just(UTC))


def london(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)  # 2 March is a Monday


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (london(2, 10), london(2, 15), 5),
        (london(2, 7), london(2, 8), 0),
        (london(2, 7), london(2, 10), 1),
        (london(2, 16), london(3, 10), 2),
        (london(6, 16), london(9, 10), 2),  # over a weekend
        (london(7, 12), london(8, 20), 0),  # within it
        (london(2, 9), london(9, 9), 40),
        (london(2, 15), london(2, 10), 0),  # the end before the start
        (london(27, 16), london(30, 10), 2),  # the clocks go forward in between
        (
            datetime(2026, 3, 30, 8, tzinfo=UTC),
            datetime(2026, 3, 30, 10, tzinfo=UTC),
            2,
        ),  # 09:00 BST is 08:00 UTC
    ],
)
def test_nights_and_weekends_are_left_out(start, end, hours):
    assert worked(start, end, zone=LONDON) == timedelta(hours=hours)


def test_other_hours_and_days_can_be_kept():
    assert worked(london(6, 18), london(8, 9), zone=LONDON, hours=(8, 20), days={4, 5}) == timedelta(hours=14)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_time_adds_up(first, second, third):
    first, second, third = sorted((first, second, third))
    parts = worked(first, second, zone=LONDON) + worked(second, third, zone=LONDON)
    assert worked(first, third, zone=LONDON) == parts
