"""The database brought up to date before anything uses it: a copy first, then the changes, and back if one fails."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from io import TextIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from alongside.lib.later import later
from alongside.originals import before_update, storage
from alongside.originals.actions import finish_erasing
from alongside.originals.backup import (
    bringing_back,
    forget_brought_back,
    is_half_restored,
    was_brought_back,
)
from alongside.originals.errors import BackupError
from alongside.originals.models import Original
from alongside.processes.level import is_level

if TYPE_CHECKING:
    from django.core.management import call_command
    from django.db.migrations.executor import MigrationExecutor

    from alongside.outbox.bringing_back import doubt_what_was_due
    from alongside.processes.new_database import make_database
else:
    # Hardly a start has anything to change.
    call_command = later("django.core.management", "call_command")
    MigrationExecutor = later("django.db.migrations.executor", "MigrationExecutor")
    doubt_what_was_due = later("alongside.outbox.bringing_back", "doubt_what_was_due")
    make_database = later("alongside.processes.new_database", "make_database")

logger = logging.getLogger(__name__)
# SQLITE_CORRUPT, SQLITE_NOTADB
_WORDS_OF_DAMAGE = ("malformed", "not a database")
# PostgreSQL's data_corrupted, index_corrupted
_STATES_OF_DAMAGE = ("XX001", "XX002")
Say = Callable[[str], None]
GO_BACK = "alongside update --back"
_APART = "apart.lock"
RESTORE = (
    "Stop Alongside, keep a copy of the data folder as it is, and restore your last backup:"
    " alongside restore BACKUP --overwrite"
)


class CannotStart(Exception):
    """The message says why, what is safe, and what to do."""


class DatabaseAway(CannotStart):
    """Nobody answers at $DATABASE_URL."""

    def __str__(self) -> str:
        return "The database does not answer. Look at $DATABASE_URL, or run `alongside doctor`."


class DatabaseDamaged(CannotStart):
    """What stands in its files is not what was written."""

    def __str__(self) -> str:
        return f"The database is damaged, and nothing was changed now. {RESTORE}"


class HalfRestored(CannotStart):
    """Restoring was killed between the database and the originals."""

    def __str__(self) -> str:
        return (
            "Restoring a backup was stopped halfway, so that what is here is of two moments. Do it once more:"
            " alongside restore BACKUP --overwrite"
        )


class OtherFolder(CannotStart):
    """What the database speaks of stands in another data folder: what comes in here would be lost with the next start
    there."""

    def __str__(self) -> str:
        return (
            f"The database at $DATABASE_URL speaks of letters, and none of them is in {settings.HOME}. Set"
            " $ALONGSIDE_HOME to the data folder that belongs to it. Where that is lost, restore your last backup:"
            " alongside restore BACKUP --overwrite. Without one, an empty file"
            f" {settings.HOME / 'originals' / '00000001.seg'} lets it start."
        )


class NewerDatabase(CannotStart):
    """A newer Alongside has changed the database in ways that this one does not know."""

    def __str__(self) -> str:
        return (
            "This data was last used by a newer Alongside, and nothing was changed now. Start the newer one; or, to"
            f" stay with this one, bring back the data as it was before the update: {GO_BACK}"
        )


class OlderRuns(CannotStart):
    """Another version is at work on this data."""

    def __str__(self) -> str:
        return (
            "This is a newer Alongside than the one that runs on this data. Stop that one, then start again."
        )


class NoCopy(CannotStart):
    """An update begins with a copy, and there is none."""

    def __str__(self) -> str:
        return (
            f"An update begins with a copy of the database, and it could not be made: {self.args[0]}. Nothing was"
            " changed. Make room and start again; or, with a backup elsewhere, run: alongside update --without-copy"
        )


class UpdateFailed(CannotStart):
    """`is_back`: the database is again what it was."""

    def __init__(self, migration: str, *, is_back: bool) -> None:
        super().__init__(migration)
        self.is_back = is_back

    def __str__(self) -> str:
        what = f"The update stopped at the change “{self.args[0]}” of the database."
        if self.is_back:
            return (
                f"{what} Everything is as it was before it. Start the older Alongside again, and report what stands"
                " above."
            )
        return f"{what} There was no copy to go back to: restore your last backup with the older Alongside."


def bring_up_to_date(
    *, say: Say | None = None, holds_serve_lock: bool = False, copies: bool = True, tidies: bool = True
) -> int:
    """Applies the migrations that are missing and ends an erasing that was killed; returns how many there were.

    `tidies` is False for whoever looks at what a kill has left. Raises CannotStart.
    """
    if is_half_restored(settings.HOME):
        raise HalfRestored
    with reachable(), locked(settings.HOME / "migrate.lock"):
        tell = say or (lambda line: None)
        count = _migrate(tell, holds_serve_lock=holds_serve_lock, copies=copies)
        if tidies:
            if is_of_another_folder():
                raise OtherFolder
            _after_bringing_back(tell)
    if tidies:
        with reachable():
            finish_erasing()
            before_update.remove_old()
    return count


def is_of_another_folder() -> bool:
    """Only where the two can have been mixed up: the usual database stands in the data folder itself."""
    stands_at = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and stands_at.parent == Path(settings.HOME):
        return False
    return not storage.store().sizes() and Original.objects.exists()


@contextmanager
def reachable() -> Iterator[None]:
    """What SQLite and PostgreSQL say of a database that cannot be used, as CannotStart."""
    try:
        yield
    except OperationalError as error:
        raise DatabaseAway from error
    except DatabaseError as error:
        if is_damage(error):
            raise DatabaseDamaged from error
        raise


def is_damage(error: DatabaseError) -> bool:
    """Whether the database met something in its files that it did not write."""
    if connection.vendor == "sqlite":
        return any(words in str(error) for words in _WORDS_OF_DAMAGE)
    return getattr(error.__cause__, "sqlstate", "") in _STATES_OF_DAMAGE


def go_back() -> Path:
    """The database as it was before the last update; where what it is now was set aside.

    Raises CannotStart, BackupError.
    """
    copy = before_update.present()
    if copy is None:
        raise BackupError("there is no copy from before an update to go back to")
    if is_running():
        raise OlderRuns
    with locked(settings.HOME / "migrate.lock"):
        aside = before_update.set_aside()
        with bringing_back(settings.HOME):
            before_update.put_back(copy)
        before_update.finish(copy)
    return aside


def _after_bringing_back(say: Say) -> None:
    """Once, at the first start on a database that is of an earlier moment."""
    if was_brought_back(settings.HOME):
        if doubted := doubt_what_was_due(timezone.now()):
            were = "1 letter was on its way" if doubted == 1 else f"{doubted:,} letters were on their way"
            say(
                f"{were} at the moment that this data is of, and may have been sent since. Nothing is sent again by"
                " itself: `alongside letters list` shows them."
            )
        forget_brought_back(settings.HOME)


def _migrate(say: Say, *, holds_serve_lock: bool, copies: bool) -> int:
    if is_level():
        return 0
    executor = MigrationExecutor(connection)
    applied = executor.loader.applied_migrations
    if set(applied) - set(executor.loader.disk_migrations):
        raise NewerDatabase
    plan = _plan(executor)
    if not plan:
        return 0
    if not applied:
        make_database(plan)
        return len(plan)
    if is_running(besides_serve=holds_serve_lock):
        raise OlderRuns
    copy = _copied(say) if copies else None
    say(f"Changing the database, {len(plan)} {'step' if len(plan) == 1 else 'steps'}")
    _change(say, copy)
    return len(plan)


def _plan(executor: MigrationExecutor) -> list[Any]:
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _copied(say: Say) -> before_update.Copy:
    say("An update: first a copy of the database")
    try:
        return before_update.take()
    except (BackupError, OSError) as error:
        raise NoCopy(str(error)) from error


def _change(say: Say, copy: before_update.Copy | None) -> None:
    """Whatever a migration dies of, the database is brought back to what it was before the first of them."""
    try:
        call_command("migrate", verbosity=1, interactive=False, stdout=_Steps(say))
    except Exception as error:
        logger.exception("The update failed")
        at = _plan(MigrationExecutor(connection))[0]
        if copy is not None:
            before_update.put_back(copy)
            before_update.finish(copy)
        raise UpdateFailed(f"{at.app_label} {at.name}", is_back=copy is not None) from error
    if copy is not None:
        before_update.finish(copy)


class _Steps(TextIOBase):
    """Takes what `migrate` prints, and gives on the name of each step as it begins."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def write(self, text: str) -> int:
        if "Applying" in text:
            self._say(f"  {text.strip().removeprefix('Applying ').rstrip('.')}")
        return len(text)


def is_running(*, besides_serve: bool = False) -> bool:
    """Whether `alongside serve` is at work on this data, or `web`, `work` or `listen` apart from each other.

    `besides_serve`: for `serve` itself, whether anybody else is.
    """
    try:
        with ExitStack() as stack:
            for name in (_APART,) if besides_serve else ("serve.lock", _APART):
                stack.enter_context(locked(settings.HOME / name, waits=False))
            return False
    except BlockingIOError:
        return True


def at_work_apart() -> AbstractContextManager[None]:
    """Any number may be, after they have brought the database up to date; for `is_running` of others."""
    return locked(settings.HOME / _APART, is_shared=True)


@contextmanager
def locked(path: Path, *, waits: bool = True, is_shared: bool = False) -> Iterator[None]:
    """Holds the file's lock, which ends with the process; raises BlockingIOError when it does not wait."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    kind = fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind if waits else kind | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
