"""Waiting jobs in, finished jobs out: the loop that a work process runs."""

from __future__ import annotations

import signal
import threading

from alongside.jobs import runner
from alongside.processes.follow_ups import keep_following
from alongside.processes.timetable import TIMETABLE

STOP_SECONDS = 10.0


def work(*, queues: list[str], until_idle: bool) -> int:
    """How many jobs were done when it was asked to stop, or when nothing was left and `until_idle`."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    follower = threading.Thread(target=keep_following, args=(stop,), name="follow-ups", daemon=True)
    follower.start()
    try:
        return runner.run(queues=queues, until_idle=until_idle, stop=stop, timetable=TIMETABLE)
    finally:
        stop.set()
        follower.join(STOP_SECONDS)
