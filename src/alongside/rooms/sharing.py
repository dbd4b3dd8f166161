"""What a link to a room is, said to `sharing` at the start."""

from __future__ import annotations

from datetime import timedelta

from alongside.rooms.actions import KIND
from alongside.rooms.models import Room
from alongside.sharing.kinds import Kind, register
from alongside.sharing.models import Share

# Sent days ahead of a call; the end of the call ends it before.
LIVES = timedelta(days=14)


def title(share: Share) -> str:
    """ "" once the call is over."""
    return "A video call" if Room.objects.filter(pk=share.object_id, ended_at=None).exists() else ""


register(Kind(name=KIND, label="Video call", route="room-join", lives=LIVES, title=title))
