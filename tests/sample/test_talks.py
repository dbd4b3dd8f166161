"""What was said in the sample practice, for any day that it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.channels.sample.client import SAMPLE_CLIENTS
from alongside.channels.sample.when import is_working_day
from alongside.sample.spoken import TALKS
from alongside.sample.talks import talks_until
from alongside.sample.words import AGREED, ASPECTS, DUTIES, HOURS, PICTURE

NAMES = {one.name for one in SAMPLE_CLIENTS}


@given(st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31)))
def test_nothing_is_said_after_now_or_on_a_day_off(at):
    now = at.replace(tzinfo=UTC)
    for talk in talks_until(now):
        assert talk.at + timedelta(minutes=talk.minutes) <= now
        assert is_working_day(talk.at.date())


@given(st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31)))
def test_somebody_was_spoken_with_in_the_last_days(at):
    now = at.replace(tzinfo=UTC)
    assert now - max(talk.at for talk in talks_until(now)) < timedelta(days=8)


def test_no_two_talks_are_the_same():
    talks = talks_until(datetime(2026, 11, 19, 10, 30, tzinfo=UTC))
    assert len({one.key for one in talks}) == len(talks) > 70


def test_the_second_read_says_the_same():
    now = datetime(2026, 11, 19, 10, 30, tzinfo=UTC)
    assert talks_until(now) == talks_until(now)


@pytest.mark.parametrize("named", [set(TALKS), set(AGREED), set(ASPECTS), set(HOURS)])
def test_every_client_has_something(named):
    assert named == NAMES


def test_what_hangs_on_a_part_names_one_that_is_there():
    parts = {(client, part[0]) for client, rows in ASPECTS.items() for part in rows}
    assert {(client, part) for client, part, *_ in DUTIES} <= parts
    assert {client for client, *_ in PICTURE} <= NAMES
