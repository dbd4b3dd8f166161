"""Letters, sent off and looked after: a member's decisions about them. Carrying out is `sending`."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.accounts.models import Member
from alongside.outbox.models import Draft, Letter

# How long a letter waits after "send", so that it can be taken back.
UNDO = timedelta(seconds=10)


def send(member: Member, draft_id: int, *, revision: int, now: datetime) -> Letter:
    """Sends a draft off in ten seconds' time; until then `withdraw` takes it back.

    Raises StaleDraft where another tab typed meanwhile, and CannotSend with every problem at once: nobody to
    send to, an address that is none, no mailbox that sends, too large. Pressed twice, it is one letter.
    """
    raise NotImplementedError


def send_later(member: Member, draft_id: int, *, revision: int, at: datetime, now: datetime) -> Letter:
    """The same at a time of the member's choosing; raises CannotSend for one that has passed."""
    raise NotImplementedError


def withdraw(member: Member, letter_id: int, *, now: datetime) -> Draft | None:
    """Takes back a letter that nobody has handed to a server yet: the draft is open again, and returned.

    Of one that some have already, only the others are let go, and None is returned. Raises OutboxError when it
    is too late.
    """
    raise NotImplementedError


def send_again(member: Member, letter_id: int, *, now: datetime) -> Letter:
    """A member asks for it, knowing that whoever may have it could get it twice.

    For a letter that may have been sent, was refused for now too often, or could not be sent. Those who accepted
    it are left out. The same Message-ID goes out, so that many servers recognise the second copy.
    """
    raise NotImplementedError


def look_for_sent(member: Member, letter_id: int, *, now: datetime) -> Letter:
    """Has the worker look in Sent for a letter that may have been sent; found there, it is sent."""
    raise NotImplementedError
