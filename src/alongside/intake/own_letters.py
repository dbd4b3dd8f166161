"""Letters that went out from here, recognised when their copy comes back rewritten by the provider."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from django.conf import settings
from django.db.models import Min

from alongside.channels.smtp.message_ids import is_own
from alongside.message import ParsedMessage
from alongside.timeline.models import Interaction
from alongside.timeline.rules import hash64


def own_ids_key() -> bytes:
    """With which our own Message-IDs are made and recognised."""
    return blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"message-ids").digest()


def twins(messages: Iterable[ParsedMessage], *, connection_id: int) -> dict[bytes, int]:
    """By source key the entry that the same letter is already, when other bytes of it were met here before.

    For what stands in Sent, or was just sent: anybody who has a letter of ours could write its Message-ID into
    one of his own, but not put that there.
    """
    key = own_ids_key()
    ours = {one.source_key: hash64(one.message_id) for one in messages if is_own(key, one.message_id)}
    if not ours:
        return {}
    same = Interaction.objects.filter(
        message_hash__in=set(ours.values()), connection_id=connection_id, direction="out"
    )
    first = dict(same.values_list("message_hash").annotate(Min("id")).order_by())
    return {source_key: first[mark] for source_key, mark in ours.items() if mark in first}
