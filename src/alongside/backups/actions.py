"""A folder is chosen, a backup is written into it, old ones leave; every run says in its row how it went.

What goes wrong with a disk is no error of the program: it ends the run with a trouble that has a sentence, and
the timetable comes again. Nothing old is removed before something new is whole.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from alongside.backups import queries, rules, trying
from alongside.backups.errors import AlreadyRunning, Refused
from alongside.backups.models import Plan, Run, RunKind
from alongside.backups.rules import Trouble
from alongside.lib.durable import opened
from alongside.lib.file_locks import LockBusyError, locked
from alongside.originals import backup as whole
from alongside.originals import keys
from alongside.originals.errors import BackupError

logger = logging.getLogger(__name__)
Progress = Callable[[int, "int | None"], None]


def choose(folder: str, **wishes: int) -> Plan:
    """From now on backups go there, the first at once; raises Refused for a folder that would not do.

    `wishes`: `at_hour` and how many to keep, as in the plan; what is not named stays.
    """
    path = Path(folder).expanduser()
    if not path.is_absolute():
        raise Refused(Trouble.ABSENT)
    _look_at(path)
    if path.resolve().is_relative_to(Path(settings.HOME).resolve()):
        raise Refused(Trouble.FORBIDDEN)
    keys.backup_key()
    chosen = queries.plan() or Plan()
    if chosen.folder != str(path) or chosen.chosen_at is None:
        chosen.folder, chosen.chosen_at = str(path), timezone.now()
    chosen.is_on_other_disk = _is_on_other_disk(path)
    for name, wish in wishes.items():
        setattr(chosen, name, wish)
    chosen.save()
    return chosen


def show_sheet() -> str:
    """The key, for the one page that shows it; notes that it was shown."""
    Plan.objects.update(sheet_shown_at=timezone.now())
    return keys.backup_key()


def back_up(*, progress: Progress | None = None) -> Run | None:
    """Make a backup in the chosen folder and let old ones go; None where none is chosen.

    Trouble with disks is in the run that comes back. Raises AlreadyRunning, and what `progress` raises.
    """
    with _alone():
        chosen = queries.plan()
        if chosen is None:
            return None
        now = timezone.now()
        name = rules.file_name(now, mark=queries.practice_mark())
        run = Run.objects.create(kind=RunKind.BACKUP, begun_at=now, name=name)
        try:
            path = _write(chosen, name, progress)
            run.size_bytes = path.stat().st_size
        except Refused as refused:
            return _end(run, refused)
        except OSError as error:
            return _end(run, Refused(rules.trouble_of(error), error.strerror or ""))
        _end(run)
        _remove_old(chosen)
        return run


def try_newest(*, heed: Progress | None = None) -> Run | None:
    """Restore the newest backup into a place of its own and verify it there; None where there is none yet.

    `heed` is called again and again while that goes on; what it raises ends the trial.
    """
    with _alone():
        chosen, now = queries.plan(), timezone.now()
        if chosen is None:
            return None
        run = Run(kind=RunKind.TRY, begun_at=now)
        try:
            _look_at(Path(chosen.folder), chosen)
            found = queries.backups_in(Path(chosen.folder))
            if not found:
                return None
            path = found[max(found)]
            run.name, run.size_bytes = path.name, path.stat().st_size
            run.save()
            run.letters = trying.try_backup(path, open_with=keys.backup_keys(), heed=heed)
        except Refused as refused:
            return _end(run, refused)
        except OSError as error:
            return _end(run, Refused(rules.trouble_of(error), error.strerror or ""))
        return _end(run)


def _write(chosen: Plan, name: str, progress: Progress | None) -> Path:
    folder = Path(chosen.folder)
    _look_at(folder, chosen)
    _clear_left_behind(folder)
    try:
        whole.backup(folder / name, progress=progress)
    except LockBusyError as error:
        raise Refused(Trouble.PROGRAM, "erasing was going on; it is tried again") from error
    except (BackupError, sqlite3.OperationalError, OperationalError) as error:
        # The copy of the database stands on the disk of the data folder; SQLite and pg_dump say so in words.
        is_full = "disk is full" in str(error) or "No space left" in str(error)
        raise Refused(Trouble.FULL_HERE if is_full else Trouble.PROGRAM, str(error)) from error
    return folder / name


def _end(run: Run, refused: Refused | None = None) -> Run:
    run.ended_at = timezone.now()
    if refused is not None:
        run.trouble, run.detail = refused.trouble.value, refused.detail
        logger.warning("%s did not go well: %s", run.get_kind_display(), refused.trouble.value)
    run.save()
    return run


def _look_at(folder: Path, chosen: Plan | None = None) -> None:
    """Raises Refused where nothing can be written there, or where it stands in for a disk that is away."""
    try:
        if not folder.is_dir():
            raise Refused(Trouble.NO_FOLDER if folder.exists() else Trouble.ABSENT)
        if chosen is not None and chosen.is_on_other_disk and not _is_on_other_disk(folder):
            raise Refused(Trouble.UNPLUGGED)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
    except OSError as error:
        raise Refused(rules.trouble_of(error), error.strerror or "") from error


def _is_on_other_disk(folder: Path) -> bool:
    return folder.stat().st_dev != Path(settings.HOME).stat().st_dev


def _remove_old(chosen: Plan) -> None:
    """What cannot be removed stays; the next time tries again."""
    proven = queries.newest_run(RunKind.TRY, only_good=True)
    folder, keep = Path(chosen.folder), _keep(chosen)
    try:
        found = queries.backups_in(folder)
        for moment in rules.to_remove(found, keep, zone=queries.zone(), proven=_made_at(proven)):
            found[moment].unlink()
    except OSError as error:
        logger.warning("Old backups could not be removed: %s", error.strerror)


def _keep(chosen: Plan) -> rules.Keep:
    return rules.Keep(daily=chosen.keep_daily, weekly=chosen.keep_weekly, monthly=chosen.keep_monthly)


def _made_at(run: Run | None) -> datetime | None:
    return rules.made_at(run.name, mark=queries.practice_mark()) if run else None


def _clear_left_behind(folder: Path) -> None:
    """What a kill left of earlier runs of this practice; nobody else is at work while the lock is held."""
    mark = queries.practice_mark()
    for path in folder.glob(f".alongside-*-{mark}{rules.SUFFIX}.*.tmp"):
        shutil.rmtree(path)


@contextmanager
def _alone() -> Iterator[None]:
    """One backup or trial at a time; a kill lets go of the lock, and the next one tells its run's end."""
    home = Path(settings.HOME)
    with ExitStack() as stack:
        descriptor = stack.enter_context(opened(home / "backup-run.lock", os.O_RDWR | os.O_CREAT))
        try:
            stack.enter_context(locked(descriptor, timeout_seconds=0))
        except LockBusyError as error:
            raise AlreadyRunning from error
        for path in [*home.glob(".backup.*.tmp"), *home.glob(trying.FOLDERS)]:
            shutil.rmtree(path)
        Run.objects.filter(ended_at=None).update(ended_at=timezone.now(), trouble=Trouble.KILLED.value)
        yield
