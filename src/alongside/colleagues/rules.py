"""Who may be changed by whom, and what becomes of a mailbox whose colleague leaves."""

from __future__ import annotations

from enum import Enum


class Fate(Enum):
    """STOP: its password goes, its letters stay. HAND_OVER: it is read on, and the owner sees what is not filed."""

    STOP = "stop"
    HAND_OVER = "hand_over"


def why_not(*, is_self: bool, was_owner: bool, stays_owner: bool, other_owners: int) -> str:
    """ "" where the change may be made. Somebody has to be left who can let others in."""
    if is_self:
        return "Nobody changes their own access: ask another owner."
    if was_owner and not stays_owner and not other_owners:
        return "Nobody else would be left who lets others in. Make somebody an owner first."
    return ""
