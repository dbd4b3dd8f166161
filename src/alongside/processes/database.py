"""The database brought up to date before anything uses it; one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from alongside.intake.reading_again import ask_where_parser_changed
from alongside.originals.actions import finish_erasing


class DatabaseAway(Exception):
    """Nobody answers at $DATABASE_URL."""

    def __str__(self) -> str:
        return "The database does not answer. Look at $DATABASE_URL, or run `alongside doctor`."


def bring_up_to_date() -> None:
    """Applies the migrations that are missing, ends an erasing that was killed; raises DatabaseAway.

    What an older parser could not read is read again by the work behind the pages.
    """
    try:
        with locked(settings.HOME / "migrate.lock"):
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", verbosity=0, interactive=False)
        finish_erasing()
        ask_where_parser_changed()
    except OperationalError as error:
        raise DatabaseAway from error


def is_running() -> bool:
    """Whether `alongside serve` is at work on this data."""
    try:
        with locked(settings.HOME / "serve.lock", waits=False):
            return False
    except BlockingIOError:
        return True


@contextmanager
def locked(path: Path, *, waits: bool = True) -> Iterator[None]:
    """Holds the file's lock, which ends with the process; raises BlockingIOError when it does not wait."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
