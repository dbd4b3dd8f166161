"""Mailboxes in, their news in the timeline out: the loop that a listen process runs.

One thread waits for all idle connections and keeps the leases, a few visit mailboxes. Any number of such
processes may run on one database: a lease gives each mailbox to one of them, and comes free when it dies.
"""

from __future__ import annotations

import errno
import itertools
import logging
import queue
import selectors
import signal
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from django.db import DatabaseError, connection
from django.utils import timezone

from alongside.channels.imap.trouble import MailboxError
from alongside.connections import leases
from alongside.connections.mailboxes import is_stopped, note_trouble
from alongside.connections.models import Mailbox
from alongside.intake.actions import Outcome
from alongside.intake.importing import parser_pool
from alongside.lib.limited import LimitedPool
from alongside.processes.stations import Station

logger = logging.getLogger(__name__)

THREADS = 3
# A visitor without work ends its parser process after this time, and its database connection at once.
PARSER_REST_SECONDS = 20.0
AFTER_ERROR_SECONDS = 5.0
AT_ONCE = 20
_NEWS, _MORE = 0, 1


def listen() -> None:
    """Until SIGTERM or SIGINT."""
    stop = threading.Event()
    listener = Listener(stop)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: listener.stop())
    listener.run()


@dataclass(order=True)
class _Order:
    priority: int
    number: int
    station: Station | None = field(compare=False)


