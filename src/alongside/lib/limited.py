"""A function over many items in worker processes; an item that takes too long or too much costs itself alone.

Batches go in, results come out in the same order. Each worker is a fresh interpreter (no fork: safe beside
threads), spoken to over one socket pair; it ends when that closes, so it cannot outlive its parent.
"""

from __future__ import annotations

import pickle
import select
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from alongside.lib.limited_process import Batch, OutOfMemory, Refused, Worker

__all__ = ["LimitedPool", "Pool", "PoolError", "Refused"]

T = TypeVar("T")
R = TypeVar("R")
In = TypeVar("In", contravariant=True)
Out = TypeVar("Out")

_IN_FLIGHT = 2
_MAX_FAILED_STARTS, _MAX_DEATHS, _START_SECONDS = 3, 3, 60.0
# A worker that does not move for so long is stuck without using the processor (a lock, a dead disk).
_WALL_FACTOR, _MIN_WALL_SECONDS = 30, 60.0


class Pool(Protocol[In, Out]):
    """Whatever reads batches: one pool, or several that are shared."""

    def map(self, batches: Iterable[Sequence[In]]) -> Iterator[list[Out | Refused]]: ...


class PoolError(Exception):
    """Workers cannot be started, or the pool is closed."""


class LimitedPool(Generic[T, R]):
    """`function` must be importable by name; items and results must pickle. Not for two threads at once.

    `memory_bytes` limits what a worker may hold in all, `cpu_seconds` (at least 1) what one item may use.
    """

    def __init__(
        self,
        function: Callable[[T], R],
        *,
        workers: int,
        cpu_seconds: float = 2,
        memory_bytes: int = 256 << 20,
    ) -> None:
        self._task = pickle.dumps((function, float(cpu_seconds), memory_bytes))
        self._cpu_seconds = cpu_seconds
        self._memory_bytes = memory_bytes
        self._workers: list[Worker[T]] = []
        self._size = max(1, workers)
        self._failed_starts = 0
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends every worker, also in the midst of work."""
        self._is_closed = True
        for worker in self._workers:
            worker.stop()
        self._workers.clear()

    def map(self, batches: Iterable[Sequence[T]]) -> Iterator[list[R | Refused]]:
        """One list of results a batch, in the order given; reads ahead a few batches only."""
        yield from _Run[T, R](self, iter(batches)).results()

    @property
    def workers(self) -> list[Worker[T]]:
        return list(self._workers)

    def start_missing(self) -> list[Worker[T]]:
        if self._is_closed:
            raise PoolError("The pool is closed.")
        while len(self._workers) < self._size:
            self._workers.append(Worker(self._task))
        return self._workers

    def replace(self, worker: Worker[T]) -> None:
        worker.stop()
        self._workers.remove(worker)
        self._failed_starts = 0 if worker.has_started else self._failed_starts + 1
        if self._failed_starts >= _MAX_FAILED_STARTS:
            raise PoolError(f"A worker process cannot start: {worker.complaint() or 'it gave no reason'}")

    def wall_seconds(self, worker: Worker[T]) -> float:
        return (
            max(_MIN_WALL_SECONDS, _WALL_FACTOR * self._cpu_seconds) if worker.has_started else _START_SECONDS
        )

    def refusal(self, worker: Worker[T]) -> Refused:
        """Why the item a worker died of gives no result."""
        if worker.was_too_slow:
            return Refused(f"It takes more than {self._cpu_seconds:g} seconds to read.")
        return Refused("It makes the reading program break down.")

    def too_big(self) -> Refused:
        return Refused(f"It needs more than {self._memory_bytes >> 20} MB of memory to read.")


class _Run(Generic[T, R]):
    """One call of `map`: what waits, what is being worked on, what is done but not yet its turn."""

    def __init__(self, pool: LimitedPool[T, R], batches: Iterator[Sequence[T]]) -> None:
        self._pool = pool
        self._batches = batches
        self._again: deque[Batch[T]] = deque()
        self._done: dict[int, list[R | Refused | None]] = {}
        self._missing: dict[int, int] = {}
        self._given = self._yielded = 0
        self._has_more = True

    def results(self) -> Iterator[list[R | Refused]]:
        try:
            while True:
                self._feed()
                if self._missing.get(self._yielded) == 0:
                    del self._missing[self._yielded]
                    finished = self._done.pop(self._yielded)
                    self._yielded += 1
                    yield finished  # type: ignore[misc]  # nothing is missing, so no None is left
                elif self._missing:
                    self._listen()
                else:
                    return
        finally:
            self._abandon()

    def _abandon(self) -> None:
        """A caller that stops early leaves no worker with old work."""
        for worker in self._pool.workers:
            if worker.batches:
                self._pool.replace(worker)

    def _feed(self) -> None:
        for worker in self._pool.start_missing():
            while worker.has_room(_IN_FLIGHT):
                batch = self._next_batch()
                if batch is None:
                    return
                try:
                    worker.send(batch)
                except OSError:
                    break  # it is dead, which `_listen` finds

    def _next_batch(self) -> Batch[T] | None:
        if self._again:
            return self._again.popleft()
        if not self._has_more or len(self._missing) > 2 * _IN_FLIGHT * len(self._pool.workers):
            return None
        for items in self._batches:
            batch = Batch(self._given, 0, items)
            self._done[batch.number] = [None] * len(items)
            self._missing[batch.number] = len(items)
            self._given += 1
            if items:
                return batch
        self._has_more = False
        return None

    def _listen(self) -> None:
        workers = [worker for worker in self._pool.workers if worker.batches]
        readable, _, _ = select.select([worker.socket for worker in workers], [], [], 1.0)
        for worker in workers:
            if worker.socket in readable:
                self._hear(worker)
            elif worker.seconds_still() > self._pool.wall_seconds(worker):
                self._bury(worker)

    def _hear(self, worker: Worker[T]) -> None:
        try:
            results = worker.receive()
        except (OSError, EOFError, pickle.UnpicklingError):
            self._bury(worker)
            return
        batch = worker.batches.popleft()
        for at, result in enumerate(results):
            if type(result) is not OutOfMemory:
                continue
            results[at] = self._pool.too_big()
            if len(batch.items) > 1:
                # Perhaps the others of its batch took the memory: alone it gets a fair try.
                self._again.append(Batch(batch.number, batch.offset + at, batch.items[at : at + 1]))
                self._missing[batch.number] += 1
        self._settle(batch.number, batch.offset, results)

    def _settle(self, number: int, offset: int, results: list[Any]) -> None:
        self._done[number][offset : offset + len(results)] = results
        self._missing[number] -= len(results)

    def _bury(self, worker: Worker[T]) -> None:
        """What the dead worker had is given out again, but for the item it died of."""
        worker.stop()
        number, offset, index = worker.progress()
        for batch in worker.batches:
            if (batch.number, batch.offset) != (number, offset):
                self._again.append(batch)
            elif index >= 0:
                self._part(batch, index, worker)
            else:
                self._give_up_slowly(batch, worker)
        self._pool.replace(worker)

    def _give_up_slowly(self, batch: Batch[T], worker: Worker[T]) -> None:
        """With no item in work it was the batch as a whole: what cannot be unpacked, or packed again."""
        batch.deaths += 1
        if batch.deaths < _MAX_DEATHS:
            self._again.append(batch)
        else:
            self._settle(batch.number, batch.offset, [self._pool.refusal(worker)] * len(batch.items))

    def _part(self, batch: Batch[T], index: int, worker: Worker[T]) -> None:
        """An item caught in a death of unknown cause gets one more chance, alone; the others go on."""
        at = index - batch.offset
        if not batch.may_retry or worker.was_too_slow:
            self._settle(batch.number, index, [self._pool.refusal(worker)])
        else:
            self._again.append(Batch(batch.number, index, batch.items[at : at + 1], may_retry=False))
        for offset, items in ((batch.offset, batch.items[:at]), (index + 1, batch.items[at + 1 :])):
            if items:
                self._again.append(Batch(batch.number, offset, items))
