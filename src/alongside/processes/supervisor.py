"""Functions in, one child process for each out: started again when they die, stopped together when asked.

And one whose end is waited for.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

from django.db import connections
from msgspec import Struct

logger = logging.getLogger(__name__)

STOP_SECONDS = 15.0
SHORT_LIFE_SECONDS = 2.0
STOPPING = {signal.SIGTERM, signal.SIGINT}


class Child(Struct):
    name: str
    run: Callable[[], object]
    pid: int = 0
    started_at: float = 0.0


Jobs = dict[str, Callable[[], object]]


def supervise(first: Jobs, *, then: Callable[[], Jobs] | None = None) -> None:
    """Returns when SIGTERM or SIGINT came and every child has ended.

    Forks from a process without threads that has imported what they need: the children share its memory, and
    start at once. `then` imports what the others need while the first ones are at work, and gives those others.
    """
    asked_to_stop = False

    def stop(signum: int, frame: object) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    alive, held = os.pipe()
    children = _started(first, alive, held)
    if then is not None:
        others = then()
        children += _started({} if asked_to_stop else others, alive, held)
    while not asked_to_stop:
        _restart_dead(children, alive, held)
        time.sleep(0.2)
    _stop_all(children)


def _started(jobs: Jobs, alive: int, held: int) -> list[Child]:
    children = [Child(name, run) for name, run in jobs.items()]
    for child in children:
        _start(child, alive, held)
    return children


def _start(child: Child, alive: int, held: int) -> None:
    connections.close_all()
    sys.stdout.flush()
    child.started_at = time.monotonic()
    # Until the child has its own way to stop: a signal that came before would be taken by ours, and be lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    child.pid = os.fork()
    if child.pid == 0:
        os.close(held)
        _run_child(child, alive)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)


def apart(do: Callable[[], object], *, refusal: type[Exception]) -> str:
    """Done in a child process, with which goes what it took of memory: "", or why it was not done, in words."""
    connections.close_all()
    sys.stdout.flush()
    (alive, held), (told, tells) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(held)
        _do_apart(do, refusal, alive=alive, tells=tells)
    os.close(alive)
    os.close(tells)
    with os.fdopen(told, "rb") as words, os.fdopen(held, "rb"):
        refused = words.read().decode()
        _, status = os.waitpid(pid, 0)
    return refused or ("It ended before it was done; what stands above says why." if status else "")


def _do_apart(do: Callable[[], object], refusal: type[Exception], *, alive: int, tells: int) -> None:
    threading.Thread(target=_end_with_parent, args=(alive,), daemon=True).start()
    code = 1
    try:
        do()
        code = 0
    except refusal as error:
        os.write(tells, str(error).encode())
    except Exception:
        logger.exception("What was done apart failed")
    finally:
        logging.shutdown()
        os._exit(code)


def _run_child(child: Child, alive: int) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_end_with_parent, args=(alive,), daemon=True).start()
    code = 0
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
        child.run()
    except KeyboardInterrupt:
        code = 0
    except Exception:
        logger.exception("The %s process failed", child.name)
        code = 1
    finally:
        logging.shutdown()
        os._exit(code)


def _end_with_parent(alive: int) -> None:
    """Only the parent holds the pipe's other end: this one ends when the parent is gone."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _restart_dead(children: list[Child], alive: int, held: int) -> None:
    for child in children:
        pid, status = os.waitpid(child.pid, os.WNOHANG)
        if pid == 0:
            continue
        logger.error(
            "The %s process ended (%s); starting it again", child.name, os.waitstatus_to_exitcode(status)
        )
        if time.monotonic() - child.started_at < SHORT_LIFE_SECONDS:
            time.sleep(1)
        _start(child, alive, held)


def _stop_all(children: list[Child]) -> None:
    waiting = {child.pid for child in children}
    for pid in waiting:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while waiting and time.monotonic() < deadline:
        waiting = {pid for pid in waiting if os.waitpid(pid, os.WNOHANG)[0] == 0}
        time.sleep(0.02)
    for pid in waiting:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
