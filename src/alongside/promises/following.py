"""Keeps findings and promises level with the timeline: changed entries in, rows of what they say out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from alongside.accounts.queries import practice
from alongside.promises.finder import Finding as Found
from alongside.promises.finder import find, sentences_of
from alongside.promises.models import Finding, Reading, Verdict
from alongside.promises.rereading import Spot, loaded, read_again
from alongside.promises.settling import settle
from alongside.timeline.database import hold_intake, in_chunks, insert, moment_from, select_in, stamp_for
from alongside.timeline.models import Interaction
from alongside.timeline.text import decompress, unpack_folds

# A promise of last year is no help today; and a first import of ten years of mail is read in a tenth of the time.
LOOK_BACK = timedelta(days=366)

# What was written by people and is filed to a client; nothing that is private.
_ENTRIES = (
    "SELECT i.id, i.source_key, i.direction, i.happened_at, a.value, b.text, b.folds, i.kind"
    " FROM timeline_interaction i JOIN timeline_body b ON b.interaction_id = i.id"
    " LEFT JOIN timeline_address a ON a.id = i.sender_id"
    " WHERE i.nature = 'personal' AND i.private_to_id IS NULL"
    " AND EXISTS (SELECT 1 FROM timeline_filing f WHERE f.interaction_id = i.id) AND i.id IN ({})"
)
_COLUMNS = (
    "interaction_id",
    "source_key",
    "start",
    "end",
    "kind",
    "side",
    "speaker",
    "said_at",
    "due_on",
    "due_at",
    "precision",
    "is_ambiguous",
    "confidence",
    "is_unconfirmed",
    "rule",
)
Row = tuple[Any, ...]


def how_to_read(kind: str, folds: str) -> dict[str, Any]:
    """For the finder. Lines of a letter may go on in the next one, and those that were typed here do not."""
    folded = [(fold.start, fold.end) for fold in unpack_folds(folds)]
    return {"folds": folded, "is_wrapped": kind == "email"}


def handle(ids: Sequence[int]) -> None:
    """Find anew in these entries: read and thought about first, then written in one short transaction."""
    found = find_in(ids, now=timezone.now())
    with transaction.atomic():
        hold_intake()
        _replace(ids, found)
        settle(keys_about(ids))


def find_in(ids: Sequence[int], *, now: datetime) -> list[Row]:
    place = practice()
    moment, stamp = moment_from(), stamp_for()
    rows: list[Row] = []
    readings = _readings_of(ids)
    for number, key, direction, happened_at, sender, text, folds, kind in select_in(_ENTRIES, ids):
        said_at = moment(happened_at)
        if said_at < now - LOOK_BACK:
            continue
        letter = decompress(text)
        reading = how_to_read(kind, folds)
        about: dict[str, Any] = {
            "said_at": said_at,
            "timezone": place.timezone,
            "locale": f"en-{place.region or 'GB'}",
        }
        found = find(letter, speaker=sender or "", addressees=(), **reading, **about)
        if told := readings.get(bytes(key)):
            spans = sentences_of(letter, **reading)
            found = read_again(found, told, source_key=bytes(key), text=letter, spans=spans, **about)
        whose = (number, bytes(key), "ours" if direction == "out" else "theirs", sender or "", stamp(said_at))
        rows += [_row(one, whose, stamp) for one in found]
    return rows


def _readings_of(ids: Sequence[int]) -> dict[bytes, dict[str, list[Spot]]]:
    """By source key and key of the finding, what the model that was asked last said."""
    found: dict[bytes, dict[str, list[Spot]]] = {}
    for chunk in in_chunks(sorted(set(ids))):
        sources = Interaction.objects.filter(id__in=chunk).values("source_key")
        for one in Reading.objects.filter(source_key__in=sources).order_by("read_at", "id"):
            found.setdefault(bytes(one.source_key), {})[one.key] = loaded(one.told)
    return found


def _row(one: Found, about: tuple[Any, ...], stamp: Callable[[datetime], Any]) -> Row:
    number, key, side, speaker, said_at = about
    due = one.due
    return (
        number,
        key,
        one.start,
        one.end,
        one.kind,
        side,
        speaker,
        said_at,
        due.on if due else None,
        stamp(due.at) if due and due.at else None,
        due.precision if due else "",
        bool(due and due.is_ambiguous),
        one.confidence,
        one.is_unconfirmed,
        one.rule[:80],
    )


def _replace(ids: Sequence[int], rows: Sequence[Row]) -> None:
    """What stands already is left alone: mostly nothing has changed but where an entry is filed."""
    for chunk in in_chunks(sorted(set(ids))):
        known = set(Finding.objects.filter(interaction_id__in=chunk).values_list("id", *_PLACE))
        wanted = {
            (row[0], *row[2:5], *row[5:7], row[12], row[14]): row for row in rows if row[0] in set(chunk)
        }
        old = {one[1:]: one[0] for one in known}
        gone = [number for place, number in old.items() if place not in wanted]
        Finding.objects.filter(id__in=gone).delete()
        # An entry may have been erased since it was read.
        still = set(Interaction.objects.filter(id__in=chunk).values_list("id", flat=True))
        fresh = [row for place, row in wanted.items() if place not in old and row[0] in still]
        insert("promises_finding", _COLUMNS, [_for_driver(row) for row in fresh])


_PLACE = ("interaction_id", "start", "end", "kind", "side", "speaker", "confidence", "rule")


def _for_driver(row: Row) -> Row:
    """SQLite keeps days as text."""
    day = row[8]
    return (*row[:8], day.isoformat() if day is not None else None, *row[9:])


def keys_about(ids: Sequence[int]) -> set[str]:
    """The promises that come from these entries."""
    keys: set[str] = set()
    for chunk in in_chunks(sorted(set(ids))):
        sources = Interaction.objects.filter(id__in=chunk).values("source_key")
        keys.update(Verdict.objects.filter(source_key__in=sources).values_list("key", flat=True))
    return keys
