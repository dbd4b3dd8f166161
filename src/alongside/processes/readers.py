"""Letters of many mailboxes in, what their parsers made of them out: a few parser processes, lent for a batch.

So nobody holds one while a mail server lets it wait, and all lanes together have no more than these.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

from msgspec import Struct

from alongside.intake.actions import Outcome
from alongside.intake.importing import parser_pool
from alongside.lib.limited import LimitedPool, Refused

Parser = LimitedPool[bytes, Outcome]
# A parser without work ends after this time, but for one: a start takes half a second, for which a letter would wait.
REST_SECONDS = 20.0
# Who has read more than this has grown, and is replaced at rest.
SMALL_BYTES = 4 << 20
# While one batch is being parsed, the next is fetched already.
AHEAD = 1


class _Reader(Struct, eq=False):
    parser: Parser
    read_bytes: int = 0
    idle_since: float = 0.0


class Readers:
    """Asked by any thread, each with batches of its own."""

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reader")
        self._lock = threading.Lock()
        self._idle: list[_Reader] = []
        self._lent: set[_Reader] = set()
        self._is_closed = False

    def map(self, batches: Iterable[Sequence[bytes]]) -> Iterator[list[Outcome | Refused]]:
        """One list of results a batch, in the order given."""
        asked: deque[Future[list[Outcome | Refused]]] = deque()
        try:
            for batch in batches:
                asked.append(self._threads.submit(self._read, batch))
                if len(asked) > AHEAD:
                    yield asked.popleft().result()
            while asked:
                yield asked.popleft().result()
        finally:
            for one in asked:
                one.cancel()

    def _read(self, batch: Sequence[bytes]) -> list[Outcome | Refused]:
        reader = self._borrow()
        try:
            (results,) = reader.parser.map([batch])
        except BaseException:
            with self._lock:
                self._lent.discard(reader)
            reader.parser.close()
            raise
        reader.read_bytes += sum(map(len, batch))
        self._give_back(reader)
        return results

    def _borrow(self) -> _Reader:
        """The one that had work last, so that the others come to their rest."""
        with self._lock:
            reader = self._idle.pop() if self._idle else _Reader(parser_pool(1))
            self._lent.add(reader)
            return reader

    def _give_back(self, reader: _Reader) -> None:
        reader.idle_since = monotonic()
        with self._lock:
            self._lent.discard(reader)
            if not self._is_closed:
                self._idle.append(reader)
                return
        reader.parser.close()

    def rest(self, *, keeps_one: bool) -> None:
        """End those that had nothing to do for a while, but for a small one that is ready."""
        before = monotonic() - REST_SECONDS
        with self._lock:
            rested = [reader for reader in self._idle if reader.idle_since < before]
            self._idle = [reader for reader in self._idle if reader.idle_since >= before]
            if keeps_one and not self._idle and not self._lent and not self._is_closed:
                self._idle.append(self._ready(rested))
        for reader in rested:
            reader.parser.close()

    def _ready(self, rested: list[_Reader]) -> _Reader:
        small = next((reader for reader in rested if reader.read_bytes <= SMALL_BYTES), None)
        if small is not None:
            rested.remove(small)
            return small
        fresh = _Reader(parser_pool(1), idle_since=monotonic())
        fresh.parser.start_missing()
        return fresh

    def close(self) -> None:
        """Also in the midst of work, which then breaks off."""
        with self._lock:
            self._is_closed = True
            readers = [*self._idle, *self._lent]
            self._idle.clear()
        for reader in readers:
            reader.parser.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
