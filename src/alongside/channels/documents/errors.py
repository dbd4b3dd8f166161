"""Why a file, or the rest of it, could not be read."""

from __future__ import annotations


class CannotReadError(Exception):
    """The message is a sentence for a page."""


LOCKED = "It is locked with a password."
BROKEN = "It is damaged, or of a form that is not known here."
