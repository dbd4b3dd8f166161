"""The readable list of what follows from a change, and who sees to it."""

from __future__ import annotations

import logging
import threading
from time import monotonic

from django.db import DatabaseError, connection
from django.utils import timezone

from alongside.calls.keeping import finish_all as finish_calls
from alongside.diary import following as diary
from alongside.diary.reconciling import foresee
from alongside.intake import tallying
from alongside.live.queries import Watch
from alongside.outbox import bouncing
from alongside.outbox.sending import recover
from alongside.picture import following as picture
from alongside.promises import following as promises
from alongside.reviews.outcome import finish_all as finish_reviews
from alongside.rhythm import counting
from alongside.search.actions import compact
from alongside.timeline import file_texts, indexing
from alongside.timeline.changes import Follower, Progress, behind, follow
from alongside.visits.keeping import finish_all as finish_visits
from alongside.visits.keeping import forget_receipts
from alongside.voices import following as voices
from alongside.waiting import following as waiting
from alongside.waiting.queries import FOLLOWER

logger = logging.getLogger(__name__)

# Reading letters takes a millisecond each: in pieces, and never for long while the others have work.
PROMISES = Follower("promises", promises.handle, piece=100)
DIARY = Follower("diary", diary.handle, piece=500)
FILES = Follower("files", picture.handle, piece=200)
FILE_TEXTS = Follower("file_texts", file_texts.handle, piece=20)
BOUNCES = Follower("bounces", bouncing.handle, piece=500)
WAITING = Follower(FOLLOWER, waiting.handle, piece=25)
# Who waits comes first, because somebody may be looking at Today just now.
FOLLOWERS = (
    WAITING,
    Follower("search", indexing.handle),
    Follower("arrived", tallying.handle),
    Follower("rhythm", counting.handle, counting.handle_moved),
    Follower("voices", voices.handle),
    DIARY,
    FILES,
    BOUNCES,
    PROMISES,
    FILE_TEXTS,
)
SECONDS_OF_READING = 1.0
# Looked at so often in any case; what is told to open pages wakes it sooner.
SECONDS_BETWEEN = 0.5
SECONDS_AFTER_ERROR = 5.0
# The index is tidied once a day, and a while after a start: that also ends an erasing that was cut short.
SECONDS_TO_FIRST_TIDYING = 600.0
SECONDS_BETWEEN_TIDYING = 24 * 3600.0
# Letters whose worker was killed are found within this time after their lease has run out; as often it is looked for
# calls, visits and reviews whose making into an entry was cut short.
SECONDS_BETWEEN_RECOVERIES = 5.0


def follow_all(*, progress: Progress | None = None, at_once: int = 1) -> int:
    """Bring everything that follows from the timeline up to date; returns how many entries were shown."""
    return sum(follow(follower, progress=progress, at_once=at_once) for follower in FOLLOWERS)


def follow_before_leaving(*, progress: Progress | None = None, at_once: int = 1) -> int:
    """What a command sees to before it ends; letters are read for promises by the work process, in its own time."""
    wanted = (follower for follower in FOLLOWERS if not follower.piece)
    return sum(follow(follower, progress=progress, at_once=at_once) for follower in wanted)


def follow_in_turn() -> bool:
    """The same, with little of what takes long; True when something of that is left."""
    for follower in behind(FOLLOWERS):
        follow(follower, seconds=SECONDS_OF_READING if follower.piece else None)
    return any(follower.piece for follower in behind(FOLLOWERS))


def keep_following(stop: threading.Event) -> None:
    """See to changes as they come, until `stop`. A database that does not answer is asked again."""
    next_tidying, next_recovery = monotonic() + SECONDS_TO_FIRST_TIDYING, 0.0
    recounting, rhythms = tallying.Recounting(), counting.Recounting()
    watch: Watch | None = None
    while not stop.is_set():
        wait = 0.0
        try:
            watch = watch or Watch()
            is_more = follow_in_turn()
            recounting.look()
            rhythms.look()
            for reading in (diary.READING, bouncing.READING, file_texts.READING):
                reading.rest()
            if monotonic() >= next_recovery:
                next_recovery = monotonic() + SECONDS_BETWEEN_RECOVERIES
                recover()
                finish_calls(now=timezone.now())
                finish_visits(now=timezone.now())
                finish_reviews(now=timezone.now())
            if monotonic() >= next_tidying:
                next_tidying = monotonic() + SECONDS_BETWEEN_TIDYING
                compact()
                waiting.forget_old(now=timezone.now())
                forget_receipts(now=timezone.now())
                foresee(now=timezone.now())
            if not is_more and not stop.is_set():
                watch.wait_for_change(SECONDS_BETWEEN)
        except DatabaseError:
            logger.exception("Following the timeline was interrupted")
            connection.close()
            watch, wait = None, SECONDS_AFTER_ERROR
        except Exception:
            # A fault of ours must not end all that follows: search, waiting, letters of killed workers.
            logger.exception("Following the timeline came upon a fault")
            wait = SECONDS_AFTER_ERROR
        stop.wait(wait)
    connection.close()
