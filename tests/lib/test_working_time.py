"""Working time between two moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.lib.working_time import is_open, next_beginning, next_opening, worked

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
    assert worked(
        london(6, 18), london(8, 9), zone=LONDON, hours=(time(8), time(20)), days=frozenset({4, 5})
    ) == timedelta(hours=14)


@pytest.mark.broad
@given(MOMENTS, MOMENTS, MOMENTS)
def test_time_adds_up(first, second, third):
    first, second, third = sorted((first, second, third))
    parts = worked(first, second, zone=LONDON) + worked(second, third, zone=LONDON)
    assert worked(first, third, zone=LONDON) == parts


def test_day_off_is_not_counted():
    off = frozenset({date(2026, 3, 3)})
    assert worked(london(2, 9), london(5, 9), zone=LONDON, off=off) == timedelta(hours=16)


def test_letter_from_another_century_is_counted_in_no_time():
    start = datetime(1900, 1, 1, tzinfo=UTC)
    assert worked(start, london(2, 9), zone=LONDON) < timedelta(days=3_660)


def test_work_begins_again_after_weekend_and_days_off():
    monday_off = {date(2026, 3, 9)}
    assert next_beginning(london(6, 15), zone=LONDON) == london(9, 9)
    assert next_beginning(london(6, 15), zone=LONDON, off=monday_off) == london(10, 9)


def test_where_nobody_ever_works_it_is_the_next_day():
    assert next_beginning(london(6, 15), zone=LONDON, days=()) == london(7, 9)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (london(2, 9), True),
        (london(2, 8, 59), False),
        (london(2, 16, 59), True),
        (london(2, 17), False),
        (london(7, 12), False),  # a Saturday
        (datetime(2026, 3, 30, 8, tzinfo=UTC), True),  # 09:00 BST
    ],
)
def test_work_is_done_from_its_beginning_until_its_end(at, expected):
    assert is_open(at, zone=LONDON) is expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (london(2, 6), london(2, 9)),  # before the day begins
        (london(2, 9), london(3, 9)),
        (london(2, 20), london(3, 9)),
        (london(6, 20), london(9, 9)),  # a Friday evening
        (london(27, 20), datetime(2026, 3, 30, 8, tzinfo=UTC)),  # the clocks go forward in between
        (london(23, 20, month=10), datetime(2026, 10, 26, 9, tzinfo=UTC)),  # and back
    ],
)
def test_work_begins_next(after, expected):
    assert next_opening(after, zone=LONDON) == expected


def test_work_begins_after_days_off_however_many():
    off = {date(2026, 3, 3) + timedelta(days=ahead) for ahead in range(300)}
    assert next_opening(london(2, 20), zone=LONDON, off=off) == london(28, 9, month=12)


def test_where_nobody_works_work_never_begins():
    assert next_opening(london(2, 20), zone=LONDON, days=()) is None


def test_a_beginning_that_the_clocks_leave_out_is_an_hour_that_they_show():
    # On 29 March 2026 there is no 01:30 in London.
    begins = next_opening(london(28, 20), zone=LONDON, hours=(time(1, 30), time(9)), days=range(7))
    assert begins is not None
    assert (begins.hour, begins.minute) == (2, 30)


@given(MOMENTS)
def test_work_is_done_from_when_it_begins_next(after):
    begins = next_opening(after, zone=LONDON)
    assert begins is not None
    assert begins > after
    assert is_open(begins, zone=LONDON)
