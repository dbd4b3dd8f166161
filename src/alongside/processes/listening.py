"""Mailboxes in, their news in the timeline out: the loop that a listen process runs.

One thread waits for all idle connections and keeps the leases; a mailbox that wants something is visited in a thread
of its own (`lanes`). Any number of such processes may run on one database: a lease gives each mailbox to one of them,
and comes free when it dies.
"""

from __future__ import annotations

import errno
import logging
import queue
import selectors
import signal
import socket
import threading
from contextlib import suppress
from time import monotonic

from django.db import DatabaseError, connection
from django.utils import timezone

from alongside.channels.imap.trouble import MailboxError
from alongside.connections import leases
from alongside.connections.mailboxes import is_stopped, note_trouble
from alongside.connections.models import Mailbox
from alongside.processes.lanes import Lanes, Visit
from alongside.processes.readers import Readers
from alongside.processes.stations import Station

logger = logging.getLogger(__name__)

# So many visits are at work at a time, beside those that wait for their servers; and so many parser processes.
AT_WORK = 3
AFTER_ERROR_SECONDS = 5.0
AT_ONCE = 20
# Whether a visit waits for its server is looked at so often while others want their turn.
SECONDS_BETWEEN_LOOKS = 0.2
ENDING_SECONDS = 5.0


def listen() -> int:
    """Until SIGTERM or SIGINT; how many visits were paid to mailboxes."""
    stop = threading.Event()
    listener = Listener(stop)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: listener.stop())
    listener.run()
    return listener.visits


class Listener:
    """`run` returns soon after `stop`."""

    def __init__(self, stop: threading.Event | None = None, *, at_work: int = AT_WORK) -> None:
        self.token = leases.new_token()
        self.stations: dict[int, Station] = {}
        self.visits = 0
        self._stop = stop or threading.Event()
        self._lanes = Lanes(at_work=at_work)
        self._readers = Readers(at_work)
        self._finished: queue.SimpleQueue[Visit] = queue.SimpleQueue()
        self._threads: dict[Visit, threading.Thread] = {}
        self._selector = selectors.DefaultSelector()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ, None)
        self._next_beat = 0.0

    def stop(self) -> None:
        self._stop.set()
        self._ring()

    def run(self) -> None:
        try:
            while not self._stop.is_set():
                self._beat()
                self._take_back_finished()
                self._order_due()
                self._begin_visits()
                self._hear()
        finally:
            self._end()

    # The loop's own thread

    def _beat(self) -> None:
        if monotonic() < self._next_beat:
            return
        self._next_beat = monotonic() + leases.BEAT_SECONDS
        self._readers.rest(keeps_one=bool(self.stations))
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
                visit = self._finished.get_nowait()
            except queue.Empty:
                return
            self._lanes.end(visit)
            self.visits += 1
            self._threads.pop(visit).join()
            station = visit.station
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
                self._lanes.order(station)

    def _begin_visits(self) -> None:
        for visit in self._lanes.begin():
            name = f"mailbox {visit.station.mailbox_id}"
            self._threads[visit] = threading.Thread(target=self._run, args=(visit,), name=name, daemon=True)
            self._threads[visit].start()

    def _forget(self, station: Station) -> None:
        for line in station.lines:
            with suppress(KeyError, ValueError):
                self._selector.unregister(line.session.socket())

    def _hear(self) -> None:
        due = [station.due_at for station in self.stations.values() if not station.is_busy]
        wait = min([self._next_beat, *due]) - monotonic()
        if self._lanes.has_orders:
            wait = min(wait, SECONDS_BETWEEN_LOOKS)
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

    def _end(self) -> None:
        until = monotonic() + ENDING_SECONDS
        self._join(monotonic() + ENDING_SECONDS / 5)
        # Whoever still waits for a server has nothing to wait for any more.
        self._readers.close()
        for visit in self._threads:
            visit.station.break_off()
        self._join(until)
        with suppress(DatabaseError):
            leases.release(self.token)
        left = {visit.station.mailbox_id for visit in self._threads}
        for number, station in self.stations.items():
            if number not in left:
                station.hang_up()
        connection.close()

    def _join(self, until: float) -> None:
        for visit, thread in list(self._threads.items()):
            thread.join(max(0.0, until - monotonic()))
            if not thread.is_alive():
                del self._threads[visit]

    # A lane

    def _run(self, visit: Visit) -> None:
        try:
            self._visit(visit.station)
            connection.close()
        finally:
            self._finished.put(visit)
            self._ring()

    def _visit(self, station: Station) -> None:
        """Whatever goes wrong here is noted where a member sees it, and this mailbox is tried again."""
        try:
            wait = station.visit(token=self.token, pool=self._readers)
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
        if self._stop.is_set():
            return 0.0
        try:
            mailbox = Mailbox.objects.get(pk=station.mailbox_id)
            wait = note_trouble(mailbox, error)
        except (DatabaseError, Mailbox.DoesNotExist):
            return AFTER_ERROR_SECONDS
        if is_stopped(mailbox):
            station.is_ours = False
            leases.release(self.token, [mailbox.pk])
        return wait
