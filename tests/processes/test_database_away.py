"""PostgreSQL is started anew, or the way to it was cut: what listened listens again, and nobody is shown a fault."""

from __future__ import annotations

import queue
import threading

import pytest
from django.db import DatabaseError, close_old_connections, connection
from tests.making import owner

from alongside.live.actions import tell
from alongside.live.queries import Watch
from alongside.processes.halls import Message
from alongside.processes.pushing import Hub
from alongside.processes.relaying import Relay

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is a file, and never away"),
]


def cut_all_others() -> int:
    """Every connection to this database but the test's own, as a server that stops does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
        return cursor.rowcount


def test_whoever_waits_for_news_is_told_that_the_database_went_away():
    found: queue.SimpleQueue[type] = queue.SimpleQueue()
    is_waiting = threading.Event()

    def wait() -> None:
        try:
            watch = Watch()
            watch.wait(0)
            is_waiting.set()
            watch.wait(30)
        except Exception as error:
            found.put(type(error))
        finally:
            connection.close()

    thread = threading.Thread(target=wait)
    thread.start()
    assert is_waiting.wait(10)
    cut_all_others()
    assert issubclass(found.get(timeout=10), DatabaseError)
    thread.join()


def test_open_pages_are_told_again_afterwards(monkeypatch):
    monkeypatch.setattr("alongside.processes.pushing.SECONDS_A_LOOK", 0.2)
    monkeypatch.setattr("alongside.processes.pushing.SECONDS_AFTER_ERROR", 0.1)
    heard, hub = queue.SimpleQueue(), Hub()
    hub.listen(heard.put)
    for number in ("1", "2", "3"):
        tell("share", number)
        assert [event.subject for event in heard.get(timeout=10)] == [number]
        assert cut_all_others() >= 1
    hub.join()


def test_rooms_of_several_processes_hear_each_other_again_afterwards(monkeypatch):
    monkeypatch.setattr("alongside.processes.relaying.SECONDS_AFTER_ERROR", 0.1)
    heard, lost = queue.SimpleQueue(), threading.Event()
    ours, theirs = Relay(heard.put, lost.set), Relay(lambda _: None, lambda: None)
    try:
        assert ours.is_listening.wait(10)
        cut_all_others()
        assert lost.wait(10)
        assert ours.is_listening.wait(10)
        for number in range(2):
            # The first may meet the connection that was cut; whoever told it is told that it was lost.
            theirs.publish(Message(7, "all", number, {"t": "again"}))
        assert heard.get(timeout=10).room_id == 7
    finally:
        ours.close()
        theirs.close()


def test_no_page_shows_a_fault_afterwards(client):
    client.force_login(owner(), backend="alongside.accounts.backend.MemberBackend")
    assert client.get("/").status_code == 200
    pid = connection.connection.info.backend_pid
    found: queue.SimpleQueue[int] = queue.SimpleQueue()

    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
            found.put(cursor.rowcount)
        connection.close()

    thread = threading.Thread(target=cut)
    thread.start()
    thread.join()
    assert found.get() == 1
    # As with the beginning of every request that comes over a socket.
    close_old_connections()
    assert client.get("/").status_code == 200
