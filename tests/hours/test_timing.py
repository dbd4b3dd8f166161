"""When a running timer asks whether it is still right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from alongside.hours.timing import Doubt, doubt

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIVE = datetime(2026, 3, 2, 17, tzinfo=UTC)


def closes(at: datetime) -> datetime | None:
    return FIVE if NINE <= at < FIVE else None


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("started_at", "kept_until", "now", "found"),
    [
        (NINE, None, NINE + hours(3.99), None),
        (NINE, None, NINE + hours(4), Doubt("long", NINE + hours(4))),
        (NINE, NINE + hours(4), NINE + hours(7.9), None),
        (NINE, NINE + hours(4), NINE + hours(8.2), Doubt("long", NINE + hours(8))),
        (FIVE - hours(1), None, FIVE + hours(0.2), None),
        (FIVE - hours(1), None, FIVE + hours(0.25), Doubt("closed", FIVE)),
        # She works in the evening, and was asked about that already.
        (FIVE - hours(1), FIVE + hours(0.3), FIVE + hours(4), None),
        (FIVE + hours(1), None, FIVE + hours(4.5), None),
        (FIVE + hours(1), None, FIVE + hours(5), Doubt("long", FIVE + hours(5))),
        # Forgotten overnight, the machine off meanwhile: the first thing asked is about the evening before.
        (FIVE - hours(1), None, FIVE + hours(16), Doubt("closed", FIVE)),
        # The clock of the machine was put back.
        (NINE, None, NINE - hours(1), None),
    ],
)
def test_what_is_asked(started_at, kept_until, now, found):
    assert doubt(started_at, kept_until=kept_until, now=now, closes_at=closes) == found
