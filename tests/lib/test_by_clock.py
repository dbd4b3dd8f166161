"""What a clock shows names a moment: twice in autumn the first, in spring for an hour none."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from alongside.lib.by_clock import by_clock

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("shown", "moment"),
    [
        (datetime(2026, 7, 1, 9), datetime(2026, 7, 1, 8, tzinfo=UTC)),
        (datetime(2026, 3, 29, 0, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (datetime(2026, 3, 29, 1, 30), None),
        (datetime(2026, 3, 29, 2), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime.max, datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_moment_that_a_clock_shows(shown, moment):
    assert by_clock(shown, LONDON) == moment


def test_day_beyond_all_days_is_none():
    assert by_clock(datetime.max, ZoneInfo("America/New_York")) is None
