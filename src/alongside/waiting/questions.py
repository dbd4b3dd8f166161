"""A client's open questions in, without those of which a member said that nobody waits for an answer, out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from alongside.accounts.models import Member
from alongside.prepared import prepared
from alongside.promises.questions import MOST_THREADS, OPEN_DAYS, Questions, open_questions_for
from alongside.timeline.models import Filing
from alongside.waiting.deciding import standing_decisions
from alongside.waiting.models import DONE


def asked_for(
    member: Member,
    client_id: int,
    *,
    now: datetime,
    is_mine: bool = False,
    days: int = OPEN_DAYS,
    threads: int = MOST_THREADS,
) -> list[Questions]:
    """As `open_questions_for`: what was answered by phone, or needs no answer, is asked no more on any page."""
    found = open_questions_for(member, client_id, now=now, is_mine=is_mine, days=days, threads=threads)
    return without_settled(found, client_id)


# Asked by entry and by conversation alone: with the client as well SQLite looks through all that the client ever had.
@prepared
def _threads_of(entries: Any) -> Any:
    filed = Filing.objects.filter(interaction_id__in=entries.numbers)
    return filed.values_list("interaction_id", "client_id", "thread_id")


@prepared
def _said_in(threads: Any) -> Any:
    filed = Filing.objects.filter(thread_id__in=threads.numbers)
    return filed.values_list("interaction__source_key", "client_id", "thread_id")


def without_settled(asked: Sequence[Questions], client_id: int) -> list[Questions]:
    """A decision holds for all of its conversation until the moment that whoever decided had seen."""
    if not asked:
        return []
    threads_at = _threads_of([one.interaction_id for one in asked])
    thread_of = {entry: thread for entry, client, thread in threads_at if client == client_id}
    threads = {one for one in thread_of.values() if one is not None}
    place = {bytes(key): thread for key, client, thread in _said_in(threads) if client == client_id}
    until: dict[int, datetime] = {}
    for (client, key), one in standing_decisions(list(place)).items():
        if client == client_id and one.verdict in DONE:
            until[place[key]] = max(one.through_at, until.get(place[key], one.through_at))
    return [one for one in asked if not _is_settled(one, until.get(thread_of.get(one.interaction_id) or 0))]


def _is_settled(of: Questions, through: datetime | None) -> bool:
    return through is not None and of.at <= through
