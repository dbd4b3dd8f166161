"""Mailboxes that want a visit in, whose visit begins now out: each in a lane of its own, few at work at a time.

A visit that waits for its mail server is at nobody's cost but its own: it goes on aside, and another begins. A mailbox
whose server was slow last time begins aside.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic

from msgspec import Struct

from alongside.processes.stations import Station

# An answer that takes longer than this is waited for aside.
PATIENCE_SECONDS = 1.0
# A thread each, and on PostgreSQL a connection to the database.
MOST_ASIDE = 30
_NEWS, _MORE = 0, 1


class Visit(Struct, eq=False):
    """Of a mailbox, in a thread of its own."""

    station: Station
    begun: float
    is_aside: bool


@dataclass(order=True)
class _Order:
    priority: int
    number: int
    station: Station = field(compare=False)


class Lanes:
    """For the listener's own thread."""

    def __init__(self, *, at_work: int) -> None:
        self._at_work = at_work
        self._orders: list[_Order] = []
        self._slow_orders: list[_Order] = []
        self._numbers = itertools.count()
        self.visits: set[Visit] = set()

    def order(self, station: Station) -> None:
        station.is_busy = True
        orders = self._slow_orders if station.is_slow else self._orders
        heapq.heappush(orders, _Order(_NEWS if station.news else _MORE, next(self._numbers), station))

    @property
    def has_orders(self) -> bool:
        return bool(self._orders or self._slow_orders)

    def begin(self) -> Iterator[Visit]:
        """Those whose turn it is; what brought their mailboxes here is newest first, then by turns."""
        now = monotonic()
        for visit in self.visits:
            if not visit.is_aside and visit.station.waits_seconds(now) > PATIENCE_SECONDS:
                visit.is_aside = visit.station.is_slow = True
        while self._slow_orders and self._aside() < MOST_ASIDE:
            yield self._begun(heapq.heappop(self._slow_orders), now, is_aside=True)
        while (
            self._orders and self._aside() < MOST_ASIDE and len(self.visits) - self._aside() < self._at_work
        ):
            yield self._begun(heapq.heappop(self._orders), now, is_aside=False)

    def end(self, visit: Visit) -> None:
        self.visits.discard(visit)
        station = visit.station
        station.is_busy = False
        station.is_slow = visit.is_aside and monotonic() - visit.begun > PATIENCE_SECONDS

    def _aside(self) -> int:
        return sum(visit.is_aside for visit in self.visits)

    def _begun(self, order: _Order, now: float, *, is_aside: bool) -> Visit:
        visit = Visit(order.station, now, is_aside)
        self.visits.add(visit)
        return visit
