"""Imports files: paths go in, everything in them comes out in the timeline or is listed with its reason."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from alongside.channels.email.parse import parse, parse_arrived
from alongside.channels.files.client import Unreadable, open_source
from alongside.connections.models import Connection
from alongside.intake.actions import Outcome, Received, Unread, receive
from alongside.intake.book import read_book, read_source
from alongside.intake.edition import NO_MAIL
from alongside.lib.limited import LimitedPool, Refused
from alongside.message import RawMessage
from alongside.originals.actions import commit, prepare, prepare_file, sweep
from alongside.timeline.database import hold_intake, insert, let_others_write, stamp_for
from alongside.timeline.models import Interaction, KeptUnparsed, Revision

logger = logging.getLogger(__name__)

SMALL_BATCH, LARGE_BATCH = 100, 2000
# A batch is in memory as a whole, and a few of them are on their way at once.
BATCH_BYTES = 32 * 1024 * 1024
CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024

Progress = Callable[[Received], None]


class Pace(Struct, frozen=True):
    """How large a step one transaction takes, and whether others get their turn in between."""

    batch: int
    lets_others_write: bool


ALONE = Pace(LARGE_BATCH, lets_others_write=False)
# Beside other writers small transactions with a breath between them.
BESIDE_OTHERS = Pace(SMALL_BATCH, lets_others_write=True)


def import_path(
    path: Path,
    *,
    connection: Connection,
    pool: LimitedPool[bytes, Outcome],
    pace: Pace = BESIDE_OTHERS,
    progress: Progress | None = None,
) -> Received:
    """Read all of `path` into the timeline. Killed at any moment and started again, nothing is lost or doubled."""
    return import_messages(open_source(path), connection=connection, pool=pool, pace=pace, progress=progress)


def import_messages(
    messages: Iterable[RawMessage | Unreadable],
    *,
    connection: Connection,
    pool: LimitedPool[bytes, Outcome],
    pace: Pace = BESIDE_OTHERS,
    progress: Progress | None = None,
) -> Received:
    """Read raw messages into the timeline, a batch a transaction."""
    total = Received()
    is_alone = pace is ALONE
    source, book = (read_source(connection), read_book()) if is_alone else (None, None)
    pending: deque[Step] = deque()

    def to_parse() -> Iterator[list[bytes]]:
        for batch in _batches(messages, pace.batch, connection, total):
            step = Step(batch)
            pending.append(step)
            yield step.to_parse()

    for results in pool.map(to_parse()):
        step = pending.popleft()
        with step.lease:
            outcomes = spread(results, step.wanted)
            start = monotonic()
            received = receive(
                step.prepared, step.batch, outcomes, connection=connection, source=source, book=book
            )
        total.add(received)
        if progress is not None:
            progress(total)
        if pace.lets_others_write:
            let_others_write(monotonic() - start)
    if total.has_erased:
        sweep()
    Connection.objects.filter(pk=connection.pk).update(read_at=timezone.now(), is_recount_due=True)
    return total


class Step:
    """One batch on its way: its originals are durable, and no erasing moves them before `lease` is left."""

    def __init__(self, batch: list[RawMessage]) -> None:
        self.batch = batch
        with ExitStack() as stack:
            self.prepared = stack.enter_context(prepare([message.raw for message in batch]))
            self.lease = stack.pop_all()
        # What the ledger knows was parsed when it came; so is a second copy in this batch.
        self.wanted = [item.place is not None for item in self.prepared.items]

    def to_parse(self) -> list[bytes]:
        return [message.raw for message, is_new in zip(self.batch, self.wanted, strict=True) if is_new]


def _batches(
    found: Iterable[RawMessage | Unreadable], size: int, connection: Connection, total: Received
) -> Iterator[list[RawMessage]]:
    batch: list[RawMessage] = []
    size_bytes = 0
    for one in found:
        if isinstance(one, Unreadable):
            _keep_unreadable(one, connection, total)
            continue
        batch.append(one)
        size_bytes += len(one.raw)
        if len(batch) == size or size_bytes >= BATCH_BYTES:
            yield batch
            batch, size_bytes = [], 0
    if batch:
        yield batch


def _keep_unreadable(one: Unreadable, connection: Connection, total: Received) -> None:
    """What is no message: its bytes as an original, where it has any, and its place and reason in any case."""
    total.read += 1
    total.kept_unparsed.append((one.place, one.reason))
    if one.open is None:
        with transaction.atomic():
            _note_unreadable(None, one, connection)
        return
    try:
        with prepare_file(one.open) as prepared, transaction.atomic():
            hold_intake()
            (stored,) = commit(prepared)
            if stored.id is not None:
                _note_unreadable(stored.id, one, connection)
            total.has_erased = total.has_erased or (stored.is_erased and prepared.items[0].place is not None)
    except OSError as error:
        logger.warning("The bytes of something unread could not be kept: %s", error.strerror)
        with transaction.atomic():
            _note_unreadable(None, one, connection)


def _note_unreadable(original_id: int | None, one: Unreadable, connection: Connection) -> None:
    place = one.place[:1000]
    if original_id is not None:
        row = (original_id, connection.pk, place)
        insert("connections_location", ("original_id", "connection_id", "place"), [row], ignore=True)
        # An earlier visit may have listed it without its bytes.
        KeptUnparsed.objects.filter(connection=connection, place=place, original=None).delete()
        # The same bytes may have come as a message before; then they are one.
        if Revision.objects.filter(original_id=original_id).exists():
            return
    columns = ("original_id", "connection_id", "place", "reason", "read_with", "kept_at")
    kept = (original_id, connection.pk, place, one.reason[:500], NO_MAIL, stamp_for()(timezone.now()))
    insert("timeline_keptunparsed", columns, [kept], ignore=True)


def spread(results: Sequence[Outcome | Refused], wanted: Sequence[bool]) -> list[Outcome | None]:
    values = iter(results)
    outcomes: list[Outcome | None] = []
    for is_wanted in wanted:
        value = next(values) if is_wanted else None
        outcomes.append(Unread(value.reason) if isinstance(value, Refused) else value)
    return outcomes


def parser_pool(workers: int, *, takes_all: bool = False) -> LimitedPool[bytes, Outcome]:
    """`takes_all`: for what is in the timeline already, and stays there whatever it is."""
    function = parse if takes_all else parse_arrived
    return LimitedPool(function, workers=workers, cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES)


def is_first_import() -> bool:
    return not Interaction.objects.exists()
