"""Why a backup or a trial did not take place."""

from __future__ import annotations

from alongside.backups.rules import Trouble


class BackupsError(Exception):
    """The base of them all."""


class Refused(BackupsError):
    """`trouble` has a sentence of its own; `detail` is what the system said, where that helps."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.detail = detail


class AlreadyRunning(BackupsError):
    """Another process makes or tries one at this moment."""
