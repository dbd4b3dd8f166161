from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from alongside.search.rows import END, LAST_MINUTE, ROWS_A_MINUTE, assign, first_row, minute_of


@pytest.mark.parametrize(
    ("moment", "minute"),
    [
        (datetime(1970, 1, 1, 0, 1, 59, tzinfo=UTC), 1),
        (datetime(1, 1, 1, tzinfo=UTC), 0),
        (datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), 0),
        (datetime(9999, 12, 31, tzinfo=UTC), LAST_MINUTE),
        (datetime(1970, 1, 1, 2, 0, tzinfo=timezone(timedelta(hours=1))), 60),
    ],
)
def test_a_moment_has_its_minute(moment, minute):
    assert minute_of(moment) == minute


def test_entries_of_one_minute_follow_each_other():
    assert assign([5, 5, 6], {5: None, 6: None}.get) == [
        5 * ROWS_A_MINUTE,
        5 * ROWS_A_MINUTE + 1,
        6 * ROWS_A_MINUTE,
    ]


def test_entries_come_after_those_of_the_same_minute():
    assert assign([5], {5: 5 * ROWS_A_MINUTE + 41}.get) == [5 * ROWS_A_MINUTE + 42]


def test_a_full_minute_flows_over_into_the_next_that_has_room():
    last = {5: 6 * ROWS_A_MINUTE - 1, 6: 7 * ROWS_A_MINUTE - 1, 7: 7 * ROWS_A_MINUTE}
    assert assign([5, 5], last.get) == [7 * ROWS_A_MINUTE + 1, 7 * ROWS_A_MINUTE + 2]


def test_a_hundred_thousand_of_one_minute_have_rows_of_their_own():
    rows = assign([LAST_MINUTE] * 100_000, lambda minute: None)
    assert len(set(rows)) == 100_000 and max(rows) < END


def test_a_day_begins_where_its_zone_says():
    zone = timezone(timedelta(hours=2))
    assert first_row(date(2024, 3, 5), zone) == first_row(date(2024, 3, 5)) - 120 * ROWS_A_MINUTE


@pytest.mark.parametrize(("day", "row"), [(date(1, 1, 1), 0), (date(9999, 12, 31), END)])
def test_a_day_far_away_is_an_edge(day, row):
    assert first_row(day, timezone(timedelta(hours=-14))) == row
