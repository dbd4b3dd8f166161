"""How a job ends other than well."""

from __future__ import annotations


class JobError(Exception):
    """The base of them all."""


class JobFailed(JobError):
    """Raised by a job: `words` tell a person what happened and what to do. `is_final` ends the retries."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.is_final = is_final


class Stopping(JobError):
    """The worker is asked to stop: the job goes back into its queue, and the attempt does not count."""
