"""The readable list of what follows from a change."""

from __future__ import annotations

from alongside.timeline import indexing
from alongside.timeline.changes import Follower, Progress, follow

FOLLOWERS = (Follower("search", indexing.handle),)


def follow_all(*, progress: Progress | None = None) -> int:
    """Bring everything that follows from the timeline up to date; returns how many entries were shown."""
    return sum(follow(follower, progress=progress) for follower in FOLLOWERS)
