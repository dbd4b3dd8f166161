"""Bytes of a source whose messages need no limits in, what became of them out: the parser goes by the source alone."""

from __future__ import annotations

from hashlib import sha256

from alongside.channels.email.block import read_block, strip_wrapping
from alongside.channels.email.identity import read_message_id
from alongside.channels.email.sniff import is_outlook, mail_of_outlook
from alongside.channels.hand import parse as hand
from alongside.channels.reply import parse as reply
from alongside.connections.models import BY_HAND, WRITTEN_HERE
from alongside.intake.actions import Outcome, Unread
from alongside.intake.importing import CPU_SECONDS, MEMORY_BYTES
from alongside.lib.limited import LimitedPool, Refused
from alongside.message import ParsedMessage
from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.queries import read
from alongside.timeline.models import Interaction, Revision

# A header block is read in this process, and no more of a letter.
_HEADER_BYTES = 256 << 10


def read_written_here(kind: str, raw: bytes) -> Outcome:
    """What was written here, of a source of this kind; JSON, read in this process."""
    try:
        return hand.parse(raw) if kind == BY_HAND else reply.parse(raw)
    except (hand.CannotReadError, reply.CannotReadError) as error:
        return Unread(str(error))


def _head_of(raw: bytes) -> bytes:
    """The start of a letter. Outlook's own form is opened within limits, as all that is a stranger's."""
    if not is_outlook(raw):
        return raw[:_HEADER_BYTES]
    with LimitedPool(mail_of_outlook, workers=1, cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES) as pool:
        ((made,),) = pool.map([[raw]])
    return b"" if isinstance(made, Refused) else made[0][:_HEADER_BYTES]


def message_id_of(interaction_id: int) -> str:
    """As the original has it: what refers to it stands in one conversation with it. The caller has checked sight.

    "" where the original cannot be read any more.
    """
    ledger = Revision.objects.filter(interaction_id=interaction_id).order_by("id")
    original_id = ledger.values_list("original_id", flat=True).first()
    kind = Interaction.objects.filter(pk=interaction_id).values_list("connection__kind", flat=True).first()
    if original_id is None or kind is None:
        return ""
    try:
        raw = read(original_id)
    except (MissingOriginalError, DamagedOriginalError):
        return ""
    if kind in WRITTEN_HERE:
        outcome = read_written_here(kind, raw)
        return outcome.message_id if isinstance(outcome, ParsedMessage) else ""
    found = read_message_id(read_block(strip_wrapping(_head_of(raw))[0]).first("message-id"))
    # A mail without one is threaded by its bytes (`timeline.actions`).
    return found or sha256(raw).hexdigest()
