"""What can be wrong with what a member says of a client, in words for her."""

from __future__ import annotations


class PictureError(Exception):
    """Its words say what happened and what to do. `field` is where it belongs, "" for the whole."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class NotThere(PictureError):
    """It is not there, or not hers to see: the same to her."""


class LooksSecret(PictureError):
    """Something that must not be kept here was typed."""
