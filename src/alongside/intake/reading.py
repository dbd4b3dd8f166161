"""Bytes of a source whose messages need no limits in, what became of them out: the parser goes by the source alone."""

from __future__ import annotations

from alongside.channels.hand.parse import CannotReadError, parse
from alongside.intake.actions import Outcome, Unread


def read_by_hand(raw: bytes) -> Outcome:
    """What was written down here; JSON, read in this process."""
    try:
        return parse(raw)
    except CannotReadError as error:
        return Unread(str(error))
