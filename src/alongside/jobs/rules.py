"""When a job is tried again, and when it is taken from a worker that fell silent."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

LEASE = timedelta(seconds=60)
HEARTBEAT_SECONDS = 15.0
KEEP_FINISHED = timedelta(days=7)


class Policy(Struct, frozen=True):
    """`attempts` of one is for what must never happen twice, such as a send: a killed worker's job of that
    kind is shown as failed instead of being brought back.
    """

    label: str
    attempts: int = 1
    first_wait_seconds: float = 10.0
    longest_wait_seconds: float = 3600.0

    @property
    def is_repeatable(self) -> bool:
        return self.attempts > 1

    def wait_after(self, attempt: int) -> timedelta:
        """The pause after the given attempt, counted from 1: four times as long each time."""
        seconds = min(self.first_wait_seconds * 4 ** (attempt - 1), self.longest_wait_seconds)
        return timedelta(seconds=seconds)
