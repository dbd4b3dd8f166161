"""The readable list of what comes again by itself, and when it is due."""

from __future__ import annotations

from alongside.backups import jobs as backups
from alongside.backups import queries as backup_times
from alongside.connections.attempts import next_forgetting_at
from alongside.diary.jobs import remind
from alongside.diary.reminding import next_reminder_at
from alongside.digest.jobs import send_days
from alongside.digest.queries import next_digest_at
from alongside.handover.archiving import next_forgetting_at as next_archive_forgotten_at
from alongside.handover.jobs import forget_archives, prepare_weekly_notes
from alongside.handover.queries import next_weekly_at
from alongside.intake.connecting import forget_left_lying
from alongside.intake.jobs import go_on_erasing
from alongside.jobs.timetable import Regular
from alongside.lounge.jobs import forget_remarks
from alongside.lounge.queries import next_gone_at
from alongside.originals.queries import erasing_due_at
from alongside.promises.jobs import read_with_model
from alongside.promises.model_reading import next_reading_at
from alongside.reach import jobs as reach
from alongside.reach.queries import next_look_at

TIMETABLE = (
    Regular(backups.back_up, backup_times.next_backup_at),
    Regular(backups.try_newest, backup_times.next_trial_at),
    Regular(reach.look, next_look_at),
    Regular(forget_left_lying, next_forgetting_at),
    Regular(go_on_erasing, erasing_due_at),
    Regular(send_days, next_digest_at),
    Regular(read_with_model, next_reading_at),
    Regular(prepare_weekly_notes, next_weekly_at),
    Regular(forget_archives, next_archive_forgotten_at),
    Regular(remind, next_reminder_at),
    Regular(forget_remarks, next_gone_at),
)
