"""A client and a period in, who answered whom after how long, out; what still waits for an answer is `asking`'s.

As in `material`: the caller has checked that the member sees the client, and nothing private is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from alongside.agreements.rules import Clock
from alongside.prepared import prepared
from alongside.reviews.shapes import Reply, Said
from alongside.waiting.models import Answered

# What is answered later than this was not an answer any more.
LONGEST_ANSWER = timedelta(days=30)


@prepared
def _answered(client: Any, since: Any, until: Any) -> Any:
    rows = Answered.objects.filter(client_id=client, asked_at__gte=since, asked_at__lt=until)
    return rows.order_by("asked_at", "id").values_list(
        "interaction_id", "thread_id", "asked_at", "answered_at"
    )


def our_answers(
    client_id: int, begin: datetime, end: datetime, said: Sequence[Said], clock: Clock
) -> list[Reply]:
    """As the follower of conversations noted them. The answer is the entry of that conversation at that moment."""
    rows = _answered(client_id, begin, end)
    by_place = {(one.thread_id, one.at): one for one in said}
    by_number = {one.number: one for one in said}
    found = []
    for number, thread, asked_at, answered_at in rows:
        answer, asked = by_place.get((thread, answered_at)), by_number.get(number)
        if asked is None:
            continue
        took = clock.waited(asked_at, answered_at)
        found.append(Reply(number, answer.number if answer else number, asked_at, took, asked.who))
    return found


def their_answers(said: Sequence[Said], asking: Collection[int], clock: Clock) -> list[Reply]:
    """What we asked in a letter, and the next that came from them in that conversation."""
    open_by_thread: dict[int, Said] = {}
    found = []
    for one in said:
        if one.thread_id is None or one.kind not in ("email", "chat"):
            continue
        if one.is_mine:
            if one.number in asking:
                open_by_thread.setdefault(one.thread_id, one)
            continue
        asked = open_by_thread.pop(one.thread_id, None)
        if asked is not None and one.at - asked.at <= LONGEST_ANSWER:
            took = clock.waited(asked.at, one.at)
            found.append(Reply(asked.number, one.number, asked.at, took, one.who))
    return found
