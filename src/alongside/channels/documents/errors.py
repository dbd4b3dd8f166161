"""Why a file, or the rest of it, could not be read."""

from __future__ import annotations


class CannotReadError(Exception):
    """The message is a sentence for a page."""


LOCKED = "Its words cannot be searched: it is locked with a password."
BROKEN = "Its words cannot be searched: it is damaged, or of a form that is not known here."
