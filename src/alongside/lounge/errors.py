"""What a lounge refuses; each message is for whoever tried."""

from __future__ import annotations


class LoungeError(Exception):
    """The base of all that a lounge refuses; says what to do."""


class NotYours(LoungeError):
    """Only who made the lounge does this."""


class LinkSpent(LoungeError):
    """The link has been used in another browser."""
