"""Reads the files of letters for their words, so that a search finds them: changed entries in, `FileText` out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import monotonic

from django.db import transaction
from msgspec import Struct

from alongside.channels.documents.reading import READERS, FileWords, words_in
from alongside.lib.limited import Refused
from alongside.lib.limited_reader import LimitedReader
from alongside.timeline.database import hold_intake, in_chunks, let_others_write
from alongside.timeline.indexing import handle as index
from alongside.timeline.ledger import raw_of
from alongside.timeline.models import Attachment, FileText
from alongside.timeline.text import compress

_Wanted = tuple[bytes, frozenset[int]]
READING: LimitedReader[_Wanted, tuple[FileWords, ...]] = LimitedReader(words_in)
TOO_MUCH = "Its words cannot be searched: reading them took too long or too much memory."
_AT_ONCE = 20


class _File(Struct, frozen=True):
    """Of one entry. `number`: as the parser numbers it."""

    pk: int
    number: int
    is_readable: bool


def handle(ids: Sequence[int]) -> None:
    """Read first, under limits; then kept, and given to the search. What was read stays: a letter never changes."""
    files = _unread(ids)
    words = _read(files) if files else {}
    for entries in in_chunks(sorted(files), _AT_ONCE):
        start = monotonic()
        with transaction.atomic():
            hold_intake()
            _keep(entries, files, words)
        let_others_write(monotonic() - start)


def _unread(ids: Sequence[int]) -> dict[int, list[_File]]:
    rows = Attachment.objects.filter(
        interaction_id__in=ids, interaction__kind="email", is_inline=False, words=None
    )
    found: dict[int, list[_File]] = {}
    for entry, pk, number, media_type in rows.values_list("interaction_id", "pk", "number", "media_type"):
        found.setdefault(entry, []).append(_File(pk, number, media_type in READERS))
    return found


def _read(files: dict[int, list[_File]]) -> dict[int, FileWords]:
    """By row. One letter in memory after the other: some carry 30 MB."""
    readable = {entry: [one for one in found if one.is_readable] for entry, found in files.items()}
    there: list[int] = []
    results = READING.read(_letters(readable, there))
    words: dict[int, FileWords] = {}
    for entry, result in zip(there, results, strict=True):
        told = _one_by_one(entry, readable[entry]) if isinstance(result, Refused) else result
        by_number = {one.number: one for one in told}
        words.update({one.pk: by_number[one.number] for one in readable[entry] if one.number in by_number})
    return words


def _letters(readable: dict[int, list[_File]], there: list[int]) -> Iterator[_Wanted]:
    """Those that carry something to be read and have their original still; `there` gathers which."""
    for entry, files in readable.items():
        raw = raw_of(entry) if files else None
        if raw is not None:
            there.append(entry)
            yield raw, frozenset(one.number for one in files)


def _one_by_one(entry: int, files: Sequence[_File]) -> list[FileWords]:
    """One of them took too much; the others are read all the same."""
    raw = raw_of(entry)
    if raw is None:
        return []
    results = READING.read((raw, frozenset({one.number})) for one in files)
    return [
        told
        for file, result in zip(files, results, strict=True)
        for told in ((FileWords(file.number, "", TOO_MUCH),) if isinstance(result, Refused) else result)
    ]


def _keep(entries: Sequence[int], files: dict[int, list[_File]], words: dict[int, FileWords]) -> None:
    wanted = {one.pk: entry for entry in entries for one in files[entry]}
    # An entry may have been erased since it was read.
    still = Attachment.objects.filter(pk__in=list(wanted), words=None).values_list("pk", flat=True)
    rows = [_row(pk, words.get(pk)) for pk in still]
    FileText.objects.bulk_create(rows)
    index(sorted({wanted[row.pk] for row in rows}))


def _row(pk: int, words: FileWords | None) -> FileText:
    """Also where there was nothing to read: so it is not looked for again."""
    text = compress(words.text) if words is not None and words.text else b""
    return FileText(attachment_id=pk, text=text, trouble=words.trouble if words is not None else "")
