"""What is told from memory is what the database would say, whoever wrote in between."""

import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Thread

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from alongside import prepared as memory
from alongside.clients.models import Client
from alongside.prepared import prepared, remembered, remembering

pytestmark = pytest.mark.django_db(transaction=True)

is_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite tells of other connections")


@prepared
def _names():
    return Client.objects.order_by("id").values_list("name")


def _fresh():
    return list(Client.objects.order_by("id").values_list("name"))


NUMBERS = count(1)


def _add():
    Client.objects.create(name=f"Client {next(NUMBERS)}")


def _rename():
    oldest = Client.objects.order_by("id").values_list("id", flat=True)[:1]
    Client.objects.filter(id__in=list(oldest)).update(name=f"Client {next(NUMBERS)}")


def _remove():
    oldest = Client.objects.order_by("id").values_list("id", flat=True)[:1]
    Client.objects.filter(id__in=list(oldest)).delete()


def _take_back():
    with transaction.atomic():
        _add()
        # What is read here must not be told once it is taken back.
        with remembering():
            assert _names() == _fresh()
        transaction.set_rollback(True)


def _by_another(write):
    def write_and_close():
        try:
            write()
        finally:
            connection.close()

    other = Thread(target=write_and_close)
    other.start()
    other.join()


STEPS = {
    "add": _add,
    "rename": _rename,
    "remove": _remove,
    "take back": _take_back,
    "another adds": lambda: _by_another(_add),
    "another renames": lambda: _by_another(_rename),
    "another removes": lambda: _by_another(_remove),
    "connect anew": connection.close,
    "nothing": lambda: None,
}


@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=8))
def test_one_request_after_another_is_told_what_is_so(steps):
    Client.objects.all().delete()
    for step in steps:
        STEPS[step]()
        for _ in range(2):
            with remembering():
                assert _names() == _fresh()


@pytest.fixture
def asked(monkeypatch):
    questions = []
    real = memory._ask

    def ask(database, made, parameters):
        questions.append(made.sql)
        return real(database, made, parameters)

    monkeypatch.setattr(memory, "_ask", ask)
    return questions


@is_sqlite
def test_while_nothing_is_written_the_next_request_asks_nothing(asked):
    for _ in range(3):
        with remembering():
            _names()
    assert len(asked) == 1
    _by_another(_add)
    with remembering():
        assert len(_names()) == 1
    assert len(asked) == 2


@is_sqlite
def test_what_is_found_in_a_transaction_is_forgotten_with_it(asked):
    for _ in range(2):
        with transaction.atomic(), remembering():
            _names()
    assert len(asked) == 2


@is_sqlite
def test_memory_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(memory, "MOST_QUESTIONS", 3)
    found = []

    @remembered
    def twice(number):
        found.append(number)
        return 2 * number

    for number in (1, 2, 3, 4, 1, 5, 1):
        with remembering():
            twice(number)
    assert found == [1, 2, 3, 4, 1, 5]
    assert len(memory._memory.kept) <= 4


@prepared
def _by_ids(numbers):
    return Client.objects.filter(pk__in=numbers.numbers).order_by("id").values_list("id")


def test_numbers_may_come_one_by_one():
    _add()
    number = Client.objects.get().pk
    for _ in range(2):
        with remembering():
            assert _by_ids(one for one in [number]) == [(number,)]


def test_whoever_writes_although_they_should_not_is_told_what_they_wrote():
    with remembering():
        assert _names() == []
    with remembering():
        _add()
        assert _names() == _fresh() != []


@is_sqlite
def test_what_is_taken_back_by_hand_is_forgotten_as_well():
    connection.set_autocommit(False)
    _add()
    with remembering():
        _names()
    connection.rollback()
    connection.set_autocommit(True)
    with remembering():
        assert _names() == []


@is_sqlite
def test_an_error_while_looking_for_changes_is_one_of_django():
    class Broken:
        in_transaction, total_changes = False, 0

        def execute(self, sql):
            raise sqlite3.OperationalError("disk I/O error")

    database = connections["default"]
    database.ensure_connection()
    whole, database.connection = database.connection, Broken()
    try:
        with pytest.raises(DatabaseError), remembering():
            pass
    finally:
        database.connection = whole


@is_sqlite
def test_nothing_is_kept_beyond_a_quarter_of_an_hour(monkeypatch, asked):
    began = datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC)
    for seconds in (0, 0, 2, 2):
        now = began + timedelta(seconds=seconds)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        with remembering():
            _names()
    assert len(asked) == 2
