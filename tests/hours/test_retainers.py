"""The account of agreed hours against a table worked out by hand; for all others, in = used + left + lapsed."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.hours.months import first_of, last_of, months, next_month
from alongside.hours.retainers import Pace, Terms, accounts, forecast, pace
from tests.hours.test_rules import table

ROWS = {name: list(rows) for name, rows in groupby(table("retainers.csv"), key=lambda row: row["name"])}
JANUARY = date(2026, 1, 1)
FIGURES = ("carried", "given", "used", "over", "lapsed", "left")


def minutes(hours: str) -> int:
    return int(float(hours) * 60)


def terms_of(rows: list[dict[str, str]]) -> list[Terms]:
    found = []
    for row in rows:
        if row["terms"]:
            hours, carry, *limit = row["terms"].split()
            some = int(limit[0]) if limit else 0
            limit_of = some * 60 if carry == "cap" else some
            found.append(Terms(date.fromisoformat(row["month"] + "-01"), minutes(hours), carry, limit_of))
    return found


@pytest.mark.parametrize("name", ROWS)
def test_account_as_worked_out_by_hand(name):
    rows = ROWS[name]
    worked = {date.fromisoformat(row["month"] + "-01"): minutes(row["worked"]) for row in rows}
    found = accounts(terms_of(rows), worked, until=max(worked), today=date(2030, 1, 1))
    assert [one.month for one in found] == sorted(worked)
    assert [[getattr(one, figure) for figure in FIGURES] for one in found] == [
        [minutes(row[figure]) for figure in FIGURES] for row in rows
    ]


def test_nothing_lapses_before_its_month_is_over():
    terms = [Terms(JANUARY, 600)]
    last_day, day_after = (
        accounts(terms, {JANUARY: 60}, until=JANUARY, today=today)[0]
        for today in (date(2026, 1, 31), date(2026, 2, 1))
    )
    assert (last_day.left, last_day.lapsed, last_day.is_over) == (540, 0, False)
    assert (day_after.left, day_after.lapsed, day_after.is_over) == (0, 540, True)


def test_without_terms_there_is_no_account():
    assert accounts([], {JANUARY: 60}, until=JANUARY, today=JANUARY) == []


TERMS = st.builds(
    Terms,
    st.dates(date(2026, 1, 1), date(2027, 6, 1)).map(first_of),
    st.integers(0, 3_000),
    st.sampled_from(["none", "cap", "months"]),
    st.integers(0, 13),
)


@pytest.mark.broad
@given(
    st.lists(TERMS, min_size=1, max_size=5, unique_by=lambda one: one.from_on),
    st.lists(st.integers(0, 6_000), min_size=36, max_size=36),
    st.dates(date(2026, 1, 1), date(2029, 1, 1)),
)
def test_in_is_used_and_left_and_lapsed(terms, amounts, today):
    worked = dict(zip(months(JANUARY, date(2028, 12, 1)), amounts, strict=True))
    found = accounts(terms, worked, until=max(date(2027, 12, 1), first_of(today)), today=today)
    before = 0
    for one in found:
        assert one.carried == before
        assert one.carried + one.given == one.used + one.left + one.lapsed
        assert one.worked == worked.get(one.month, 0)
        assert min(one.carried, one.used, one.over, one.lapsed, one.left) >= 0
        assert not one.over or one.left == 0, "nothing is worked beyond while something is left"
        before = one.left
    assert sum(one.given for one in found) == sum(one.used + one.lapsed for one in found) + found[-1].left


@pytest.mark.broad
@given(st.integers(0, 5), st.integers(0, 2_000), st.lists(st.integers(0, 2_500), min_size=12, max_size=12))
def test_no_hour_is_used_later_than_its_months_allow(limit, each, amounts):
    """Counted another way: whatever was given up to a month, used or lapsed `limit` months later at the latest."""
    terms = [Terms(JANUARY, each, "months", limit)]
    worked = dict(zip(months(JANUARY, date(2026, 12, 1)), amounts, strict=True))
    found = accounts(terms, worked, until=date(2026, 12, 1), today=date(2027, 1, 1))
    for place, one in enumerate(found):
        young = [other.given for other in found[max(0, place - limit + 1) : place + 1]] if limit else []
        assert one.left <= sum(young)
        free = one.carried + one.given - one.used
        assert one.left == min(free, sum(young)), "and not earlier"


def weekdays(on: date) -> bool:
    return on.weekday() < 5


def test_pace_is_of_four_to_eight_whole_weeks():
    today = date(2026, 11, 27)
    each = {today - timedelta(days=back): 30 for back in range(200)}
    assert pace(each, today=today, first_on=None, is_open=weekdays) is None
    assert pace(each, today=today, first_on=today - timedelta(days=27), is_open=weekdays) is None
    assert pace(each, today=today, first_on=today - timedelta(days=28), is_open=weekdays) == Pace(
        28 * 30, 4, 20
    )
    assert pace(each, today=today, first_on=today - timedelta(days=45), is_open=weekdays) == Pace(
        42 * 30, 6, 30
    )
    assert pace(each, today=today, first_on=date(2020, 1, 1), is_open=weekdays) == Pace(56 * 30, 8, 40)


@pytest.mark.parametrize(
    ("left", "today", "runs_out_on"),
    [
        (0, date(2026, 11, 10), date(2026, 11, 10)),
        (60, date(2026, 11, 10), date(2026, 11, 10)),
        (61, date(2026, 11, 10), date(2026, 11, 11)),
        # Monday the 9th to Friday the 13th, and the Monday after.
        (300, date(2026, 11, 9), date(2026, 11, 13)),
        (301, date(2026, 11, 9), date(2026, 11, 16)),
        # Of November 2026, 16 days of work from Monday the 9th on: 960 minutes.
        (960, date(2026, 11, 9), date(2026, 11, 30)),
        (961, date(2026, 11, 9), None),
    ],
)
def test_day_on_which_the_hours_run_out(left, today, runs_out_on):
    found = forecast(left, Pace(40 * 60, 8, 40), today=today, is_open=weekdays)
    assert found.runs_out_on == runs_out_on


def test_without_work_in_these_weeks_nothing_runs_out():
    assert forecast(1, Pace(0, 8, 40), today=date(2026, 11, 2), is_open=weekdays).runs_out_on is None
    assert forecast(1, Pace(60, 8, 0), today=date(2026, 11, 2), is_open=weekdays).runs_out_on is None


def test_months_walk_over_every_end():
    walked = list(months(date(2027, 12, 31), date(2028, 3, 1)))
    assert walked == [date(2027, 12, 1), date(2028, 1, 1), date(2028, 2, 1), date(2028, 3, 1)]
    assert [last_of(one) + timedelta(days=1) for one in walked] == [next_month(one) for one in walked]
