"""Filings in, what was said in each that counts out, with the conversation it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from alongside.outbox.passing_on import tells_nobody, told_by
from alongside.outbox.wording import is_forward
from alongside.timeline.models import Filing
from alongside.waiting.rules import TALKS, Said, counts

_SAID = (
    "thread_id",
    "interaction_id",
    "interaction__source_key",
    "interaction__happened_at",
    "interaction__direction",
    "interaction__kind",
    "interaction__nature",
    "interaction__proof",
    "interaction__ended_at",
    "interaction__subject",
    "interaction__sender__value",
)


def said_rows(filed: QuerySet[Filing]) -> Iterator[tuple[int, Said]]:
    """A letter that was passed on to somebody else says nothing to whoever waits, and counts no more than a note."""
    rows = list(filed.filter(interaction__private_to__isnull=True).values_list(*_SAID))
    left_out = _passed_on(rows)
    for thread, number, key, at, direction, kind, nature, proof, ended_at, *_ in rows:
        if (thread, number) in left_out:
            continue
        was_missed = kind in TALKS and ended_at == at
        is_mine = direction == "out"
        if counts(kind=kind, nature=nature, proof=proof, was_missed=was_missed, is_mine=is_mine):
            yield thread, Said(number, bytes(key), at, is_mine, kind in TALKS and not was_missed, was_missed)


def _passed_on(rows: Sequence[Any]) -> set[tuple[int, int]]:
    """By conversation and entry. Most have none, and ask nothing more."""
    ours: set[tuple[int, int]] = set()
    theirs: dict[int, set[str]] = {}
    for thread, number, _, _, direction, kind, *_, subject, sender in rows:
        if direction == "out" and kind == "email" and is_forward(subject):
            ours.add((thread, number))
        elif direction == "in" and sender:
            theirs.setdefault(thread, set()).add(sender)
    told = told_by({number for thread, number in ours if thread in theirs})
    return {one for one in ours if tells_nobody(told.get(one[1], ()), theirs=theirs.get(one[0], ()))}


def said_of(filed: QuerySet[Filing]) -> list[Said]:
    return [said for _, said in said_rows(filed)]
