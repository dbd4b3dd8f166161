"""Free times by two clocks, against a table that was worked out by hand; and what is taken, off, or too soon."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alongside.diary.free import Hours, Terms, free_times

LINES = (Path(__file__).parent / "free_times.csv").read_text().splitlines()
ROWS = list(csv.DictReader(line for line in LINES if not line.startswith("#")))
LONDON = ZoneInfo("Europe/London")
NINE_TO_FIVE = Hours(LONDON, time(9), time(17), frozenset(range(5)))
# A Monday, long before anybody is awake.
MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
AT_ONCE = Terms(notice=timedelta(0), buffer=timedelta(0), days_ahead=0)


def hours(zone: str, span: str) -> Hours:
    begins, ends = (time.fromisoformat(text) for text in span.split("-"))
    return Hours(ZoneInfo(zone), begins, ends)


def shown(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%H:%M")


@pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: f"{row['hers']} {row['theirs']} {row['day']} {row['minutes']}"
)
def test_free_times_are_those_worked_out_by_hand(row):
    hers = hours(row["hers"], row["hours"])
    theirs = hours(row["theirs"], row["their_hours"]) if row["theirs"] else None
    midnight = datetime.combine(date.fromisoformat(row["day"]), time(), hers.zone).astimezone(UTC)
    terms = Terms(timedelta(minutes=int(row["minutes"])), timedelta(0), timedelta(0), 0)

    found = free_times(hers, theirs, (), terms=terms, now=midnight)

    there = theirs.zone if theirs else hers.zone
    assert len(found) == int(row["count"])
    if found:
        assert [shown(found[0], hers.zone), shown(found[0], there)] == [row["first"], row["first_there"]]
        assert [shown(found[-1], hers.zone), shown(found[-1], there)] == [row["last"], row["last_there"]]


def test_the_table_is_as_long_as_it_has_to_be():
    assert len(ROWS) >= 25


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return MONDAY + timedelta(days=days, hours=hour, minutes=minute)


def test_what_is_taken_is_not_free_and_keeps_its_room():
    taken = [(at(10), at(11))]
    terms = Terms(timedelta(minutes=30), timedelta(0), timedelta(minutes=15), 0)
    found = free_times(NINE_TO_FIVE, None, taken, terms=terms, now=MONDAY)
    assert [shown(one, LONDON) for one in found[:3]] == ["09:00", "11:30", "12:00"]


def test_what_ends_as_another_begins_meets_nothing():
    found = free_times(NINE_TO_FIVE, None, [(at(9, 30), at(10))], terms=AT_ONCE, now=MONDAY)
    assert [shown(one, LONDON) for one in found[:2]] == ["09:00", "10:00"]


def test_nothing_is_free_sooner_than_she_wants_to_know():
    terms = Terms(notice=timedelta(hours=24), days_ahead=3)
    found = free_times(NINE_TO_FIVE, None, (), terms=terms, now=at(12, 10))
    assert found[0] == at(12, 30, days=1)


def test_weekends_days_off_and_holidays_are_not_free():
    hers = Hours(LONDON, time(9), time(17), frozenset(range(5)), frozenset({date(2026, 3, 3)}))
    theirs = Hours(LONDON, time(9), time(17), off=frozenset({date(2026, 3, 4)}))
    found = free_times(hers, theirs, (), terms=Terms(notice=timedelta(0), days_ahead=7), now=MONDAY)
    assert sorted({one.date().day for one in found}) == [2, 5, 6, 9]


def test_hours_past_midnight_belong_to_the_evening_they_began():
    late = Hours(LONDON, time(20), time(2), frozenset({0}))
    assert free_times(late, late, (), terms=AT_ONCE, now=MONDAY)[-1] == at(1, 30, days=1)


def test_only_what_is_offered_can_be_had():
    offered = free_times(NINE_TO_FIVE, None, [(at(10), at(11))], terms=AT_ONCE, now=MONDAY)
    assert at(9) in offered
    for wrong in (at(10), at(9, 7), at(8), at(9, days=400), at(9) - timedelta(days=7)):
        assert wrong not in offered
