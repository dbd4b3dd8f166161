"""What is told in one connection is heard in another, once it is committed."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from alongside.live.actions import tell
from alongside.live.models import Event
from alongside.live.queries import Watch, last_event_id

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(act) -> None:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def heard(watch: Watch, *, seconds: float = 5) -> list[tuple[str, str]]:
    return [(event.kind, event.subject) for event in watch.wait(seconds)]


def test_what_another_connection_told_is_heard():
    watch = Watch()
    in_thread(lambda: tell("timeline", 7))
    assert heard(watch) == [("timeline", "7")]


@pytest.mark.broad
def test_it_is_heard_once():
    watch = Watch()
    in_thread(lambda: tell("timeline", 7))
    watch.wait(5)
    assert heard(watch, seconds=0.5) == []


@pytest.mark.broad
def test_what_was_told_before_is_not_heard():
    in_thread(lambda: tell("timeline", 7))
    assert heard(Watch(), seconds=0.5) == []


def test_what_was_told_since_a_moment_is_heard_though_the_watch_is_younger():
    in_thread(lambda: tell("timeline", 6))
    since = timezone.now()
    in_thread(lambda: tell("timeline", 7))
    watch = Watch(since)
    assert heard(watch) == [("timeline", "7")]
    assert heard(watch, seconds=0.2) == []


@pytest.mark.broad
def test_what_is_taken_back_is_not_heard():
    watch = Watch()

    def tell_and_fail() -> None:
        with transaction.atomic():
            tell("timeline", 7)
            transaction.set_rollback(True)

    in_thread(tell_and_fail)
    assert heard(watch, seconds=0.5) == []


def test_last_number_is_that_of_the_newest():
    tell("timeline", 7)
    assert last_event_id() == Event.objects.get().pk


@pytest.mark.broad
def test_old_events_are_cleared_away():
    tell("timeline", 1)
    old = Event.objects.get()
    Event.objects.update(told_at=timezone.now() - timedelta(hours=2))
    for number in range(200):
        tell("timeline", number)
    assert not Event.objects.filter(pk=old.pk).exists()
