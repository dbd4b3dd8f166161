"""The one road of what somebody without an account writes: an original through intake, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from alongside.channels.reply import parse as channel
from alongside.connections.models import Connection
from alongside.intake.actions import receive
from alongside.message import RawMessage
from alongside.originals.actions import prepare
from alongside.originals.queries import find_erased
from alongside.sharing.errors import SharingError
from alongside.timeline.database import hold_intake

Kept = TypeVar("Kept")


def land(reply: channel.Reply, *, source: Callable[[], Connection], keep: Callable[[bytes], Kept]) -> Kept:
    """`source` gives where it belongs and `keep` notes what became of it, by source key; both within the transaction.

    Raises SharingError for what was erased before.
    """
    key, raw = channel.source_key_of(reply.id), channel.compose(reply)
    with prepare([raw]) as prepared, transaction.atomic(durable=True):
        hold_intake()
        if find_erased([key], kind="source_key"):
            raise SharingError("This was written here before, and taken away.")
        message = channel.message_of(reply)
        receive(prepared, [RawMessage(reply.id, raw)], [message], connection=source())
        return keep(key)
