"""The gate between processes: many at work, or one alone."""

import threading
import time
from pathlib import Path

import pytest

from alongside.lib.file_locks import LockBusyError, WorkGate


def test_many_may_share(tmp_path: Path) -> None:
    gate = WorkGate(tmp_path)
    with gate.shared(), gate.shared(timeout_seconds=0.1):
        entered = True
    assert entered


def test_nobody_is_alone_while_somebody_shares(tmp_path: Path) -> None:
    gate = WorkGate(tmp_path)
    with gate.shared(), pytest.raises(LockBusyError), gate.alone(timeout_seconds=0.05):
        pass


def test_nobody_shares_while_somebody_is_alone(tmp_path: Path) -> None:
    gate = WorkGate(tmp_path)
    with gate.alone(), pytest.raises(LockBusyError), gate.shared(timeout_seconds=0.05):
        pass


def test_a_steady_stream_of_sharers_does_not_keep_out_the_one_alone(tmp_path: Path) -> None:
    gate, stop, seen = WorkGate(tmp_path), threading.Event(), []

    def share() -> None:
        while not stop.is_set():
            with gate.shared():
                time.sleep(0.002)
                seen.append(1)

    sharers = [threading.Thread(target=share) for _ in range(3)]
    for sharer in sharers:
        sharer.start()
    try:
        with gate.alone(timeout_seconds=10):
            before = len(seen)
            time.sleep(0.03)
            after = len(seen)
    finally:
        stop.set()
        for sharer in sharers:
            sharer.join()
    assert before == after
