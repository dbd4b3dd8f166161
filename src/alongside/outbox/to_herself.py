"""A member's letter to herself: out through a mailbox that is hers alone, to that same mailbox, to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.channels.smtp.compose import Attached, Composition, Correspondent, compose
from alongside.channels.smtp.headers import UnsafeAddress, wire_address
from alongside.channels.smtp.message_ids import make_message_id
from alongside.connections.models import Grant
from alongside.intake.own_letters import own_ids_key
from alongside.live.actions import tell
from alongside.outbox.composing import Ready
from alongside.outbox.errors import CannotSend
from alongside.outbox.models import CopyState, Letter, Recipient
from alongside.outbox.sending import deliver_at
from alongside.outbox.sight import Box, boxes_for


def boxes_of_her_own(member: Member) -> list[Box]:
    """Mailboxes that send, are hers and are open to nobody else: what is sent there, nobody else reads."""
    hers = [
        box for box in boxes_for(member) if box.owner_member_id == member.pk and box.owner_client_id is None
    ]
    grants = Grant.objects.filter(connection_id__in=[box.pk for box in hers]).exclude(member=member)
    shared = set(grants.values_list("connection_id", flat=True))
    return [box for box in hers if box.pk not in shared]


def ready_for_herself(
    member: Member,
    connection_id: int | None,
    *,
    subject: str,
    text: str,
    html: str = "",
    files: Sequence[Attached] = (),
    at: datetime,
) -> Ready:
    """Raises CannotSend."""
    box = next((one for one in boxes_of_her_own(member) if one.pk == connection_id), None)
    if box is None:
        raise CannotSend(["This mailbox does not send for you alone any more. Choose another one."])
    try:
        address = wire_address(box.label)
    except UnsafeAddress as error:
        raise CannotSend([f"“{box.label}” cannot be a sender. Choose another mailbox."]) from error
    message_id = make_message_id(own_ids_key(), address)
    herself = Correspondent(address, member.name)
    letter = Composition(
        author=herself,
        to=[herself],
        subject=subject,
        text=text,
        html=html,
        attachments=files,
        date=at.astimezone(zone_of(member)),
        message_id=message_id,
    )
    raw = compose(letter)
    return Ready(box.pk, message_id, address, (("to", herself),), raw, sha256(raw).digest(), "")


def send_to_herself(member: Member, made: Ready, *, subject: str, now: datetime) -> Letter:
    """In the caller's transaction: due at once. It has no draft, and no copy of it is put into Sent."""
    letter = Letter.objects.create(
        author=member,
        connection_id=made.connection_id,
        message_id=made.message_id,
        subject=subject[:500],
        envelope_from=made.envelope_from,
        raw=made.raw,
        sha256=made.sha256,
        size_bytes=len(made.raw),
        is_to_herself=True,
        copy=CopyState.UNWANTED,
        send_at=now,
        due_at=now,
    )
    Recipient.objects.bulk_create(
        Recipient(letter=letter, role=role, address=one.address, name=one.name[:200])
        for role, one in made.recipients
    )
    deliver_at(letter.pk, now)
    tell("outbox", letter.pk)
    return letter
