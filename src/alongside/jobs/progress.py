"""A running job says here how far it is, and learns that it should stop."""

from __future__ import annotations

import threading
import time
from contextvars import ContextVar

from msgspec import Struct

from alongside.jobs import actions
from alongside.jobs.errors import Stopping

SECONDS_BETWEEN_WRITES = 0.5


class Running(Struct):
    taken: actions.Taken
    stop: threading.Event
    written_at: float = 0.0


current: ContextVar[Running | None] = ContextVar("current", default=None)


def report(done: int, *, total: int | None = None, message: str = "") -> None:
    """Call it as often as you like: it writes twice a second, and nothing outside of a worker.

    Raises Stopping when the worker ends: let it pass, at a point where the job can be begun again.
    """
    running = current.get()
    if running is None:
        return
    if running.stop.is_set():
        raise Stopping
    now = time.monotonic()
    if done == total or now - running.written_at >= SECONDS_BETWEEN_WRITES:
        running.written_at = now
        actions.report(running.taken, done=done, total=total, message=message)
