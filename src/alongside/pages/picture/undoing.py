"""What was done on the pages of a client's picture in, taken back; by the name that its offer carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.picture import actions, proposals, starting
from alongside.picture.errors import PictureError

Payload = Mapping[str, Any]


def _changes(member: Member, payload: Payload) -> None:
    actions.undo(member, payload["changes"], now=timezone.now())


def _person(member: Member, payload: Payload) -> None:
    actions.forget_person(member, payload["person"])


def _answer(member: Member, payload: Payload) -> None:
    taken = {**payload["taken"], "changes": tuple(payload["taken"]["changes"])}
    with suppress(PictureError):  # It is not hers to see any more.
        proposals.take_back(member, proposals.Taken(**taken), now=timezone.now())


def _steps_away(member: Member, payload: Payload) -> None:
    starting.drop(member, payload["steps"])


def _steps_again(member: Member, payload: Payload) -> None:
    starting.bring_back(member, payload["steps"])


def _tick(member: Member, payload: Payload) -> None:
    with suppress(PictureError):  # It was taken off the list.
        starting.tick(member, payload["step"], is_done=payload["was_done"], now=timezone.now())


PICTURE: dict[str, Callable[[Member, Payload], None]] = {
    "picture-back": _changes,
    "person-away": _person,
    "answer-back": _answer,
    "steps-away": _steps_away,
    "steps-again": _steps_again,
    "step-back": _tick,
}
