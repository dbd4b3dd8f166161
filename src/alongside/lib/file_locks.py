"""A folder in; out comes a gate between processes: many at work, or one alone. A kill opens it again."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Whoever wants to be alone holds newcomers back for this long at most, then lets them pass and tries again.
_TURN_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 0.02


class LockBusyError(Exception):
    """Others held the gate for longer than the caller would wait."""


class WorkGate:
    """`shared()` by any number of processes and threads, `alone()` by one while nobody shares.

    flock(2): the kernel lets go when a process dies, and every opening of the file is a holder of its own,
    so threads exclude each other as processes do. Everybody passes the turnstile, so that a steady stream of
    sharers cannot keep out the one who wants to be alone.
    """

    def __init__(self, folder: Path) -> None:
        self._turnstile = folder / "turnstile.lock"
        self._gate = folder / "gate.lock"

    @contextmanager
    def shared(self, *, timeout_seconds: float = 60.0) -> Iterator[None]:
        deadline = time.monotonic() + timeout_seconds
        with _opened(self._gate) as gate:
            with _opened(self._turnstile) as turnstile:
                _take_by(deadline, turnstile, fcntl.LOCK_EX)
                _take_by(deadline, gate, fcntl.LOCK_SH)
            yield

    @contextmanager
    def alone(self, *, timeout_seconds: float = 60.0) -> Iterator[None]:
        deadline = time.monotonic() + timeout_seconds
        with _opened(self._gate) as gate:
            while not self._take_turn(gate, deadline):
                if time.monotonic() >= deadline:
                    raise LockBusyError(f"{self._gate.parent} is in use by another process")
                time.sleep(_LONGEST_PAUSE_SECONDS)
            yield

    def _take_turn(self, gate: int, deadline: float) -> bool:
        with _opened(self._turnstile) as turnstile:
            _take_by(deadline, turnstile, fcntl.LOCK_EX)
            return _take(gate, fcntl.LOCK_EX, min(deadline, time.monotonic() + _TURN_SECONDS))


@contextmanager
def locked(descriptor: int, *, timeout_seconds: float = 60.0) -> Iterator[None]:
    """Hold an exclusive lock on an open file or folder."""
    _take_by(time.monotonic() + timeout_seconds, descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _take_by(deadline: float, descriptor: int, operation: int) -> None:
    if not _take(descriptor, operation, deadline):
        raise LockBusyError("another process held a lock of the data folder for too long")


def _take(descriptor: int, operation: int, deadline: float) -> bool:
    pause = 0.0005
    while True:
        try:
            fcntl.flock(descriptor, operation | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        else:
            return True
