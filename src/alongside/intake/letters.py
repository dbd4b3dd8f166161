"""Letters fetched from a server in, their entries and settled numbers out, in one commit a batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from msgspec import Struct

from alongside.channels.files.client import MAX_MESSAGE_BYTES, TOO_LARGE
from alongside.channels.imap.answers import Head
from alongside.channels.imap.rules import retry_seconds
from alongside.connections import leases
from alongside.connections.mailboxes import tell_coverage
from alongside.connections.models import Connection, Folder, Listed, Mailbox
from alongside.intake.actions import Outcome, Received, Unread, receive
from alongside.intake.book import read_source
from alongside.intake.edition import NO_MAIL
from alongside.intake.filing_address import attached_letters
from alongside.intake.importing import Pace, Progress, Step, import_messages, parser_pool, spread
from alongside.intake.tallying import became_of, recount_later
from alongside.lib.limited import Pool, Refused
from alongside.message import ParsedMessage, RawMessage
from alongside.originals.actions import sweep
from alongside.originals.queries import find_ids
from alongside.timeline.database import in_chunks, insert, let_others_write, select_in, stamp_for

_LISTED = (
    "folder_id",
    "uidvalidity",
    "uid",
    "original_id",
    "state",
    "became",
    "attempts",
    "cuts",
    "flags",
    "gmail_id",
)
# Open pages are told so often how far it is.
SECONDS_BETWEEN_TOLD = 1.0
_KEPT = ("original_id", "connection_id", "place", "reason", "read_with", "kept_at")


class Letter(Struct, frozen=True):
    """Whole, under the number that the server gave it."""

    head: Head
    raw: bytes


class Desk:
    """Where the letters of one mailbox go; `token` is the lease under which they are written."""

    def __init__(
        self,
        mailbox: Mailbox,
        *,
        pool: Pool[bytes, Outcome],
        token: str,
        pace: Pace,
        progress: Progress | None = None,
    ) -> None:
        self.mailbox, self.pool, self.token, self.pace = mailbox, pool, token, pace
        self.connection: Connection = mailbox.connection
        self.received = Received()
        self._progress = progress
        self._rested_from = monotonic()
        self._told_at = 0.0

    def store(self, folder: Folder, batches: Iterable[list[Letter]]) -> None:
        """A commit for each batch; their originals are durable before it."""
        pending: deque[tuple[list[Letter], Step]] = deque()

        def to_parse() -> Iterator[list[bytes]]:
            for letters in batches:
                step = Step([RawMessage(place_of(folder, one.head.uid), one.raw) for one in letters])
                # What is too large for the parser is kept all the same.
                step.wanted = [
                    wanted and len(one.raw) <= MAX_MESSAGE_BYTES
                    for wanted, one in zip(step.wanted, letters, strict=True)
                ]
                if any(step.wanted):
                    pending.append((letters, step))
                    yield step.to_parse()
                else:
                    # At once: the pool would ask for ever more of these before it gave one back.
                    self._commit(folder, letters, step, [])

        try:
            for results in self.pool.map(to_parse()):
                self._commit(folder, *pending.popleft(), results)
        finally:
            for _, step in pending:
                step.lease.close()
        if self.received.has_erased:
            self.received.has_erased = False
            sweep()

    def settle_known(self, folder: Folder, heads: Sequence[Head]) -> list[Head]:
        """Letters of Gmail that are here under another label are only listed here too; returns the others."""
        wanted = [head.gmail_id for head in heads if head.gmail_id is not None]
        known: dict[int, int] = {}
        for some in in_chunks(wanted):
            rows = Listed.objects.filter(
                folder__mailbox=self.mailbox,
                gmail_id__in=some,
                state=Listed.State.STORED,
                original__isnull=False,
            )
            for gmail_id, original in rows.values_list("gmail_id", "original_id"):
                if gmail_id is not None and original is not None:
                    known[gmail_id] = original
        here = [(head, known[head.gmail_id]) for head in heads if head.gmail_id in known]
        if here:
            places = [(number, self.mailbox.pk, place_of(folder, head.uid)) for head, number in here]
            with transaction.atomic():
                leases.check(self.mailbox.pk, self.token)
                settle(folder, here)
                insert("connections_location", ("original_id", "connection_id", "place"), places, ignore=True)
        return [head for head in heads if head.gmail_id not in known]

    def _commit(
        self, folder: Folder, letters: Sequence[Letter], step: Step, results: Sequence[Outcome | Refused]
    ) -> None:
        with step.lease:
            begun = monotonic()
            self._take_out_attached(step, results)
            self._write(folder, letters, step, results)
        held, rested = monotonic() - begun, begun - self._rested_from
        if self.pace.lets_others_write and held > rested:
            let_others_write(held - rested)
        self._rested_from = monotonic()
        if self._progress is not None:
            self._progress(self.received)

    def _take_out_attached(self, step: Step, results: Sequence[Outcome | Refused]) -> None:
        """Before the forward itself is settled, so that a kill in between takes them out again."""
        if not any(isinstance(one, ParsedMessage) and one.attached_from for one in results):
            return
        source = read_source(self.connection)
        outcomes = spread(results, step.wanted)
        found = list(attached_letters(list(zip(step.batch, outcomes, strict=True)), source))
        if found:
            with parser_pool(1) as pool:
                import_messages(found, connection=self.connection, pool=pool, pace=self.pace)

    def _write(
        self, folder: Folder, letters: Sequence[Letter], step: Step, results: Sequence[Outcome | Refused]
    ) -> None:
        outcomes = spread(results, step.wanted)
        items = step.prepared.items
        for at, (letter, item) in enumerate(zip(letters, items, strict=True)):
            if item.place is not None and len(letter.raw) > MAX_MESSAGE_BYTES:
                outcomes[at] = Unread(TOO_LARGE)
        with transaction.atomic(durable=True):
            leases.check(self.mailbox.pk, self.token)
            received = receive(
                step.prepared, step.batch, outcomes, connection=self.connection, sent=_sent(folder, letters)
            )
            ids = find_ids([item.sha256 for item in items])
            settle(
                folder, [(one.head, ids.get(item.sha256)) for one, item in zip(letters, items, strict=True)]
            )
            if monotonic() - self._told_at >= SECONDS_BETWEEN_TOLD:
                tell_coverage(self.mailbox.pk)
                self._told_at = monotonic()
        self.received.add(received)


def _sent(folder: Folder, letters: Sequence[Letter]) -> set[int]:
    """By their places, those that stand in Sent, or that Gmail has labelled so where it shows no such folder."""
    return {at for at, one in enumerate(letters) if folder.role == "sent" or one.head.is_sent}


def place_of(folder: Folder, uid: int) -> str:
    """Where in its source a letter stands, as in an IMAP URL (RFC 5092); the same at every visit."""
    return f"{folder.name};UIDVALIDITY={folder.uidvalidity};UID={uid}"


def settle(folder: Folder, found: Sequence[tuple[Head, int | None]]) -> None:
    """Inside a transaction: these numbers are accounted for, under these originals."""
    forget_holes(folder, [head.uid for head, _ in found])
    became = became_of([original for _, original in found if original is not None])
    recount_later([folder.pk])
    rows = []
    for head, original in found:
        now = Listed.Became.ERASED if original is None else became.get(original, Listed.Became.UNKNOWN)
        rows.append(_row(folder, head, Listed.State.STORED, original=original, became=now))
    insert("connections_listed", _LISTED, rows, ignore=True)


def _row(
    folder: Folder,
    head: Head,
    state: Listed.State,
    *,
    original: int | None = None,
    became: int = Listed.Became.UNKNOWN,
) -> tuple[int | None, ...]:
    number = (folder.pk, folder.uidvalidity, head.uid)
    return (*number, original, state, became, 0, 0, head.flags, head.gmail_id)


def leave_out(folder: Folder, heads: Iterable[Head], state: Listed.State) -> None:
    """Inside a transaction: not wanted, by what was agreed about this mailbox."""
    recount_later([folder.pk])
    insert("connections_listed", _LISTED, [_row(folder, head, state) for head in heads], ignore=True)


def refuse(folder: Folder, head: Head, reason: str) -> None:
    """Too large to be taken at all: listed with its reason, like whatever is kept unparsed."""
    place = place_of(folder, head.uid)
    kept = (None, folder.mailbox_id, place, reason, NO_MAIL, stamp_for()(timezone.now()))
    row = _row(folder, head, Listed.State.REFUSED)
    with transaction.atomic():
        insert("timeline_keptunparsed", _KEPT, [kept], ignore=True)
        insert("connections_listed", _LISTED, [row], ignore=True)
        recount_later([folder.pk])


def note_holes(folder: Folder, uids: Sequence[int], *, is_cut: bool) -> None:
    """The server lists them and does not give them: said so until it does, and asked again by itself.

    `is_cut`: the line broke over it, which is no word of the server's; that comes again soon.
    """
    now = timezone.now()
    for some in in_chunks(uids):
        with transaction.atomic():
            rows = [_row(folder, Head(uid, 0, 0), Listed.State.NOT_GIVEN) for uid in some]
            insert("connections_listed", _LISTED, rows, ignore=True)
            holes = Listed.objects.filter(
                folder=folder, uidvalidity=folder.uidvalidity, uid__in=some, state=Listed.State.NOT_GIVEN
            )
            for hole in holes:
                hole.cuts = min(hole.cuts + is_cut, 1000)
                hole.attempts = min(hole.attempts + (not is_cut), 1000)
                wait = retry_seconds(cuts=hole.cuts, attempts=hole.attempts, is_cut=is_cut)
                hole.retry_at = now + timedelta(seconds=wait)
            Listed.objects.bulk_update(holes, ["cuts", "attempts", "retry_at"])
            recount_later([folder.pk])


def next_hole_at(mailbox: Mailbox) -> datetime | None:
    """When the next of its holes is due."""
    holes = Listed.objects.filter(
        folder__mailbox=mailbox,
        folder__is_wanted=True,
        folder__gone_at=None,
        uidvalidity=F("folder__uidvalidity"),
        state=Listed.State.NOT_GIVEN,
        gone_at=None,
    )
    return holes.order_by("retry_at").values_list("retry_at", flat=True).first()


def forget_holes(folder: Folder, uids: Sequence[int]) -> None:
    holes = Listed.objects.filter(folder=folder, uidvalidity=folder.uidvalidity, state=Listed.State.NOT_GIVEN)
    if holes.exists():
        holes.filter(uid__in=uids).delete()


def marks_of(folder: Folder, originals: Sequence[int] | None = None) -> list[tuple[int, tuple[int, int]]]:
    """Originals listed under the folder's numbers of now, each with what tells it: Message-ID and size."""
    if originals is None:
        live = Listed.objects.filter(folder=folder, uidvalidity=folder.uidvalidity, gone_at__isnull=True)
        originals = list(live.filter(original__isnull=False).values_list("original_id", flat=True))
    rows = select_in(
        "SELECT o.id, i.message_hash, o.size_bytes FROM originals_original o"
        " JOIN timeline_revision r ON r.original_id = o.id"
        " JOIN timeline_interaction i ON i.id = r.interaction_id WHERE o.id IN ({})",
        originals,
    )
    return [(number, (mark, size)) for number, mark, size in rows]
