"""Hours of clients that were joined, and joined again: noted, changed, taken away and brought back as of one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment, Client
from alongside.hours import timer
from alongside.hours.entries import bring_back, take_away
from alongside.hours.models import Entry, Timer
from alongside.hours.queries import timer_for
from alongside.intake.joining import join_clients
from alongside.support.models import Aspect
from tests.hours.making import NINE, spent
from tests.making import assistant

pytestmark = pytest.mark.django_db


def after(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.fixture
def birch(me: Member) -> Client:
    return add_client("Birch", by=me)


def test_what_was_taken_away_comes_back_after_a_join(me, harlow, birch):
    kept = take_away(me, spent(me, birch, 0, 40).pk)
    join_clients(harlow, birch, by=me)
    bring_back(me, kept)
    assert Entry.objects.get().client == birch


def test_stop_is_taken_back_after_a_join(me, harlow, birch):
    timer.start(me, birch.pk, now=NINE)
    join_clients(harlow, birch, by=me)
    done = timer.stop(me, now=after(30))
    assert timer.put_back(me, done, started_at=None)
    assert timer_for(me, now=after(31)).client == "Harlow & Sons"


def test_stop_that_cannot_be_taken_back_leaves_what_she_worked(harlow):
    ann = assistant()
    works = Assignment.objects.create(member=ann, client=harlow)
    timer.start(ann, harlow.pk, now=NINE)
    done = timer.stop(ann, now=after(30))
    works.delete()
    assert not timer.put_back(ann, done, started_at=None)
    assert Entry.objects.get().client == harlow


def test_timer_of_a_client_that_was_joined_runs_for_a_part_of_the_other(me, harlow, birch):
    inbox = Aspect.objects.create(client=harlow, name="Inbox")
    timer.start(me, birch.pk, now=NINE)
    join_clients(harlow, birch, by=me)
    timer.say_what(me, aspect_id=inbox.pk, note="")
    assert timer_for(me, now=after(1)).aspect == "Inbox"


def test_timer_of_a_client_that_was_joined_is_that_of_the_other(me, harlow, birch):
    timer.start(me, birch.pk, now=NINE)
    join_clients(harlow, birch, by=me)
    timer.start(me, harlow.pk, now=after(30))
    assert Timer.objects.get().started_at == NINE
    assert not Entry.objects.exists()
