"""An answer or a forward, begun: an entry in, a draft with recipients, subject, quotation and way out, out."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db.models import Q

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.channels.email.block import read_block, strip_wrapping
from alongside.channels.email.identity import read_message_id, read_references
from alongside.channels.smtp.compose import references_to
from alongside.connections.models import WRITTEN_HERE, OwnAddress
from alongside.message import Party
from alongside.originals.errors import DamagedOriginalError, MissingOriginalError
from alongside.originals.queries import read
from alongside.outbox.attaching import attach_all_of
from alongside.outbox.errors import NotThere
from alongside.outbox.models import Draft
from alongside.outbox.recipients import write_recipients
from alongside.outbox.shapes import WayOut
from alongside.outbox.sight import drafts_of, sending_mailboxes
from alongside.outbox.ways_out import closest_signature, way_out_for_answer, ways_out
from alongside.outbox.wording import (
    Answered,
    answer_recipients,
    answer_subject,
    first_text,
    forward_subject,
    forwarded,
    quotation,
)
from alongside.timeline.models import Interaction
from alongside.timeline.queries.entries import original_for, thread_for
from alongside.timeline.queries.shapes import Entry

AnswerKind = Literal["answer", "answer_all", "forward"]
# A header block is read in this process, and no more of a letter.
_HEADER_BYTES = 256 << 10
_LONGEST_QUOTED = 200_000


def start_answer(
    member: Member,
    interaction_id: int,
    *,
    kind: AnswerKind,
    client_id: int | None = None,
    now: datetime,
) -> Draft:
    """An answer, or a forward with the entry's files, to be gone on with.

    Recipients, `Re:`/`Fwd:`, the quoted text and the mailbox it goes out through are settled: the mailbox that
    received it, in a client's mailbox under the client's address. An open draft of the same kind by this member
    to this entry is given again instead of another one. Raises NotThere.
    """
    entry, client_id = _entry(member, interaction_id, client_id)
    same = drafts_of(member).filter(Q(client=client_id), answers=interaction_id, kind=kind, author=member)
    if (open_one := same.filter(sent_at=None, discarded_at=None).order_by("pk").last()) is not None:
        return open_one
    ways = ways_out(member, client_id=client_id)
    writers = {party.address for party in entry.parties if party.role in ("from", "reply_to")}
    addressed = {party.address for party in entry.parties if party.role in ("to", "cc", "bcc")}
    if entry.line.direction == "out":
        writers, addressed = set(), writers
    way = way_out_for_answer(ways, interaction_id=interaction_id, addressed=addressed, writers=writers)
    draft = _draft(member, entry, kind, client_id, way, now)
    draft.save()
    if kind == "forward":
        attach_all_of(draft, interaction_id)
    return draft


def _entry(member: Member, interaction_id: int, client_id: int | None) -> tuple[Entry, int | None]:
    view = thread_for(member, interaction_id, client_id=client_id)
    entry = next((one for one in view.entries if one.line.id == interaction_id), None) if view else None
    if view is None or entry is None or (client_id is not None and view.client_id != client_id):
        raise NotThere
    return entry, view.client_id


def _draft(
    member: Member,
    entry: Entry,
    kind: AnswerKind,
    client_id: int | None,
    way: WayOut | None,
    now: datetime,
) -> Draft:
    answered = _answered(member, entry)
    message_id, references = _ids(member, entry.line.id)
    connection_id = way.connection_id if way is not None else None
    signature = closest_signature(member, client_id=client_id, connection_id=connection_id)
    draft = Draft(
        client_id=client_id,
        author=member,
        kind=kind,
        answers=entry.line.id,
        connection_id=connection_id,
        from_address=way.address if way is not None else "",
        signature=signature,
        changed_at=now,
    )
    if kind == "forward":
        # It begins a conversation of its own, but says what it is about (RFC 5322 §3.6.4).
        draft.references = list(references_to(message_id, references))
        draft.subject = forward_subject(answered.subject)
        draft.text = first_text(signature=signature, below=forwarded(answered))
        return draft
    own = _own_addresses(member, client_id, way)
    to, cc = answer_recipients(answered, own=own, is_to_all=kind == "answer_all")
    draft.in_reply_to, draft.references = message_id, list(references_to(message_id, references))
    draft.to, draft.cc = write_recipients(to), write_recipients(cc)
    draft.subject = answer_subject(answered.subject)
    draft.text = first_text(signature=signature, below=quotation(answered))
    return draft


def _answered(member: Member, entry: Entry) -> Answered:
    parties = [Party(party.role, party.address, party.name) for party in entry.parties]  # type: ignore[arg-type]
    return Answered(
        subject=entry.line.subject,
        parties=parties,
        text=entry.text[:_LONGEST_QUOTED],
        said_at=entry.line.happened_at.astimezone(zone_of(member)),
        is_own=entry.line.direction == "out",
    )


def _own_addresses(member: Member, client_id: int | None, way: WayOut | None) -> set[str]:
    """Under which she is written to here: an answer to all does not go to herself."""
    boxes = sending_mailboxes(member).filter(
        Q(connection__owner_client=None) | Q(connection__owner_client=client_id)
    )
    own = OwnAddress.objects.filter(connection__in=list(boxes.values_list("pk", flat=True)))
    return {*own.values_list("address", flat=True), *([way.address, way.label] if way is not None else [])}


def _ids(member: Member, interaction_id: int) -> tuple[str, tuple[str, ...]]:
    """Message-ID and references as the original has them; nothing where it cannot be read any more."""
    original_id = original_for(member, interaction_id)
    if Interaction.objects.filter(pk=interaction_id, connection__kind__in=WRITTEN_HERE).exists():
        # Loaded here: with it comes all that reads mail, and a page that only offers an answer needs none.
        from alongside.intake.reading import message_id_of

        return message_id_of(interaction_id) if original_id is not None else "", ()
    try:
        raw = read(original_id) if original_id is not None else b""
    except (MissingOriginalError, DamagedOriginalError):
        raw = b""
    block = read_block(strip_wrapping(raw[:_HEADER_BYTES])[0])
    return read_message_id(block.first("message-id")), read_references(block)[0]
