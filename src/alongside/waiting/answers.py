"""Conversations in, which questions of the client were answered, and when, out; rows made anew with each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from alongside.timeline.models import Interaction
from alongside.waiting.judging import judged
from alongside.waiting.models import Answered
from alongside.waiting.rules import Judged, Said, first_question, turns

# A year and a little: what is older is looked back on in reviews, by other figures.
COUNTED = timedelta(days=400)


def note_answers(
    said: Mapping[int, Sequence[Said]],
    clients: Mapping[int, int],
    *,
    now: datetime,
    thread_of: Mapping[int, int] | None = None,
) -> None:
    """Within the caller's transaction. `said`: what counts, by conversation; `clients`: of every one looked at.
    `thread_of`: by entry, where several threads are one conversation."""
    young = {
        thread: [(run, answer) for run, answer in turns(some) if run[0].at >= now - COUNTED]
        for thread, some in said.items()
    }
    whys = judged({one.number for pairs in young.values() for run, _ in pairs for one in run})
    rows = [
        Answered(
            interaction_id=asked.number,
            thread_id=(thread_of or {}).get(asked.number, thread),
            client_id=clients[thread],
            asked_at=asked.at,
            answered_at=answer.at,
        )
        for thread, pairs in young.items()
        for run, answer in pairs
        if (asked := first_question(run, lambda one: whys.get(one.number, Judged("tells")))) is not None
    ]
    # What whoever stood in asked is no question of the client's.
    asking = [row.interaction_id for row in rows]
    theirs = set(
        Interaction.objects.filter(id__in=asking).exclude(nature="colleague").values_list("id", flat=True)
    )
    rows = [row for row in rows if row.interaction_id in theirs]
    stored = Answered.objects.filter(thread_id__in=list(clients))
    before = set(stored.values_list("interaction_id", "thread_id", "answered_at"))
    if before != {(row.interaction_id, row.thread_id, row.answered_at) for row in rows}:
        stored.delete()
        Answered.objects.bulk_create(rows)
