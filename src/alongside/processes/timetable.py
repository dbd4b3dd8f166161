"""The readable list of what comes again by itself, and when it is due."""

from __future__ import annotations

from alongside.backups import jobs, queries
from alongside.jobs.timetable import Regular

TIMETABLE = (
    Regular(jobs.back_up, queries.next_backup_at),
    Regular(jobs.try_newest, queries.next_trial_at),
)
