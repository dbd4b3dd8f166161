"""The timetable's two jobs, and the one that a button asks for."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

from alongside.backups import actions, queries
from alongside.backups.errors import AlreadyRunning
from alongside.backups.models import RunKind
from alongside.jobs.errors import JobFailed
from alongside.jobs.progress import report
from alongside.jobs.registry import job


@job(label="Backup", queue="backup", attempts=3)
def back_up() -> None:
    """Trouble is written into its run, which says when the next one is; the job itself went well."""
    give_way()
    _alone(lambda: actions.back_up(progress=_report))


@job(label="Trial of a backup", queue="backup", attempts=3)
def try_newest() -> None:
    give_way()
    _alone(lambda: actions.try_newest(heed=_report))


@job(label="Backup", queue="backup", attempts=3)
def back_up_for(*, member_id: int, what: str, then: str) -> None:
    """Asked for by `member_id`, who waits on the page of its progress and goes on to `then`."""
    give_way()
    _alone(lambda: actions.back_up(progress=_report))
    if trouble := queries.trouble_in(queries.newest_run(RunKind.BACKUP)):
        raise JobFailed(trouble, is_final=True)


def give_way() -> None:
    """The least of the processor and of the disk for this thread and for what it starts: on Linux every thread has
    a priority of its own, and ends with its job. Elsewhere it stays as it is, in a process apart from the pages."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)


def _alone(work: Callable[[], object]) -> None:
    try:
        work()
    except AlreadyRunning as error:
        raise JobFailed("A backup is being made or tried at this moment. Wait until it is done.") from error


def _report(done: int, total: int | None) -> None:
    mebibyte = 1 << 20
    message = f"{done // mebibyte:,} of {total // mebibyte:,} MB" if total else ""
    report(done, total=total, message=message)
