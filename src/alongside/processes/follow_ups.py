"""The readable list of what follows from a change, and who sees to it."""

from __future__ import annotations

import logging
import threading
from time import monotonic

from django.db import DatabaseError, connection

from alongside.intake import tallying
from alongside.outbox.sending import recover
from alongside.rhythm import counting
from alongside.search.actions import compact
from alongside.timeline import indexing
from alongside.timeline.changes import Follower, Progress, follow
from alongside.voices import following

logger = logging.getLogger(__name__)

FOLLOWERS = (
    Follower("search", indexing.handle),
    Follower("arrived", tallying.handle),
    Follower("rhythm", counting.handle, counting.handle_moved),
    Follower("voices", following.handle),
)
SECONDS_BETWEEN = 0.5
SECONDS_AFTER_ERROR = 5.0
# The index is tidied once a day, and a while after a start: that also ends an erasing that was cut short.
SECONDS_TO_FIRST_TIDYING = 600.0
SECONDS_BETWEEN_TIDYING = 24 * 3600.0
# Letters whose worker was killed are found within this time after their lease has run out.
SECONDS_BETWEEN_RECOVERIES = 5.0


def follow_all(*, progress: Progress | None = None, at_once: int = 1) -> int:
    """Bring everything that follows from the timeline up to date; returns how many entries were shown."""
    return sum(follow(follower, progress=progress, at_once=at_once) for follower in FOLLOWERS)


def keep_following(stop: threading.Event) -> None:
    """See to changes as they come, until `stop`. A database that does not answer is asked again."""
    next_tidying, next_recovery = monotonic() + SECONDS_TO_FIRST_TIDYING, 0.0
    recounting, rhythms = tallying.Recounting(), counting.Recounting()
    while not stop.is_set():
        try:
            follow_all()
            recounting.look()
            rhythms.look()
            wait = SECONDS_BETWEEN
            if monotonic() >= next_recovery:
                next_recovery = monotonic() + SECONDS_BETWEEN_RECOVERIES
                recover()
            if monotonic() >= next_tidying:
                next_tidying = monotonic() + SECONDS_BETWEEN_TIDYING
                compact()
        except DatabaseError:
            logger.exception("Following the timeline was interrupted")
            connection.close()
            wait = SECONDS_AFTER_ERROR
        stop.wait(wait)
    connection.close()
