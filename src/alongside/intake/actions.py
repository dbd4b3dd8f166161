"""The whole way in: raw messages of a source go in, originals, entries, filings and threads come out.

Receiving the same thing twice changes nothing. The original is durable before anything that speaks of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import transaction
from msgspec import Struct, field

from alongside.connections.models import Connection
from alongside.intake.book import read_book, read_source
from alongside.intake.decisions import Decided, apply, decisions_for
from alongside.intake.edition import parser_version
from alongside.intake.filing_address import marked
from alongside.intake.own_letters import twins
from alongside.intake.refiling import refile_seen_elsewhere
from alongside.intake.rules import Book, SourceFacts, counterpart_of, facts_of, place
from alongside.message import NO_DATE, ParsedMessage, RawMessage
from alongside.originals.actions import Prepared, commit, forget
from alongside.originals.queries import find_erased
from alongside.timeline.actions import add, note_revisions
from alongside.timeline.database import hold_intake, insert, select_in, stamp_for
from alongside.timeline.entry import NewEntry
from alongside.timeline.models import KeptUnparsed


class Unread(Struct, frozen=True):
    """What could not be parsed, with the reason in words."""

    reason: str


Outcome = ParsedMessage | Unread


class Received(Struct):
    """What became of a batch."""

    read: int = 0
    new: int = 0
    duplicate: int = 0
    kept_unparsed: list[tuple[str, str]] = field(default_factory=list)
    # Whether bytes of something erased came in again, which are to be swept out.
    has_erased: bool = False

    def add(self, other: Received) -> None:
        self.read += other.read
        self.new += other.new
        self.duplicate += other.duplicate
        self.kept_unparsed += other.kept_unparsed
        self.has_erased = self.has_erased or other.has_erased


class Arrival(NamedTuple):
    """A raw message whose original is durable, and what its parsing gave; None when it was known before."""

    message: RawMessage
    original_id: int
    sha256: bytes
    outcome: Outcome | None
    is_sent: bool = False


def receive(
    prepared: Prepared,
    messages: Sequence[RawMessage],
    outcomes: Sequence[Outcome | None],
    *,
    connection: Connection,
    source: SourceFacts | None = None,
    book: Book | None = None,
    sent: Collection[int] = (),
) -> Received:
    """Write one batch in one transaction: ledger, places, entries. `outcomes` are None for known originals.

    `source` and `book` are read inside the transaction unless they are given: a member may be teaching the
    practice meanwhile, and what arrives after that must be filed by it. `sent`: which of them, by their place among
    `messages`, stand in Sent, where our own letters are met again.
    """
    with transaction.atomic():
        hold_intake()
        source, book = source or read_source(connection), book or read_book()
        stored = commit(prepared)
        arrivals = [
            Arrival(message, kept.id, kept.sha256, outcome, is_sent=at in sent)
            for at, (message, kept, outcome) in enumerate(zip(messages, stored, outcomes, strict=True))
            if kept.id is not None
        ]
        arrivals, dropped = _drop_erased(arrivals)
        _note_places(arrivals, connection.pk)
        received = Received(read=len(messages), has_erased=dropped)
        _keep_unparsed(arrivals, connection.pk, received)
        fresh = _add_new(arrivals, connection.pk, source, book, received)
        known = [one.original_id for one in arrivals if one.original_id not in fresh]
        refile_seen_elsewhere(known, connection_id=connection.pk)
        received.duplicate = received.read - received.new - len(received.kept_unparsed)
    return received


def _drop_erased(arrivals: Sequence[Arrival]) -> tuple[list[Arrival], bool]:
    """Copies of erased messages that were rewritten on their way: their bytes go again, before anything is made."""
    keys = {one.outcome.source_key for one in arrivals if isinstance(one.outcome, ParsedMessage)}
    erased = find_erased(keys, kind="source_key")
    if not erased:
        return list(arrivals), False
    gone = [
        one for one in arrivals if isinstance(one.outcome, ParsedMessage) and one.outcome.source_key in erased
    ]
    forget([one.original_id for one in gone])
    return [one for one in arrivals if one not in gone], bool(gone)


def _note_places(arrivals: Sequence[Arrival], connection_id: int) -> None:
    rows = [(one.original_id, connection_id, one.message.place[:1000]) for one in arrivals]
    insert("connections_location", ("original_id", "connection_id", "place"), rows, ignore=True)


def _keep_unparsed(arrivals: Sequence[Arrival], connection_id: int, received: Received) -> None:
    rows = []
    now = stamp_for()(datetime.now(UTC))
    for one in arrivals:
        if isinstance(one.outcome, Unread):
            place = one.message.place[:1000]
            reason = one.outcome.reason[:500]
            rows.append((one.original_id, connection_id, place, reason, parser_version(), now))
            received.kept_unparsed.append((place, one.outcome.reason))
    columns = ("original_id", "connection_id", "place", "reason", "read_with", "kept_at")
    insert("timeline_keptunparsed", columns, rows, ignore=True)


def receive_again(kept_id: int, outcome: Outcome) -> bool:
    """What was kept unread, with what came of another try: an entry, and True, or the reason of today."""
    with transaction.atomic():
        hold_intake()
        kept = KeptUnparsed.objects.select_related("original", "connection").filter(pk=kept_id).first()
        if kept is None or kept.original is None:
            return False
        if isinstance(outcome, Unread):
            kept.reason, kept.read_with = outcome.reason[:500], parser_version()
            kept.save(update_fields=["reason", "read_with"])
            return False
        kept.delete()
        raw = RawMessage(kept.place, b"")
        one = Arrival(raw, kept.original.pk, bytes(kept.original.sha256), outcome)
        left, _ = _drop_erased([one])
        _add_new(left, kept.connection.pk, read_source(kept.connection), read_book(), Received())
        refile_seen_elsewhere([one.original_id], connection_id=kept.connection.pk)
    return True


def _add_new(
    arrivals: Sequence[Arrival],
    connection_id: int,
    source: SourceFacts,
    book: Book,
    received: Received,
) -> set[int]:
    """Returns the originals that new entries were made from."""
    parsed = [(one, one.outcome) for one in arrivals if isinstance(one.outcome, ParsedMessage)]
    if not parsed:
        return set()
    keys = [message.source_key for _, message in parsed]
    known = known_entries(keys)
    if sent := [message for one, message in parsed if one.is_sent]:
        known = twins(sent, connection_id=connection_id) | known
    decided = decisions_for(keys)
    fresh: dict[bytes, NewEntry] = {}
    for one, message in parsed:
        key = message.source_key
        if key not in known and key not in fresh:
            fresh[key] = _entry(one, message, source, book, decided.get(key, ()))
    ids = add(list(fresh.values()), connection_id=connection_id)
    known.update(zip(fresh, ids, strict=True))
    revisions = [
        (one.original_id, known[message.source_key], message.source_key)
        for one, message in parsed
        if message.source_key in known
    ]
    note_revisions(revisions)
    received.new = len(fresh)
    return {entry.original_id for entry in fresh.values()}


def known_entries(keys: Iterable[bytes]) -> dict[bytes, int]:
    rows = select_in("SELECT source_key, id FROM timeline_interaction WHERE source_key IN ({})", keys)
    return {bytes(key): number for key, number in rows}


def _entry(
    one: Arrival, message: ParsedMessage, source: SourceFacts, book: Book, decided: Sequence[Decided]
) -> NewEntry:
    message = marked(message, places=[one.message.place], source=source)
    facts = facts_of(message)
    placement = apply(
        place(facts, source=source, book=book), decided, homes=book.homes, is_by_hand=source.is_by_hand
    )
    return NewEntry(
        message=message,
        original_id=one.original_id,
        original_sha256=one.sha256,
        happened_at=message.happened_at or NO_DATE,
        placement=placement,
        counterpart=counterpart_of(facts, source),
        vouched_by=facts.vouched_by,
    )
