"""Entries in, what members decided of each and did not take back out, by the client that it is for by now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from alongside.clients.joining import homes
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Filing
from alongside.waiting.models import Settled, Verdict

Decisions = dict[tuple[int, bytes], list[Settled]]


def decisions(keys: Sequence[bytes]) -> Decisions:
    """By client and entry what holds, the newest last. What was taken back is gone: what was before it holds again."""
    found: Decisions = {}
    moved: dict[int, int] | None = None
    for chunk in in_chunks(keys):
        for one in Settled.objects.filter(source_key__in=chunk).order_by("id"):
            moved = homes() if moved is None else moved
            left = found.setdefault((moved.get(one.client_id, one.client_id), bytes(one.source_key)), [])
            if one.verdict != Verdict.OPEN:
                left.append(one)
            elif left:
                left.pop()
    return {place: left for place, left in found.items() if left}


def standing_decisions(keys: Sequence[bytes]) -> dict[tuple[int, bytes], Settled]:
    """The newest for each client and entry. What was said for a client whose letter it is no more goes with it."""
    found = {place: left[-1] for place, left in decisions(keys).items()}
    if not found:
        return found
    filed = _filed({key for _, key in found})
    stray = {place: one for place, one in found.items() if place[0] not in filed.get(place[1], ())}
    for (_, key), one in sorted(stray.items(), key=lambda item: item[1].pk, reverse=True):
        for client in filed.get(key, ()):
            found.setdefault((client, key), one)
    return found


def _filed(keys: Collection[bytes]) -> dict[bytes, set[int]]:
    found: dict[bytes, set[int]] = {}
    for chunk in in_chunks(sorted(keys)):
        rows = Filing.objects.filter(interaction__source_key__in=chunk)
        for key, client in rows.values_list("interaction__source_key", "client_id"):
            found.setdefault(bytes(key), set()).add(client)
    return found


def put_off_lately(threads: Collection[int], *, since: datetime) -> set[int]:
    """Of these conversations those with something that was to stay out of sight until after `since`."""
    late = Settled.objects.filter(verdict=Verdict.LATER, hidden_until__gte=since)
    found: set[int] = set()
    if not threads or not late.exists():
        return found
    keys = late.values("source_key")
    for chunk in in_chunks(sorted(threads)):
        rows = Filing.objects.filter(thread_id__in=chunk, interaction__source_key__in=keys)
        found.update(one for one in rows.values_list("thread_id", flat=True) if one is not None)
    return found
