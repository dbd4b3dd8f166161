"""When something is due: tables worked out by hand, British and American, and what is no date at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alongside.promises.finder.dates.reading import choose, find_dates, make_reader

PLACES = {"gb": ("Europe/London", "en-GB"), "us": ("America/New_York", "en-US")}
SAID_AT = {"dates.txt": datetime(2026, 3, 4, 10), "dates_winter.txt": datetime(2025, 11, 28, 15)}
LINES = [
    [table, *(column.strip() for column in line.split("|"))]
    for table in SAID_AT
    for line in (Path(__file__).parent / table).read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
DATED = [line for line in LINES if line[1] != "trap"]
TRAPS = [line for line in LINES if line[1] == "trap"]


def dates_in(words, place, table):
    zone, locale = PLACES[place]
    said_at = SAID_AT[table].replace(tzinfo=ZoneInfo(zone))
    return find_dates(words, make_reader(said_at=said_at, timezone=zone, locale=locale))


def test_tables_are_as_long_as_they_should_be():
    assert len(DATED) >= 430
    assert len(TRAPS) >= 160
    assert sum(line[1] == "us" for line in DATED) >= 50


@pytest.mark.parametrize("line", DATED, ids=lambda line: f"{line[1]} {line[2]}")
def test_date_is_read_as_the_calendar_says(line):
    table, place, words, on, at, precision, *marks = line
    dues = dates_in(words, place, table)
    due = choose(dues, SAID_AT[table].date()) or dues[0]

    assert (str(due.on) if due.on else "-") == on
    assert (due.at.isoformat()[11:16] + due.at.isoformat()[-6:] if due.at else "-") == at
    assert due.precision == precision
    assert due.is_ambiguous == bool(marks)
    assert words[due.start : due.end] == due.phrase


@pytest.mark.parametrize("line", TRAPS, ids=lambda line: line[2])
@pytest.mark.parametrize("place", ["gb", "us"])
def test_what_is_no_date_is_not_read_as_one(line, place):
    table, _, words = line
    assert [due for due in dates_in(words, place, table) if due.on is not None] == []
