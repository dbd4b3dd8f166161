"""Writes to the timeline: new entries in bulk, and entries filed elsewhere. Always inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from django.conf import settings

from alongside.live.actions import tell
from alongside.message import ParsedAttachment
from alongside.timeline.addresses import address_ids
from alongside.timeline.database import insert, reserve_ids, stamp_for
from alongside.timeline.entry import NewEntry
from alongside.timeline.models import Change
from alongside.timeline.rules import Linked, comes_in, hash64, may_wait, pack_hashes, reference_hashes
from alongside.timeline.summaries import count_arrivals
from alongside.timeline.text import compress, new_words, pack_folds, pack_links, preview
from alongside.timeline.threads import Threadable, assign

_INTERACTION = [
    "id",
    "source_key",
    "kind",
    "direction",
    "nature",
    "proof",
    "vouched_by",
    "happened_at",
    "ended_at",
    "subject",
    "preview",
    "message_hash",
    "sender_id",
    "counterpart_id",
    "sender_name",
    "connection_id",
    "has_html",
    "attachment_count",
    "is_unfiled",
    "private_to_id",
    "thread_id",
]
_BODY = ("interaction_id", "text", "references", "folds", "links")
_PARTY = ("interaction_id", "address_id", "role", "name")
_FILING = ("interaction_id", "client_id", "happened_at", "thread_id", "reason", "evidence")
_ATTACHMENT = [
    "interaction_id",
    "number",
    "key",
    "name",
    "media_type",
    "size_bytes",
    "content_id",
    "is_inline",
]


def add(entries: Sequence[NewEntry], *, connection_id: int) -> list[int]:
    """Store entries whose source keys are new; returns their ids in order. Writes the ledger and one change."""
    if not entries:
        return []
    ids = _ids_of(entries)
    links = [_linked(entry) for entry in entries]
    filed_threads, own_threads = _thread(entries, links, connection_id)
    addresses = address_ids(
        party.address for entry in entries for party in entry.message.parties if party.address
    )
    stamp = stamp_for()
    rows = [
        _interaction_row(number, entry, link, addresses, stamp, connection_id, thread)
        for number, entry, link, thread in zip(ids, entries, links, own_threads, strict=True)
    ]
    insert("timeline_interaction", _INTERACTION, rows)
    _insert_details(ids, entries, links, addresses)
    filings = [
        (number, filed.client_id, stamp(entry.happened_at), thread, filed.reason, filed.evidence[:400])
        for number, entry, threads in zip(ids, entries, filed_threads, strict=True)
        for filed, thread in zip(entry.placement.filings, threads, strict=True)
    ]
    insert("timeline_filing", _FILING, filings)
    count_arrivals(entries)
    mark_changed(ids, kind="arrived")
    return ids


def note_revisions(rows: Iterable[tuple[int, int, bytes]]) -> None:
    """The ledger: original, entry and source key; a second copy of the same message included."""
    columns = ("original_id", "interaction_id", "source_key")
    insert("timeline_revision", columns, list(rows), ignore=True)


def _ids_of(entries: Sequence[NewEntry]) -> list[int]:
    missing = sum(entry.interaction_id is None for entry in entries)
    fresh = reserve_ids("timeline_interaction", missing)
    return [next(fresh) if entry.interaction_id is None else entry.interaction_id for entry in entries]


def _linked(entry: NewEntry) -> Linked:
    message = entry.message
    own = message.message_id or entry.original_sha256.hex()
    return Linked(
        message_hash=hash64(own),
        references=reference_hashes(message.references),
        subject=message.subject,
        counterpart=entry.counterpart,
        happened_at=entry.happened_at,
        is_personal=message.nature == "personal",
        preview=preview(new_words(message.text, message.folds)) or preview(message.text),
        kind=message.kind,
    )


def _thread(
    entries: Sequence[NewEntry], links: Sequence[Linked], connection_id: int
) -> tuple[list[list[int]], list[int | None]]:
    """Threads of each entry: one for every filing, or one of the source's own when it is filed nowhere.

    What is private to a member is in no thread: its size and subject would show it to others.
    """
    items: list[Threadable] = []
    for entry, link in zip(entries, links, strict=True):
        is_incoming = comes_in(entry.message.kind, entry.placement.direction)
        waits = may_wait(link, is_doubtful=entry.placement.proof == "doubtful")
        clients: list[int | None] = [filed.client_id for filed in entry.placement.filings]
        for client_id in clients or _loose(entry):
            items.append(Threadable(link, client_id, connection_id, is_incoming, waits))
    assigned = iter(assign(items))
    filed: list[list[int]] = []
    own: list[int | None] = []
    for entry in entries:
        filed.append([next(assigned) for _ in entry.placement.filings])
        own.append(next(assigned) if not entry.placement.filings and _loose(entry) else None)
    return filed, own


def _loose(entry: NewEntry) -> list[int | None]:
    return [None] if entry.placement.private_to is None else []


def _interaction_row(
    number: int,
    entry: NewEntry,
    link: Linked,
    addresses: dict[str, int],
    stamp: Any,
    connection_id: int,
    thread: int | None,
) -> tuple[Any, ...]:
    message, placement = entry.message, entry.placement
    sender = next((party for party in message.parties if party.role == "from"), None)
    return (
        number,
        message.source_key,
        message.kind,
        placement.direction,
        message.nature,
        placement.proof,
        " ".join(sorted(entry.vouched_by))[:255] if entry.vouched_by else "",
        stamp(entry.happened_at),
        stamp(message.ended_at) if message.ended_at else None,
        message.subject[:500],
        link.preview,
        link.message_hash,
        addresses.get(sender.address[:320]) if sender else None,
        addresses.get(entry.counterpart[:320]),
        sender.name[:200] if sender else "",
        connection_id,
        message.has_html,
        len(message.attachments),
        not placement.filings and placement.private_to is None,
        placement.private_to,
        thread,
    )


def _insert_details(
    ids: Sequence[int], entries: Sequence[NewEntry], links: Sequence[Linked], addresses: dict[str, int]
) -> None:
    bodies, parties, attachments = [], [], []
    for number, entry, link in zip(ids, entries, links, strict=True):
        message = entry.message
        folds, links_ = pack_folds(message.folds), pack_links(message.links)
        bodies.append((number, compress(message.text), pack_hashes(link.references), folds, links_))
        for party in message.parties:
            if party.address:
                parties.append((number, addresses[party.address[:320]], party.role, party.name[:200]))
        for attachment in message.attachments:
            attachments.append((number, *_attachment_row(attachment, entry.original_sha256)))
    insert("timeline_body", _BODY, bodies)
    insert("timeline_party", _PARTY, parties)
    insert("timeline_attachment", _ATTACHMENT, attachments)


def _attachment_row(attachment: ParsedAttachment, sha256: bytes) -> tuple[Any, ...]:
    return (
        attachment.number,
        attachment_key(sha256, attachment.number),
        attachment.name[:255],
        attachment.media_type[:100],
        attachment.size_bytes,
        attachment.content_id[:255],
        attachment.is_inline,
    )


def attachment_key(sha256: bytes, number: int) -> str:
    """Unguessable without the practice's secret, and the same again when everything is built anew."""
    secret = blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"attachment-key").digest()
    return blake2b(sha256 + number.to_bytes(4, "big"), key=secret, digest_size=16).hexdigest()


def mark_changed(interaction_ids: Sequence[int], *, kind: str) -> None:
    """For whoever follows the timeline, and for the pages that are open."""
    if interaction_ids:
        change = Change.objects.create(kind=kind, interactions=list(interaction_ids))
        tell("timeline", change.pk)
