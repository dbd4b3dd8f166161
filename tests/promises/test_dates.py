"""When something is due: a table worked out by hand, British and American, and what is no date at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alongside.promises.finder.dates.reading import choose, find_dates, make_reader

PLACES = {"gb": ("Europe/London", "en-GB"), "us": ("America/New_York", "en-US")}
LINES = [
    [column.strip() for column in line.split("|")]
    for line in (Path(__file__).parent / "dates.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
DATED = [line for line in LINES if line[0] != "trap"]
TRAPS = [line[1] for line in LINES if line[0] == "trap"]


def dates_in(words, place="gb"):
    zone, locale = PLACES[place]
    said_at = datetime(2026, 3, 4, 10, tzinfo=ZoneInfo(zone))
    return find_dates(words, make_reader(said_at=said_at, timezone=zone, locale=locale))


def test_table_is_as_long_as_it_should_be():
    assert len(DATED) >= 250
    assert len(TRAPS) >= 60
    assert sum(line[0] == "us" for line in DATED) >= 40


@pytest.mark.parametrize("line", DATED, ids=lambda line: f"{line[0]} {line[1]}")
def test_date_is_read_as_the_calendar_says(line):
    place, words, on, at, precision, *marks = line
    due = choose(dates_in(words, place)) or dates_in(words, place)[0]

    assert (str(due.on) if due.on else "-") == on
    assert (due.at.isoformat()[11:16] + due.at.isoformat()[-6:] if due.at else "-") == at
    assert due.precision == precision
    assert due.is_ambiguous == bool(marks)
    assert words[due.start : due.end] == due.phrase


@pytest.mark.parametrize("words", TRAPS)
@pytest.mark.parametrize("place", ["gb", "us"])
def test_what_is_no_date_is_not_read_as_one(words, place):
    assert [due for due in dates_in(words, place) if due.on is not None] == []
