"""Reading processes: there when asked, gone when idle, and nobody waits for them longer than was said."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from alongside.lib.limited_process import Refused
from alongside.pages.mail.readers import Readers

_HERE = "tests.pages.mail.tasks"


@pytest.fixture
def readers() -> Iterator[Readers]:
    made = Readers(most=2, cpu_seconds=1, memory_bytes=128 << 20, idle_seconds=60)
    yield made
    made.close()


def ask(readers: Readers, function: str, *arguments, seconds: float = 20.0):
    return readers.ask((_HERE, function, arguments), seconds=seconds)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_no_process_before_the_first_question(readers):
    assert readers.count() == 0


@pytest.mark.broad
def test_question_is_answered_by_another_process_which_waits_for_the_next(readers):
    first, second = ask(readers, "own_number"), ask(readers, "own_number")
    assert first == second != os.getpid()
    assert readers.count() == 1


@pytest.mark.broad
def test_threads_are_answered_side_by_side(readers):
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda number: ask(readers, "double", number), range(24)))
    assert answers == [number * 2 for number in range(24)]
    assert readers.count() <= 2


@pytest.mark.broad
def test_nobody_waits_longer_than_was_said(readers):
    ask(readers, "double", 1)
    start = time.monotonic()
    answer = ask(readers, "rest", 30, seconds=0.5)
    assert isinstance(answer, Refused)
    assert time.monotonic() - start < 2
    assert readers.count() == 0


@pytest.mark.broad
def test_nobody_waits_longer_for_others_than_was_said(readers):
    with ThreadPoolExecutor(3) as threads:
        busy = [threads.submit(ask, readers, "rest", 30, seconds=3) for _ in range(2)]
        time.sleep(0.3)
        start = time.monotonic()
        answer = ask(readers, "double", 1, seconds=0.3)
        assert time.monotonic() - start < 1.5
        assert isinstance(answer, Refused)
        assert all(isinstance(one.result(), Refused) for one in busy)


@pytest.mark.slow
def test_question_that_takes_too_much_time_is_refused(readers):
    assert isinstance(ask(readers, "spin"), Refused)


@pytest.mark.broad
def test_question_that_takes_too_much_memory_is_refused(readers):
    assert isinstance(ask(readers, "fill", 1 << 30), Refused)
    assert ask(readers, "double", 2) == 4


@pytest.mark.broad
def test_process_that_died_at_work_is_replaced(readers):
    assert isinstance(ask(readers, "die"), Refused)
    assert ask(readers, "double", 2) == 4


@pytest.mark.broad
def test_process_that_died_while_it_waited_is_replaced(readers):
    pid = ask(readers, "own_number")
    os.kill(pid, 9)
    time.sleep(0.2)
    assert ask(readers, "own_number") != pid


@pytest.mark.broad
def test_process_that_nobody_asks_ends(readers):
    readers._idle_seconds = 0.2
    pid = ask(readers, "own_number")
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(pid)
    assert readers.count() == 0


@pytest.mark.broad
def test_failure_is_said(readers):
    assert ask(readers, "fail") == Refused("It cannot be read (ValueError).")
