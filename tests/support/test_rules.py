"""On which days a duty is due: worked out by hand, and what holds for every rhythm and every year."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.support.rules import Repeat, due_days, next_open, open_days, shows_on

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
WEEKDAYS = frozenset(range(5))


def on(text: str) -> date:
    return date.fromisoformat(text)


def days(repeat: Repeat, since: str, until: str, **more) -> list[str]:
    return [day.isoformat() for day in due_days(repeat, since=on(since), until=on(until), **more)]


def weekdays_but(*off: str):
    closed = {on(one) for one in off}
    return lambda day: day.weekday() in WEEKDAYS and day not in closed


@pytest.mark.parametrize(
    ("repeat", "since", "until", "expected"),
    [
        (Repeat("weeks", on("2026-11-25"), 1, 0), "2026-11-01", "2026-12-14", "2026-11-30 2026-12-07 2026-12-14"),
        (Repeat("weeks", on("2026-11-30"), 3, 0), "2026-12-01", "2027-01-31", "2026-12-21 2027-01-11"),
        (Repeat("month_day", on("2026-01-20"), 1, 3), "2026-01-01", "2026-03-31", "2026-02-03 2026-03-03"),
        (Repeat("month_day", on("2026-01-20"), 3, 3), "2026-01-01", "2026-08-31", "2026-02-03 2026-05-03 2026-08-03"),
        (Repeat("month_day", on("2027-12-31"), 1, 31), "2028-01-01", "2028-04-30",
         "2028-01-31 2028-02-29 2028-03-31 2028-04-30"),
        (Repeat("year", on("2024-01-01"), 1, 29, 2), "2024-01-01", "2028-12-31",
         "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
        (Repeat("year", on("2026-06-01"), 2, 3, 3), "2026-01-01", "2031-12-31", "2027-03-03 2029-03-03 2031-03-03"),
        (Repeat("weeks", on("2026-01-05"), 1, 0, ends_on=on("2026-01-12")), "2026-01-01", "2026-02-28",
         "2026-01-05 2026-01-12"),
        (Repeat("weeks", on("2026-01-05"), 1, 0), "2026-02-01", "2026-01-01", ""),
    ],
)  # fmt: skip
def test_days_are_as_worked_out_by_hand(repeat, since, until, expected):
    assert days(repeat, since, until) == expected.split()


def test_last_working_day_leaves_out_weekends_holidays_and_days_on_which_everybody_is_away():
    repeat = Repeat("month_end", on("2026-10-01"))
    works = weekdays_but("2026-11-30", "2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31", "2026-12-25")
    assert days(repeat, "2026-10-01", "2026-12-31", works=works) == ["2026-10-30", "2026-11-27", "2026-12-24"]


def test_month_without_any_working_day_has_it_on_its_last():
    assert days(
        Repeat("month_end", on("2026-02-01")), "2026-02-01", "2026-02-28", works=lambda day: False
    ) == ["2026-02-28"]


def test_month_that_was_seen_to_is_not_due_again_when_days_off_are_added():
    repeat = Repeat("month_end", on("2026-12-01"))
    off = weekdays_but("2026-12-31", "2026-12-30")
    assert (
        open_days(repeat, {on("2026-12-31")}, since=on("2026-12-01"), until=on("2026-12-31"), works=off) == []
    )


@pytest.mark.parametrize(
    ("due", "off", "expected"),
    [
        ("2026-11-27", (), "2026-11-27"),
        ("2026-11-29", (), "2026-11-27"),
        ("2026-11-30", ("2026-11-30",), "2026-11-27"),
        ("2026-11-27", ("2026-11-27", "2026-11-26"), "2026-11-25"),
    ],
)
def test_what_falls_on_days_off_is_told_of_before_them(due, off, expected):
    assert shows_on(on(due), works=weekdays_but(*off)) == on(expected)


def test_what_falls_into_a_year_off_is_told_of_on_its_day():
    assert shows_on(on("2026-11-27"), works=lambda day: False) == on("2026-11-27")


REPEATS = st.builds(
    Repeat,
    kind=st.sampled_from(["weeks", "month_day", "month_end", "year"]),
    starts_on=DAYS,
    every=st.integers(1, 6),
    day=st.integers(1, 31),
    month=st.integers(1, 12),
)


@pytest.mark.broad
@given(REPEATS, DAYS, st.integers(0, 900))
def test_days_are_in_order_within_the_span_and_the_same_from_wherever_one_looks(repeat, since, length):
    until = since + timedelta(days=length)
    found = list(due_days(repeat, since=since, until=until, works=weekdays_but()))
    assert found == sorted(set(found))
    assert all(max(since, repeat.starts_on) <= day <= until for day in found)
    whole = list(due_days(repeat, since=repeat.starts_on, until=until, works=weekdays_but()))
    assert [day for day in whole if day >= since] == found


@pytest.mark.broad
@given(REPEATS)
def test_it_comes_again_within_its_own_length_and_on_its_own_day(repeat):
    until = repeat.starts_on + timedelta(days=366 * 6 * 2 + 40)
    found = list(due_days(repeat, since=repeat.starts_on, until=until, works=weekdays_but()))
    longest = {"weeks": 7, "month_day": 31, "month_end": 34, "year": 366}[repeat.kind] * repeat.every
    assert found
    assert all((later - day).days <= longest + 3 for day, later in zip(found, found[1:], strict=False))
    for day in found:
        last = monthrange(day.year, day.month)[1]
        if repeat.kind == "weeks":
            assert day.weekday() == repeat.day % 7
        elif repeat.kind == "month_end":
            assert day.weekday() in WEEKDAYS
            assert all((day + timedelta(days=n)).weekday() > 4 for n in range(1, last - day.day + 1))
        else:
            assert day.day == min(repeat.day, last)
            assert repeat.kind != "year" or day.month == repeat.month


@pytest.mark.broad
@given(REPEATS, st.sets(st.integers(0, 30)), st.integers(0, 400))
def test_next_open_is_the_first_of_what_is_open(repeat, ticked, length):
    until = repeat.starts_on + timedelta(days=366 * 30)
    whole = list(due_days(repeat, since=repeat.starts_on, until=until))
    seen_to = {whole[place] for place in ticked if place < len(whole)}
    still = open_days(repeat, seen_to, since=repeat.starts_on, until=until)
    first = next_open(repeat, seen_to)
    assert first is not None
    assert not still or first == still[0]
    assert first not in seen_to


def test_what_has_ended_and_was_seen_to_is_never_due_again():
    repeat = Repeat("weeks", on("2026-01-05"), 1, 0, ends_on=on("2026-01-12"))
    assert next_open(repeat, {on("2026-01-05"), on("2026-01-12")}) is None


@pytest.mark.parametrize("kind", ["weeks", "month_day", "month_end", "year"])
def test_dates_end_without_an_error_where_the_calendar_does(kind):
    repeat = Repeat(kind, date(9999, 12, 1), 1, 3, 12)
    found = list(due_days(repeat, since=date.min, until=date.max))
    assert found
    assert next_open(repeat, set(found)) is None
