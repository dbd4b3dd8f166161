"""The look at the own address, as work behind the pages."""

from __future__ import annotations

from alongside.jobs.registry import job
from alongside.reach import actions


@job(label="Look at the own address", attempts=2)
def look() -> None:
    actions.look()


@job(label="Look at the own address", attempts=2)
def look_for(*, member_id: int, what: str, then: str) -> None:
    """Asked for by `member_id`, who waits on the page of its progress and goes on to `then`."""
    actions.look()
