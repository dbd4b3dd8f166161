"""Days, roundings and amounts against tables that were worked out by hand; sums that must hold for all others."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.hours.amounts import clock, read, words
from alongside.hours.months import last_of, month_before, month_of, next_month, number_of
from alongside.hours.rules import STEPS, Part, Rounding, by_day, overlapping, stated, week_of

HERE = Path(__file__).parent
DAY = date(2026, 3, 2)
ZONES = (
    "Europe/London",
    "Asia/Kolkata",
    "America/St_Johns",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "UTC",
)


def table(name: str) -> list[dict[str, str]]:
    lines = (HERE / name).read_text().splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("row", table("days.csv"), ids=lambda row: f"{row['from']} {row['zone']}")
def test_minutes_of_a_span_by_day(row):
    found = by_day(at(row["from"]), at(row["to"]), ZoneInfo(row["zone"]))
    assert "|".join(f"{on:%m-%d} {minutes}" for on, minutes in found) == row["days"]


@pytest.mark.broad
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1)),
    st.integers(1, 4 * 24 * 3600),
    st.sampled_from(ZONES),
)
def test_days_of_a_span_are_the_whole_span(begins, seconds, zone):
    begins = begins.replace(tzinfo=UTC)
    found = by_day(begins, begins + timedelta(seconds=seconds), ZoneInfo(zone))
    assert sum(minutes for _, minutes in found) == max(1, (seconds + 30) // 60)
    assert [on for on, _ in found] == sorted({on for on, _ in found})
    assert all(minutes > 0 for _, minutes in found)


def parts_of(text: str) -> list[Part]:
    found, number = [], 0
    for ahead, day in enumerate(text.split("|")):
        for one in day.split():
            number += 1
            for later, minutes in enumerate(one.split("/")):
                found.append(Part(number, DAY + timedelta(days=ahead + later), int(minutes)))
    return found


@pytest.mark.parametrize("row", table("rounding.csv"), ids=lambda row: " ".join(row.values()))
def test_statement_rounds(row):
    rounding = Rounding(int(row["step"]), row["way"], row["per"])
    wanted = [(one.entry, one.on, one.minutes) for one in parts_of(row["stated"])]
    found = [(one.entry, one.on, one.stated) for one in stated(parts_of(row["minutes"]), rounding)]
    assert sorted(found) == sorted(wanted)


PARTS = st.lists(
    st.builds(Part, st.integers(1, 9), st.dates(DAY, DAY + timedelta(days=3)), st.integers(1, 500))
)


@pytest.mark.broad
@given(
    PARTS.map(lambda found: list({(one.entry, one.on): one for one in found}.values())),
    st.builds(
        Rounding,
        st.sampled_from(STEPS),
        st.sampled_from(["up", "nearest"]),
        st.sampled_from(["entry", "day"]),
    ),
)
def test_rounding_is_of_whole_steps_and_loses_no_part(parts, rounding):
    found = stated(parts, rounding)
    assert sorted((one.entry, one.on, one.minutes) for one in found) == sorted(
        (one.entry, one.on, one.minutes) for one in parts
    )
    whole: dict[object, tuple[int, int]] = {}
    for one in found:
        key = one.on if rounding.per == "day" else one.entry
        worked, told = whole.get(key, (0, 0))
        whole[key] = worked + one.minutes, told + one.stated
    for worked, told in whole.values():
        assert told == rounding.of(worked)
        assert told % max(rounding.step, 1) == 0
        assert 0 <= (told - worked if rounding.way == "up" else abs(told - worked)) <= rounding.step
    assert all(one.stated >= 0 for one in found)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1:20", 80), ("1.5", 90), ("1,5", 90), ("80m", 80), ("80 min", 80), ("1 h 20", 80), ("1h20m", 80), ("2", 120),
        (":45", 45), (".25", 15), ("1.33", 80), ("0.17", 10), ("2 hours", 120), ("1 H 05", 65), ("", 0), ("-", 0),
        ("0", 0), ("90 minutes", 90), ("1 hour 5 min", 65), ("10:00", 600), ("1.25h", 75), ("1h", 60),
        ("1:60", None), ("-1", None), ("=1+1", None), ("one", None), ("1:2", None), ("1.123", None), ("9" * 30, None),
        ("1h1h", None), ("٣", 180),
    ],
)  # fmt: skip
def test_amount_as_it_is_typed(typed, minutes):
    assert read(typed) == minutes


@given(st.integers(0, 999 * 60))
def test_what_a_cell_shows_can_be_typed_again(minutes):
    assert read(clock(minutes)) == minutes
    assert read(words(minutes)) == (minutes if minutes < 10_000 else read(words(minutes)))


@pytest.mark.broad
@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_amounts(text):
    found = read(text)
    assert found is None or found >= 0


def test_spans_that_share_time_are_found_and_neighbours_are_not():
    def span(number: int, begins: int, ends: int) -> tuple[int, datetime, datetime]:
        return (
            number,
            at("2026-03-02T00:00") + timedelta(minutes=begins),
            at("2026-03-02T00:00") + timedelta(minutes=ends),
        )

    assert overlapping([span(1, 0, 60), span(2, 60, 90)]) == set()
    assert overlapping([span(1, 0, 60), span(2, 59, 90), span(3, 100, 110)]) == {1, 2}
    assert overlapping([span(1, 0, 300), span(2, 10, 20), span(3, 200, 210), span(4, 300, 310)]) == {1, 2, 3}


def test_months_as_links_name_them():
    assert month_of(202611) == date(2026, 11, 1)
    assert number_of(date(2026, 11, 30)) == 202611
    assert [month_of(number) for number in (0, 202600, 202613, 999999, 20261)] == [None] * 5
    assert (month_before(date(2026, 1, 15)), next_month(date(2026, 12, 31))) == (
        date(2025, 12, 1),
        date(2027, 1, 1),
    )
    assert (last_of(date(2028, 2, 1)), last_of(date(2026, 2, 1))) == (date(2028, 2, 29), date(2026, 2, 28))


def test_week_begins_on_monday():
    assert week_of(date(2026, 11, 29))[0] == date(2026, 11, 23)
    assert week_of(date(2026, 11, 30))[0] == date(2026, 11, 30)
