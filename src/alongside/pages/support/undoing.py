"""Takes back what was just done to support: the signed payload of an undo in, the change out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.support import actions
from alongside.support.errors import SupportError

Payload = dict[str, Any]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _end_again(member: Member, payload: Payload) -> None:
    if (until := _day(payload["until"])) is not None:
        actions.end(member, payload["id"], until)
    else:
        actions.go_on(member, payload["id"])


_BACK: dict[str, Callable[[Member, Payload], object]] = {
    "added": lambda member, payload: actions.take_away(member, payload["id"]),
    "ended": _end_again,
    "ticked": lambda member, payload: actions.not_yet(
        member, payload["id"], date.fromisoformat(payload["on"])
    ),
    "stopped": lambda member, payload: actions.start_again(member, payload["id"], _day(payload["ends"])),
    "put-away": lambda member, payload: actions.put_away(member, payload["id"], None),
    "rated": lambda member, payload: actions.take_rating_back(member, payload["id"]),
    "dropped": lambda member, payload: actions.pick_up(member, payload["id"]),
    "said": lambda member, payload: actions.say(
        member, payload["id"], payload["state"], payload["outcome"], now=timezone.now()
    ),
    "offered": lambda member, payload: actions.offer(payload["name"], is_offered=payload["was"]),
}


def take_back(member: Member, payload: Payload) -> None:
    # Somebody was quicker, or the row is gone: then there is nothing to take back.
    with suppress(SupportError):
        _BACK[payload["what"]](member, payload)
