"""Starts the pages and the work: database brought up to date, port taken, children running."""

from __future__ import annotations

import fcntl
import gc
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from alongside.accounts import actions, queries
from alongside.processes import working
from alongside.processes.supervisor import supervise

GRACE_SECONDS = 5


class CannotServe(Exception):
    """The message says why, and what to do."""


def serve(*, host: str, port: int, processes: int, wants_link: bool, say: Callable[[str], None]) -> None:
    """Pages and work until SIGTERM or SIGINT; `say` gets the lines for the person who started it."""
    with _only_one(settings.HOME / "serve.lock"), _listening(host, port) as listener:
        bring_up_to_date()
        say(f"Alongside is at {settings.BASE_URL}")
        if wants_link or not queries.members_who_can_return().exists():
            link = actions.make_sign_in_link(actions.ensure_owner())
            say(f"Open it with this link, which works once and for an hour:\n  {link}")
        jobs = _page_makers(listener, processes)
        jobs["work"] = _work
        supervise(jobs)


def serve_pages(*, host: str, port: int, processes: int) -> None:
    """The pages alone, until SIGTERM or SIGINT."""
    with _listening(host, port) as listener:
        bring_up_to_date()
        supervise(_page_makers(listener, processes))


def bring_up_to_date() -> None:
    """Applies migrations that are missing; one process at a time."""
    try:
        with _lock(settings.HOME / "migrate.lock", fcntl.LOCK_EX):
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise CannotServe(
            "The database does not answer. Look at $DATABASE_URL, or run `alongside doctor`."
        ) from error


def is_running() -> bool:
    """Whether `serve` is at work on this data."""
    try:
        with _lock(settings.HOME / "serve.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
            return False
    except BlockingIOError:
        return True


def _page_makers(listener: socket.socket, processes: int) -> dict[str, Callable[[], None]]:
    # Imported by name: nothing imports config. Before the fork, so that the children share the memory.
    application = import_module("alongside.config.asgi").application
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(
        application,
        http="httptools",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    return {
        f"page {number + 1}": lambda: uvicorn.Server(config).run([listener]) for number in range(processes)
    }


def _work() -> None:
    working.work(queues=[], until_idle=False)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    try:
        with _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB):
            yield
    except BlockingIOError as error:
        raise CannotServe(
            f"Alongside already runs on the data in {path.parent}. Stop it first, or set $ALONGSIDE_HOME."
        ) from error


@contextmanager
def _lock(path: Path, how: int) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise CannotServe(
            f"Port {port} at {host} cannot be used: {os.strerror(error.errno or 0)}. Try --port {port + 1}."
        ) from error
    with listener:
        listener.set_inheritable(True)
        yield listener
