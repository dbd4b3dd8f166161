"""Proves that each entry still holds what it was made of: one row against the other, nothing is parsed anew.

What no other row speaks of cannot be missed: one recipient among several, or words far inside of a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import zstandard
from django.db.models import Count, Exists, F, OuterRef

from alongside.connections.models import Location
from alongside.timeline.database import select_in
from alongside.timeline.models import Attachment, Body, Filing, Interaction, KeptUnparsed, Party, Revision
from alongside.timeline.rules import scope_number, scoped, unpack_hashes
from alongside.timeline.text import decompress

_REBUILD = "Rebuild brings it back."
_MOST, _BATCH = 100, 500
_WORDS_COMPARED = 8
_KEYS = "SELECT key, thread_id FROM timeline_threadkey WHERE key IN ({})"


class _Told(NamedTuple):
    """A text, and what the row of its entry says of it. `thread_id`: of what is filed nowhere."""

    number: int
    text: bytes
    references: bytes
    preview: str
    message_hash: int
    connection_id: int
    thread_id: int | None


def problems() -> Iterator[str]:
    yield from _without_text()
    yield from islice(_texts(), _MOST)
    yield from _people()
    yield from _files()
    yield from _moments()
    yield from _places()


def _without_text() -> Iterator[str]:
    text = Exists(Body.objects.filter(interaction_id=OuterRef("pk")))
    for number in Interaction.objects.filter(~text).values_list("id", flat=True)[:_MOST]:
        yield f"Entry {number} has no text. {_REBUILD}"


def _texts() -> Iterator[str]:
    for batch in _batches():
        for told in batch:
            if problem := _text_problem(told):
                yield problem
        yield from _keys(batch)


def _batches() -> Iterator[list[_Told]]:
    """By number, so that one read after the other goes on where the last one ended, however many write meanwhile."""
    fields = (
        "interaction_id",
        "text",
        "references",
        "interaction__preview",
        "interaction__message_hash",
        "interaction__connection_id",
        "interaction__thread_id",
    )
    last = 0
    while rows := Body.objects.filter(pk__gt=last).order_by("pk").values_list(*fields)[:_BATCH]:
        batch = [_Told(*row) for row in rows]
        yield batch
        last = batch[-1].number


def _text_problem(told: _Told) -> str | None:
    try:
        text = decompress(told.text)
    except (zstandard.ZstdError, UnicodeDecodeError):
        return f"The text of entry {told.number} cannot be read. {_REBUILD}"
    # The preview was made of the words of the text. Half of them are enough: where something is folded away in
    # between, two of them may have become one.
    words = told.preview.split()[:_WORDS_COMPARED]
    is_other = 2 * sum(word in text for word in words) < len(words) if words else bool(text[:160].strip())
    return (
        f"The text of entry {told.number} is not the one that it came with. {_REBUILD}" if is_other else None
    )


def _keys(batch: Sequence[_Told]) -> Iterator[str]:
    """What an entry is called by, and what it answers, lead to its conversation: by them the next answer finds it."""
    wanted: dict[int, tuple[int, int]] = {}
    for told, scope, thread_id in _standing(batch):
        for name in (told.message_hash, *unpack_hashes(told.references)):
            wanted[scoped(name, scope)] = (thread_id, told.number)
    found = dict(select_in(_KEYS, wanted))
    lost = {number for key, (thread_id, number) in wanted.items() if found.get(key) != thread_id}
    for number in sorted(lost):
        yield f"An answer to entry {number} would not find its conversation. {_REBUILD}"


def _standing(batch: Sequence[_Told]) -> Iterator[tuple[_Told, int, int]]:
    """Each entry with each of its conversations, and the scope of that one."""
    by_number = {told.number: told for told in batch}
    filings = Filing.objects.filter(interaction_id__in=list(by_number), thread__isnull=False)
    for number, client_id, thread_id in filings.values_list("interaction_id", "client_id", "thread_id"):
        told = by_number[number]
        yield told, scope_number(client_id=client_id, connection_id=told.connection_id), thread_id
    for told in batch:
        if told.thread_id is not None:
            yield told, scope_number(client_id=None, connection_id=told.connection_id), told.thread_id


def _people() -> Iterator[str]:
    named = Party.objects.filter(interaction_id=OuterRef("pk"))
    sender = Exists(named.filter(role="from", address_id=OuterRef("sender_id")))
    other = Exists(named.filter(address_id=OuterRef("counterpart_id")))
    for missing, who in (
        (Interaction.objects.filter(~sender, sender__isnull=False), "who sent it"),
        (Interaction.objects.filter(~other, counterpart__isnull=False), "whom it is with"),
    ):
        for number in missing.values_list("id", flat=True)[:_MOST]:
            yield f"Entry {number} does not name {who} among its people. {_REBUILD}"


def _files() -> Iterator[str]:
    counted = Interaction.objects.filter(attachment_count__gt=0).values("id", "attachment_count")
    wrong = counted.annotate(found=Count("attachments")).exclude(found=F("attachment_count"))
    for row in wrong[:_MOST]:
        yield f"Entry {row['id']} counts {row['attachment_count']} files and has {row['found']}. {_REBUILD}"
    uncounted = Attachment.objects.filter(interaction__attachment_count=0)
    for number in uncounted.values_list("interaction_id", flat=True).distinct()[:_MOST]:
        yield f"Entry {number} counts no files and has some. {_REBUILD}"


def _moments() -> Iterator[str]:
    moved = Filing.objects.exclude(happened_at=F("interaction__happened_at"))
    for number in moved.values_list("interaction_id", flat=True)[:_MOST]:
        yield f"Entry {number} stands at another moment in the story of its client than by itself. {_REBUILD}"


def _places() -> Iterator[str]:
    """One place an entry: erasing a source takes the places in it, also of what another source has as well."""
    ledger = Revision.objects.filter(interaction_id=OuterRef("pk"))
    somewhere = Exists(Location.objects.filter(original__revision__interaction_id=OuterRef("pk")))
    lost = Interaction.objects.filter(Exists(ledger), ~somewhere)
    for number in lost.values_list("id", flat=True)[:_MOST]:
        yield f"Entry {number} was seen in no source. Import it again."
    seen = Exists(Location.objects.filter(original_id=OuterRef("original_id")))
    kept = KeptUnparsed.objects.filter(~seen, original__isnull=False)
    for number in kept.values_list("original_id", flat=True)[:_MOST]:
        yield f"Original {number}, which was kept unparsed, was seen in no source. Import it again."
