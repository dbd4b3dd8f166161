"""Waiting jobs in, finished ones out: lanes of its own for each queue, so that no long job delays a short one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from django.conf import settings
from django.db import DatabaseError, OperationalError, close_old_connections, connection

from alongside.jobs import actions
from alongside.jobs.errors import Stopping
from alongside.jobs.progress import Running, current
from alongside.jobs.rules import HEARTBEAT_SECONDS
from alongside.jobs.timetable import SECONDS_BETWEEN_LOOKS, Regular, ask_for_due

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
STOP_SECONDS = 10.0
# A server that takes no letters may let one wait for minutes; those through other servers go on.
LANES = {"send": 3}
HOUR = 3600.0


class Lane:
    """Of one queue, one job at a time, in a thread of its own while there is one."""

    def __init__(self, queue: str, *, stop: threading.Event, wake: threading.Event) -> None:
        self.queue = queue
        self.stop = stop
        self.wake = wake
        self.done = 0
        self.taken: actions.Taken | None = None
        self.thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def start_next(self, *, has_jobs: bool) -> bool:
        """Whether it is working now."""
        if has_jobs and not self.is_busy and (taken := actions.take(self.queue)):
            self.taken = taken
            self.thread = threading.Thread(
                target=self._do, args=(taken,), name=f"job {self.queue}", daemon=True
            )
            self.thread.start()
        return self.is_busy

    def _do(self, taken: actions.Taken) -> None:
        try:
            do(taken, stop=self.stop)
            self.done += 1
        except DatabaseError:
            # Its lease runs out, and what is known of it then decides.
            logger.exception("The end of job %s could not be written down", taken.id)
        finally:
            self.taken = None
            connection.close()
            self.wake.set()


def do(taken: actions.Taken, *, stop: threading.Event) -> None:
    """Runs one job to its end, good or bad."""
    token = current.set(Running(taken=taken, stop=stop))
    arguments = taken.result.args_kwargs
    try:
        value = taken.result.task.call(*arguments["args"], **arguments["kwargs"])
    except Stopping:
        actions.put_back(taken)
    except Exception as error:
        logger.exception("Job %s failed at attempt %d", taken.id, taken.attempt)
        actions.fail(taken, error)
    else:
        actions.succeed(taken, value)
    finally:
        current.reset(token)


def run(
    *,
    queues: Sequence[str] = (),
    until_idle: bool = False,
    stop: threading.Event | None = None,
    timetable: Sequence[Regular] = (),
) -> int:
    """Works until `stop` is set, or until nothing is ready and `until_idle`; gives how many jobs it did."""
    stop, wake = stop or threading.Event(), threading.Event()
    names = list(queues) or settings.TASKS["default"]["QUEUES"]
    lanes = [Lane(name, stop=stop, wake=wake) for name in names for _ in range(LANES.get(name, 1))]
    chores = Chores(lanes, timetable)
    while not stop.is_set():
        try:
            chores.do_due()
            waiting = actions.queues_with_jobs()
            is_working = [lane.start_next(has_jobs=lane.queue in waiting) for lane in lanes]
        except OperationalError:
            logger.exception("The database did not answer")
            is_working = [True]
            stop.wait(5)
        if until_idle and not any(is_working):
            break
        _pause(wake, stop)
        close_old_connections()
    _end(lanes)
    return sum(lane.done for lane in lanes)


def _pause(wake: threading.Event, stop: threading.Event) -> None:
    """Half a second, cut short by a lane that has finished. A signal's handler sets only `stop`."""
    until = time.monotonic() + IDLE_SECONDS
    while not stop.is_set() and time.monotonic() < until and not wake.wait(0.1):
        pass
    wake.clear()


def _end(lanes: list[Lane]) -> None:
    """A job that does not hear that it should stop is left to its lease."""
    deadline = time.monotonic() + STOP_SECONDS
    for lane in lanes:
        if lane.thread is not None:
            lane.thread.join(max(0.0, deadline - time.monotonic()))


class Chores:
    """What the loop does now and then: keep its leases, bring back lost jobs, ask for what is due, drop old rows."""

    def __init__(self, lanes: list[Lane], timetable: Sequence[Regular] = ()) -> None:
        self.lanes = lanes
        self.timetable = timetable
        self.next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
        self.next_heartbeat = 0.0
        self.next_cleaning = time.monotonic() + 60

    def do_due(self) -> None:
        now = time.monotonic()
        if now >= self.next_heartbeat:
            self.next_heartbeat = now + HEARTBEAT_SECONDS
            held = [lane.taken.lease for lane in self.lanes if lane.taken]
            if held:
                actions.keep(held)
            if brought_back := actions.bring_back(except_leases=held):
                logger.warning("Brought back %d jobs of a worker that fell silent", brought_back)
        if self.timetable and now >= self.next_look:
            self.next_look = now + SECONDS_BETWEEN_LOOKS
            ask_for_due(self.timetable)
        if now >= self.next_cleaning:
            self.next_cleaning = now + HOUR
            actions.forget_finished()
