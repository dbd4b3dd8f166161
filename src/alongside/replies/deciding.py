"""What a member says of a reply: on its page or off it, her answer below it or by mail alone."""

from __future__ import annotations

from typing import TypeVar

from alongside.replies.models import GuestReply

R = TypeVar("R", bound=GuestReply)


def set_state(reply: R, state: GuestReply.State) -> R:
    """The caller has looked whether it is hers to say."""
    type(reply)._default_manager.filter(pk=reply.pk).update(state=state)
    reply.state = state
    return reply


def show_answer(reply: R, *, is_shown: bool) -> R:
    """Whether her answers by mail stand under it as well."""
    type(reply)._default_manager.filter(pk=reply.pk).update(is_answer_shown=is_shown)
    reply.is_answer_shown = is_shown
    return reply
