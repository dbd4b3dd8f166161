"""Limited processes that wait a while for the next letter: a function by name in, its result out.

For pages: any thread may ask, nobody waits longer than was said, and with nothing to do no process is left.
`LimitedPool` beneath is for long rows of batches from one thread; here each asker has a worker of its own.
"""

from __future__ import annotations

import pickle
import select
import threading
import time
from importlib import import_module
from typing import Any

from alongside.lib.limited_process import Batch, OutOfMemory, Refused, Worker

Task = tuple[str, str, tuple[Any, ...]]


def run(task: Task) -> Any:
    """In the worker. The module is imported only here: the pages' own process has no use for it."""
    module, function, arguments = task
    return getattr(import_module(module), function)(*arguments)


class Readers:
    """`most` workers at a time; one that was idle for `idle_seconds` is ended."""

    def __init__(
        self,
        *,
        most: int = 2,
        cpu_seconds: float = 2,
        memory_bytes: int = 512 << 20,
        idle_seconds: float = 60,
    ) -> None:
        self._task = pickle.dumps((run, float(cpu_seconds), memory_bytes))
        self._idle_seconds = idle_seconds
        self._free = threading.BoundedSemaphore(most)
        self._lock = threading.Lock()
        self._idle: list[tuple[Worker[Task], float]] = []
        self._sweeper: threading.Timer | None = None

    def ask(self, task: Task, *, seconds: float) -> Any | Refused:
        """What `run(task)` gives; Refused when it is too much work, breaks down, or is not ready in time."""
        deadline = time.monotonic() + seconds
        if not self._free.acquire(timeout=seconds):
            return Refused("Other letters are being opened.")
        try:
            worker = self._take()
            answer = _answer(worker, task, deadline)
            if worker.batches:
                worker.stop()
                return Refused("It takes too long to read.")
            self._put_back(worker)
            return Refused("It needs too much memory to read.") if type(answer) is OutOfMemory else answer
        finally:
            self._free.release()

    def count(self) -> int:
        """How many processes wait."""
        return len(self._idle)

    def close(self) -> None:
        """Ends the waiting ones. Those at work end with their asker's call or with this process."""
        with self._lock:
            if self._sweeper is not None:
                self._sweeper.cancel()
            ended, self._idle, self._sweeper = self._idle, [], None
        for worker, _ in ended:
            worker.stop()

    def _take(self) -> Worker[Task]:
        with self._lock:
            while self._idle:
                worker, _ = self._idle.pop()
                if not _speaks(worker, within=0):
                    return worker
                worker.stop()  # it has ended while it waited
        return Worker(self._task)

    def _put_back(self, worker: Worker[Task]) -> None:
        with self._lock:
            self._idle.append((worker, time.monotonic()))
            if self._sweeper is None:
                self._sweep_in(self._idle_seconds)

    def _sweep_in(self, seconds: float) -> None:
        self._sweeper = threading.Timer(seconds, self._sweep)
        self._sweeper.daemon = True
        self._sweeper.start()

    def _sweep(self) -> None:
        now = time.monotonic()
        with self._lock:
            ended = [one for one, since in self._idle if now - since >= self._idle_seconds]
            self._idle = [(one, since) for one, since in self._idle if one not in ended]
            self._sweeper = None
            if self._idle:
                self._sweep_in(self._idle[0][1] + self._idle_seconds - now)
        for worker in ended:
            worker.stop()


def _answer(worker: Worker[Task], task: Task, deadline: float) -> Any:
    """None, with the task left in `worker.batches`, when the worker died or the time is over."""
    try:
        worker.send(Batch(0, 0, [task]))
        while _speaks(worker, within=max(0.0, deadline - time.monotonic())):
            results = worker.receive()
            if results is not None:
                worker.batches.popleft()
                return results[0]
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    return None


def _speaks(worker: Worker[Task], *, within: float) -> bool:
    # Not select(): that ends at 1,024 open files, and a front has one for every open page.
    waiting = select.poll()
    waiting.register(worker.socket, select.POLLIN)
    return bool(waiting.poll(within * 1_000))
