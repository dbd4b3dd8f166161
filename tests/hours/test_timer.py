"""One timer for each member: started, switched, stopped, taken back; it survives what it must."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from alongside.clients.actions import add_client
from alongside.hours import timer
from alongside.hours.errors import HoursError, NotThere
from alongside.hours.models import Entry, Timer
from alongside.hours.queries import length_of, recent_clients_for, timer_for
from alongside.live.models import Event
from alongside.processes.pushing import parts_for
from alongside.support.models import Aspect
from tests.making import assistant

pytestmark = pytest.mark.django_db
# A Monday on which nobody is away.
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.fixture
def birch(me):
    return add_client("Birch", by=me)


def test_timer_runs_for_a_client_and_stopping_it_notes_the_time(me, harlow):
    timer.start(me, harlow.pk, now=NINE)
    assert timer_for(me, now=after(12)).minutes == 12
    timer.stop(me, now=after(80))
    entry = Entry.objects.get()
    assert (entry.client_id, entry.started_at, entry.ended_at) == (harlow.pk, NINE, after(80))
    assert length_of(entry) == 80
    assert timer_for(me, now=after(81)) is None


def test_database_holds_one_timer_a_member(me, harlow):
    Timer.objects.create(member=me, client=harlow, started_at=NINE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Timer.objects.create(member=me, client=harlow, started_at=NINE)


@pytest.mark.django_db(transaction=True)
def test_windows_that_start_at_once_leave_one_timer(me):
    clients = [add_client(f"Client {number}", by=me).pk for number in range(6)]

    def press(client_id: int) -> None:
        try:
            timer.start(me, client_id, now=NINE)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(press, clients))
    assert Timer.objects.count() == 1
    assert not Entry.objects.exists()


def test_switching_notes_the_one_and_starts_the_other(me, harlow, birch):
    timer.start(me, harlow.pk, note="Letters", now=NINE)
    timer.start(me, birch.pk, now=after(30))
    entry = Entry.objects.get()
    assert (entry.client, entry.ended_at, entry.note) == (harlow, after(30), "Letters")
    assert timer_for(me, now=after(31)).client == "Birch"


def test_pressing_it_again_for_the_same_client_changes_nothing(me, harlow):
    timer.start(me, harlow.pk, now=NINE)
    timer.start(me, harlow.pk, now=after(30))
    assert not Entry.objects.exists()
    assert Timer.objects.get().started_at == NINE


def test_another_aspect_of_the_same_client_is_a_switch(me, harlow):
    inbox = Aspect.objects.create(client=harlow, name="Inbox")
    timer.start(me, harlow.pk, now=NINE)
    timer.start(me, harlow.pk, aspect_id=inbox.pk, now=after(30))
    assert Entry.objects.get().aspect is None
    assert timer_for(me, now=after(31)).aspect == "Inbox"


def test_slip_of_the_finger_is_not_noted(me, harlow, birch):
    timer.start(me, harlow.pk, now=NINE)
    timer.start(me, birch.pk, now=NINE + timedelta(seconds=29))
    assert not Entry.objects.exists()


@pytest.mark.parametrize("before", [None, "harlow"])
def test_start_is_taken_back(me, harlow, birch, before):
    if before:
        timer.start(me, harlow.pk, note="Letters", now=NINE)
    done = timer.start(me, birch.pk, now=after(30))
    assert timer.put_back(me, done, started_at=after(30))
    assert not Entry.objects.exists()
    running = timer_for(me, now=after(31))
    assert (running and (running.client, running.started_at, running.note)) == (
        ("Harlow & Sons", NINE, "Letters") if before else None
    )


def test_stop_is_taken_back(me, harlow):
    timer.start(me, harlow.pk, now=NINE)
    done = timer.stop(me, now=after(30))
    assert timer.put_back(me, done, started_at=None)
    assert not Entry.objects.exists()
    assert Timer.objects.get().started_at == NINE


def test_nothing_is_taken_back_once_it_was_changed_again(me, harlow, birch):
    timer.start(me, harlow.pk, now=NINE)
    done = timer.stop(me, now=after(30))
    timer.start(me, birch.pk, now=after(40))
    assert not timer.put_back(me, done, started_at=None)
    assert Entry.objects.count() == 1
    assert Timer.objects.get().client == birch


def test_time_away_is_taken_off_and_it_goes_on(me, harlow):
    timer.start(me, harlow.pk, now=NINE)
    done = timer.take_off(me, since=after(20), until=after(60), now=after(61))
    timer.stop(me, now=after(90))
    assert [length_of(one) for one in Entry.objects.order_by("id")] == [20, 30]
    timer.start(me, harlow.pk, now=after(100))
    assert not timer.put_back(me, done, started_at=after(60)), "it was stopped since"


def test_taking_off_is_taken_back(me, harlow):
    timer.start(me, harlow.pk, now=NINE)
    done = timer.take_off(me, since=after(20), until=after(60), now=after(61))
    assert timer.put_back(me, done, started_at=after(60))
    assert Timer.objects.get().started_at == NINE
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("since", "until"), [(-10, 20), (20, 20), (30, 20), (20, 200)])
def test_nothing_is_taken_off_that_did_not_run(me, harlow, since, until):
    timer.start(me, harlow.pk, now=NINE)
    with pytest.raises(HoursError):
        timer.take_off(me, since=after(since), until=after(until), now=after(100))
    assert Timer.objects.get().started_at == NINE


@pytest.mark.parametrize("at", [-1, 101])
def test_it_cannot_be_stopped_at_a_moment_when_it_did_not_run(me, harlow, at):
    timer.start(me, harlow.pk, now=NINE)
    with pytest.raises(HoursError):
        timer.stop(me, at=after(at), now=after(100))
    assert Timer.objects.exists()


def test_it_asks_after_the_end_of_her_day_and_keeping_answers(me, harlow):
    sixteen, evening = NINE.replace(hour=16), NINE.replace(hour=19)
    timer.start(me, harlow.pk, now=sixteen)
    found = timer_for(me, now=evening).doubt
    assert (found.why, found.stop_at) == ("closed", NINE.replace(hour=17))
    timer.keep(me, now=evening)
    assert timer_for(me, now=evening + timedelta(minutes=20)).doubt is None


def test_what_is_stopped_then_ends_then(me, harlow):
    timer.start(me, harlow.pk, now=NINE.replace(hour=16))
    timer.stop(me, at=NINE.replace(hour=17), now=NINE.replace(hour=23))
    assert length_of(Entry.objects.get()) == 60


def test_nobody_times_for_a_client_of_others(me, harlow):
    ann = assistant()
    with pytest.raises(NotThere):
        timer.start(ann, harlow.pk, now=NINE)
    other = Aspect.objects.create(client=add_client("Elm", by=me), name="Inbox")
    with pytest.raises(NotThere):
        timer.start(me, harlow.pk, aspect_id=other.pk, now=NINE)
    assert not Timer.objects.exists()


def test_client_that_was_handed_back_is_not_named(me):
    ann = assistant()
    elm = add_client("Elm", by=ann)
    timer.start(ann, elm.pk, note="Secret", now=NINE)
    ann.assignments.all().delete()
    assert (timer_for(ann, now=after(1)).client, timer_for(ann, now=after(1)).hue) == ("", None)
    timer.stop(ann, now=after(30))
    assert Entry.objects.get().client == elm


def test_open_pages_of_hers_are_told(me, harlow):
    timer.start(me, harlow.pk, now=NINE)
    assert list(Event.objects.filter(kind="timer").values_list("subject", flat=True)) == [str(me.pk)]


def test_nobody_else_is_told_of_her_timer(me, harlow):
    timer.start(me, harlow.pk, now=NINE)
    events = list(Event.objects.filter(kind="timer"))
    assert parts_for(me.pk, events) == {"timer"}
    assert parts_for(assistant().pk, events) == set()


def test_clients_of_the_last_entries_stand_first(me, harlow, birch):
    for client, minutes in ((harlow, 0), (birch, 10), (harlow, 20)):
        timer.start(me, client.pk, now=after(minutes))
    timer.stop(me, now=after(30))
    assert recent_clients_for(me) == [harlow.pk, birch.pk]
