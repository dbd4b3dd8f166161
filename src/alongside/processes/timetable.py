"""The readable list of what comes again by itself, and when it is due."""

from __future__ import annotations

from alongside.backups import jobs as backups
from alongside.backups import queries as backup_times
from alongside.jobs.timetable import Regular
from alongside.reach import jobs as reach
from alongside.reach.queries import next_look_at

TIMETABLE = (
    Regular(backups.back_up, backup_times.next_backup_at),
    Regular(backups.try_newest, backup_times.next_trial_at),
    Regular(reach.look, next_look_at),
)
