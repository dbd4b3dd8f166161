"""Takes back what was just done to a post: the signed payload of an undo in, the post as it stood before out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from alongside.accounts.models import Member
from alongside.journal import actions
from alongside.journal.actions import Before
from alongside.journal.errors import JournalError


def take_back(member: Member, payload: dict[str, Any]) -> None:
    # Somebody was quicker, or the post is gone: then there is nothing to take back.
    with suppress(JournalError):
        if payload["stood"] is None:
            actions.put_away(member, payload["post"], None)
        else:
            actions.put_back(member, payload["post"], Before(*payload["stood"]))