class Listener:
    """`run` returns soon after `stop`."""

    def __init__(self, stop: threading.Event | None = None, *, threads: int = THREADS) -> None:
        self.token = leases.new_token()
        self.stations: dict[int, Station] = {}
        self._stop = stop or threading.Event()
        self._threads = threads
        self._orders: queue.PriorityQueue[_Order] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._finished: queue.SimpleQueue[Station] = queue.SimpleQueue()
        self._selector = selectors.DefaultSelector()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ, None)
        self._next_beat = 0.0

    def stop(self) -> None:
        self._stop.set()
        self._ring()

    def run(self) -> None:
        visitors = [
            threading.Thread(target=self._visit_all, name=f"visitor {number}", daemon=True)
            for number in range(self._threads)
        ]
        for visitor in visitors:
            visitor.start()
        try:
            while not self._stop.is_set():
                self._beat()
                self._take_back_finished()
                self._order_due()
                self._hear()
        finally:
            self._end(visitors)

    # The loop's own thread

    def _beat(self) -> None:
        if monotonic() < self._next_beat:
            return
        self._next_beat = monotonic() + leases.BEAT_SECONDS
        try:
            ours = leases.keep(self.token)
            ours |= set(leases.take(self.token, most=AT_ONCE))
            retries = dict(Mailbox.objects.filter(lease=self.token).values_list("pk", "next_try_at"))
            asked = self._asked()
        except DatabaseError:
            logger.exception("The database did not answer")
            connection.close()
            return
        now, moment = timezone.now(), monotonic()
        for number in ours:
            retry_at = retries.get(number)
            wait = max(0.0, (retry_at - now).total_seconds()) if retry_at else 0.0
            if number not in self.stations:
                self.stations[number] = Station(number, due_at=moment + wait)
            elif not wait and not self.stations[number].lines:
                # Its retry was called off: somebody has done something about it.
                self.stations[number].due_at = min(self.stations[number].due_at, moment)
        for number in asked & self.stations.keys():
            self.stations[number].ask_again()
        for number in set(self.stations) - ours:
            self._drop(self.stations[number])

    def _asked(self) -> set[int]:
        """Of our mailboxes those that a member wants to be gone through now; one being visited is asked afterwards."""
        resting = [number for number, station in self.stations.items() if not station.is_busy]
        asked = Mailbox.objects.filter(lease=self.token, is_asked=True, pk__in=resting)
        numbers = set(asked.values_list("pk", flat=True))
        if numbers:
            asked.filter(pk__in=numbers).update(is_asked=False)
        return numbers

    def _drop(self, station: Station) -> None:
        station.is_ours = False
        if not station.is_busy:
            self._forget(station)
            station.hang_up()
            del self.stations[station.mailbox_id]

    def _take_back_finished(self) -> None:
        while True:
            try:
                station = self._finished.get_nowait()
            except queue.Empty:
                return
            station.is_busy = False
            if not station.is_ours:
                self._drop(station)
                continue
            for line in station.lines:
                if line.is_idling:
                    self._selector.register(line.session.socket(), selectors.EVENT_READ, (station, line))

    def _order_due(self) -> None:
        now = monotonic()
        for station in self.stations.values():
            if not station.is_busy and (station.news or station.due_at <= now):
                self._forget(station)
                station.is_busy = True
                priority = _NEWS if station.news else _MORE
                self._orders.put(_Order(priority, next(self._numbers), station))

    def _forget(self, station: Station) -> None:
        for line in station.lines:
            with suppress(KeyError, ValueError):
                self._selector.unregister(line.session.socket())

    def _hear(self) -> None:
        due = [station.due_at for station in self.stations.values() if not station.is_busy]
        wait = min([self._next_beat, *due]) - monotonic()
        for key, _ in self._selector.select(max(0.0, wait)):
            if key.data is None:
                with suppress(BlockingIOError):
                    self._ear.recv(4096)
                continue
            station, line = key.data
            station.news.add(line.folder_id)

    def _ring(self) -> None:
        with suppress(BlockingIOError, OSError):
            self._bell.send(b"!")

    def _end(self, visitors: list[threading.Thread]) -> None:
        for _ in visitors:
            self._orders.put(_Order(-1, next(self._numbers), None))
        for visitor in visitors:
            visitor.join(5.0)
        with suppress(DatabaseError):
            leases.release(self.token)
        for station in self.stations.values():
            if not station.is_busy:
                station.hang_up()
        connection.close()

    # Visitors

    def _visit_all(self) -> None:
        pool = parser_pool(1)
        try:
            while not self._stop.is_set():
                try:
                    order = self._orders.get(timeout=PARSER_REST_SECONDS)
                except queue.Empty:
                    pool.close()
                    pool = parser_pool(1)
                    continue
                if order.station is None:
                    return
                self._visit(order.station, pool)
                connection.close()
                self._finished.put(order.station)
                self._ring()
        finally:
            pool.close()
            connection.close()

    def _visit(self, station: Station, pool: LimitedPool[bytes, Outcome]) -> None:
        """Whatever goes wrong here is noted where a member sees it, and this mailbox is tried again."""
        try:
            wait = station.visit(token=self.token, pool=pool)
        except (leases.LeaseLost, Mailbox.DoesNotExist):
            station.is_ours = False
            wait = 0.0
        except MailboxError as error:
            wait = self._note(station, error)
        except DatabaseError:
            logger.exception("Mailbox %d could not be written down", station.mailbox_id)
            station.hang_up()
            wait = AFTER_ERROR_SECONDS
        except OSError as error:
            is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
            logger.exception("Mailbox %d could not be stored", station.mailbox_id)
            wait = self._note(station, MailboxError("own_disk" if is_full else "own_fault"))
        except Exception:
            logger.exception("Mailbox %d stumbled", station.mailbox_id)
            wait = self._note(station, MailboxError("own_fault"))
        station.due_at = monotonic() + wait

    def _note(self, station: Station, error: MailboxError) -> float:
        station.hang_up()
        try:
            mailbox = Mailbox.objects.get(pk=station.mailbox_id)
            wait = note_trouble(mailbox, error)
        except (DatabaseError, Mailbox.DoesNotExist):
            return AFTER_ERROR_SECONDS
        if is_stopped(mailbox):
            station.is_ours = False
            leases.release(self.token, [mailbox.pk])
        return wait
