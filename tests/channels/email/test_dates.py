from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alongside.channels.email.dates import read_date
from alongside.channels.email.parse import parse
from tests.channels.email.making import mail

RECEIVED = "from a.example by mx.b.example; Tue, 03 Mar 2026 10:00:05 +0000"
ARRIVED = datetime(2026, 3, 3, 10, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "Tue, 03 Mar 2026 10:00:00 +0100",
        "Tue,  3 Mar 2026 10:00:00 +0100 (CET)",
        "3 Mar 2026 09:00 GMT",
        "Tue, 3 Mar 26 04:00:00 EST",
        "Tue Mar  3 09:00:00 2026",
        "TUE, 03 MAR 2026 09:00:00 -0000",
    ],
)
def test_one_moment_however_it_is_written(value: str) -> None:
    assert read_date(value) == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "Thu, 01 Jan 0000 00:00:00 +0000",
        "1 Jan 99999 00:00:00 +0000",
        "Tue, 03 Mar 2026 25:61:61 +0000",
        "Tue, 03 Mar 1926 10:00:00 +0000",
        "Fri, 01 Jan 2100 00:00:00 +0000",
        "۳ Mar 2026",
        "31 Feb 2026 10:00:00 +0000",
        "1 Jan 2026 10:00:00 " + "+" * 5_000,
        "1 Jan 2026 10:00:00 +99999999999999",
    ],
)
def test_absurd_dates_are_none(value: str) -> None:
    assert read_date(value) is None


def test_a_leap_second_is_the_second_before_it() -> None:
    assert read_date("Sat, 31 Dec 2016 23:59:60 +0000") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", ["soon", "Thu, 01 Jan 1970 00:00:10 +0000", "Tue, 03 Mar 2037 10:00:00 +0000"]
)
def test_a_date_that_cannot_be_right_gives_way_to_the_time_of_arrival(date: str) -> None:
    message = parse(mail(Date=date, Received=RECEIVED))

    assert message.happened_at == ARRIVED
    assert len(message.defects) == 1


def test_a_missing_date_is_the_time_of_arrival() -> None:
    message = parse(mail(Date=None, Received=RECEIVED))

    assert (message.happened_at, message.defects) == (ARRIVED, ())


def test_without_date_and_arrival_nobody_knows() -> None:
    message = parse(mail(Date=None))

    assert (message.happened_at, message.defects) == (None, ("The date is missing or cannot be read.",))


def test_a_delayed_message_keeps_its_own_date() -> None:
    message = parse(mail(Date="Mon, 02 Feb 2026 08:00:00 +0000", Received=RECEIVED))

    assert message.happened_at == datetime(2026, 2, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("ahead", ["Tue, 03 Mar 2026 10:07:00 +0000", "Tue, 03 Mar 2026 12:00:00 +0000"])
def test_a_clock_that_is_ahead_says_nothing_later_than_it_arrived(ahead: str) -> None:
    message = parse(mail(Date=ahead, Received=RECEIVED))

    assert (message.happened_at, message.defects) == (ARRIVED, ())
