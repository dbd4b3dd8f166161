"""What can go wrong in a room; each message is for whoever looks at it."""

from __future__ import annotations


class RoomError(Exception):
    """The base of all that a room refuses."""


class FrameRefused(RoomError):
    """Not one of the shapes that a room's socket takes."""


class NotAdmitted(RoomError):
    """Nobody has let this guest in, or it was too long ago."""


class RoomFull(RoomError):
    """As many are in as a call without a server between them bears."""


class RoomClosed(RoomError):
    """The call has ended, or the right to it."""


class LinkSpent(RoomError):
    """The link has been used in another browser."""


class TooManyLinks(RoomError):
    """So many links to one room were asked for that somebody only plays with the button."""
