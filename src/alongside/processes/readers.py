"""Letters of many mailboxes in, what their parsers made of them out: a few parser processes, lent for a batch.

So nobody holds one while a mail server lets it wait, and all lanes together have no more than these.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

from alongside.intake.actions import Outcome
from alongside.intake.importing import parser_pool
from alongside.lib.limited import LimitedPool, Refused

Parser = LimitedPool[bytes, Outcome]
# A parser without work ends after this time.
REST_SECONDS = 20.0
# While one batch is being parsed, the next is fetched already.
AHEAD = 1


class Readers:
    """Asked by any thread, each with batches of its own."""

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reader")
        self._lock = threading.Lock()
        self._idle: list[tuple[Parser, float]] = []
        self._lent: set[Parser] = set()
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
        parser = self._borrow()
        try:
            (results,) = parser.map([batch])
        except BaseException:
            parser.close()
            with self._lock:
                self._lent.discard(parser)
            raise
        self._give_back(parser)
        return results

    def _borrow(self) -> Parser:
        """The one that had work last, so that the others come to their rest."""
        with self._lock:
            parser = self._idle.pop()[0] if self._idle else parser_pool(1)
            self._lent.add(parser)
            return parser

    def _give_back(self, parser: Parser) -> None:
        with self._lock:
            self._lent.discard(parser)
            if not self._is_closed:
                self._idle.append((parser, monotonic()))
                return
        parser.close()

    def rest(self) -> None:
        """End those that had nothing to do for a while."""
        before = monotonic() - REST_SECONDS
        with self._lock:
            rested = [parser for parser, since in self._idle if since < before]
            self._idle = [(parser, since) for parser, since in self._idle if since >= before]
        for parser in rested:
            parser.close()

    def close(self) -> None:
        """Also in the midst of work, which then breaks off."""
        with self._lock:
            self._is_closed = True
            parsers = [*(parser for parser, _ in self._idle), *self._lent]
            self._idle.clear()
        for parser in parsers:
            parser.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
