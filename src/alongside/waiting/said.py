"""Filings in, what was said in each that counts out, with the conversation it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

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
)


def said_rows(filed: QuerySet[Filing]) -> Iterator[tuple[int, Said]]:
    rows = filed.filter(interaction__private_to__isnull=True)
    for thread, number, key, at, direction, kind, nature, proof, ended_at in rows.values_list(*_SAID):
        was_missed = kind in TALKS and ended_at == at
        is_mine = direction == "out"
        if counts(kind=kind, nature=nature, proof=proof, was_missed=was_missed, is_mine=is_mine):
            yield thread, Said(number, bytes(key), at, is_mine, kind in TALKS and not was_missed, was_missed)


def said_of(filed: QuerySet[Filing]) -> list[Said]:
    return [said for _, said in said_rows(filed)]
