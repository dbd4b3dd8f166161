from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.lib.limited import LimitedPool, PoolError, Refused
from tests.lib.limited_functions import Unwrappable, double, lock_up, obey, size

TOO_SLOW = Refused("It takes more than 1 seconds to read.")
TOO_BIG = Refused("It needs more than 256 MB of memory to read.")
BROKE_DOWN = Refused("It makes the reading program break down.")


@pytest.fixture
def obeying() -> Iterator[LimitedPool[str, str]]:
    with LimitedPool(obey, workers=2, cpu_seconds=1) as pool:
        yield pool


def is_alive(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.broad
def test_results_come_in_the_order_given() -> None:
    batches = [list(range(start, start + 7)) for start in range(0, 700, 7)]

    with LimitedPool(double, workers=3) as pool:
        assert list(pool.map(batches)) == [[number * 2 for number in batch] for batch in batches]


def test_empty_batches_give_empty_results() -> None:
    with LimitedPool(double, workers=1) as pool:
        assert list(pool.map([[], [1], [], []])) == [[], [2], [], []]
        assert list(pool.map([])) == []


@pytest.mark.parametrize(
    ("order", "refused"),
    [
        ("spin", TOO_SLOW),
        ("spin and catch", TOO_SLOW),
        ("spin natively", TOO_SLOW),
        ("backtrack", TOO_SLOW),
        ("grow", TOO_BIG),
        ("exit", BROKE_DOWN),
        ("be killed", BROKE_DOWN),
        ("raise", Refused("It cannot be read (ValueError).")),
    ],
)
@pytest.mark.slow
def test_an_evil_item_costs_itself_alone(
    obeying: LimitedPool[str, str], order: str, refused: Refused
) -> None:
    batches = [["a", "b", order, "c"], ["d"], ["e", "f"], [order], ["g"]]

    assert list(obeying.map(batches)) == [["a", "b", refused, "c"], ["d"], ["e", "f"], [refused], ["g"]]


@pytest.mark.slow
def test_a_batch_of_evil_items_ends() -> None:
    with LimitedPool(obey, workers=2) as pool:
        assert list(pool.map([["exit"] * 5])) == [[BROKE_DOWN] * 5]


def test_a_result_that_cannot_be_sent_costs_itself_alone() -> None:
    with LimitedPool(lock_up, workers=1) as pool:
        assert list(pool.map([[0, 1, 2]])) == [[0, Refused("It cannot be read (TypeError)."), 2]]


@pytest.mark.broad
def test_items_that_cannot_be_unpacked_cost_their_batch_alone() -> None:
    with LimitedPool(lock_up, workers=1) as pool:
        assert list(pool.map([[0], [Unwrappable()], [2]])) == [[0], [BROKE_DOWN], [2]]


@pytest.mark.slow
def test_big_items_do_not_take_the_memory_of_each_other() -> None:
    batch = [b"x" * (40 << 20)] * 4

    with LimitedPool(size, workers=1) as pool:
        assert list(pool.map([batch, batch])) == [[40 << 20] * 4] * 2


@pytest.mark.broad
def test_a_pool_can_be_used_again_after_a_caller_stopped_early(obeying: LimitedPool[str, str]) -> None:
    for _ in obeying.map([["sleep"] for _ in range(20)]):
        break

    assert list(obeying.map([["a"], ["b"]])) == [["a"], ["b"]]


@pytest.mark.broad
def test_input_is_taken_only_a_few_batches_ahead(obeying: LimitedPool[str, str]) -> None:
    taken = []

    def batches() -> Iterator[list[str]]:
        for number in range(1_000):
            taken.append(number)
            yield ["a"]

    next(obeying.map(batches()))

    assert len(taken) < 20


@pytest.mark.broad
def test_it_works_beside_threads_that_come_and_go() -> None:
    results: list[list[int | Refused]] = []

    def use() -> None:
        with LimitedPool(double, workers=1) as pool:
            results.extend(pool.map([[1], [2]]))

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, results)) == ["[2]", "[2]", "[2]", "[4]", "[4]", "[4]"]


@pytest.mark.broad
def test_closing_ends_every_worker() -> None:
    pool = LimitedPool(obey, workers=2)
    pids = {int(str(pid)) for batch in pool.map([["pid"]] * 20) for pid in batch}

    pool.close()

    assert pids and not any(is_alive(pid) for pid in pids)
    with pytest.raises(PoolError):
        list(pool.map([["a"]]))


@pytest.mark.broad
def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from alongside.lib.limited import LimitedPool\n"
        "from tests.lib.limited_functions import obey\n"
        "pool = LimitedPool(obey, workers=1)\n"
        "print(next(pool.map([['pid'], ['pid'], ['pid'], ['pid']]))[0], flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    pid = int(told.stdout)

    until = time.monotonic() + 20
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.05)

    assert not is_alive(pid)


def test_a_function_that_cannot_be_found_is_said_and_not_tried_for_ever() -> None:
    def inner(number: int) -> int:
        return number

    with pytest.raises((AttributeError, PoolError)):
        LimitedPool(inner, workers=1)


def test_workers_that_cannot_start_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.path", [path for path in sys.path if "alongside" not in path and "src" not in path]
    )
    pool = LimitedPool(double, workers=1)

    with pytest.raises(PoolError, match="cannot start"):
        list(pool.map([[1]]))
    pool.close()
