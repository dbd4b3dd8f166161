"""What can be wrong with what is kept of support, each in words for a person."""

from __future__ import annotations


class SupportError(Exception):
    """Of which all here are."""


class Refused(SupportError):
    """It cannot be, and nothing was changed. The message says why, and what to do."""


class NotThere(SupportError):
    """No such row, or not one of her clients': a page answers 404."""

    def __init__(self) -> None:
        super().__init__("This is not here any more.")


class ChangedMeanwhile(SupportError):
    """Somebody saved the page since it was opened; nothing was written over. `version` is the number of now."""

    def __init__(self, version: int) -> None:
        super().__init__("This page was saved in another window meanwhile.")
        self.version = version
