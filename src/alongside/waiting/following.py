"""Entries that changed in, the rows of their conversations made anew out: a follower of the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from alongside.live.actions import tell
from alongside.timeline.database import hold_intake, in_chunks
from alongside.timeline.models import Filing, Thread
from alongside.waiting.answers import COUNTED, note_answers
from alongside.waiting.deciding import put_off_lately, standing_decisions
from alongside.waiting.judging import judged
from alongside.waiting.models import DONE, Answered, Waiting
from alongside.waiting.rules import Decided, Judged, Said, Standing, stand, unanswered
from alongside.waiting.said import said_rows
from alongside.waiting.turns import InTurn, clients_to_look_at, in_turn, without_letters

# What is older is nobody's morning any more; a first import of ten years is not read for questions twice.
KEPT = timedelta(days=120)
MOST_LETTERS_JUDGED = 12
_THREADS_AT_ONCE = 100
# In words, where a question would stand.
MISSED = "Rang, and nobody answered."


def handle(entries: Sequence[int]) -> None:
    """Entries that arrived or moved, a few: reading them for questions takes about a millisecond each.

    In one short transaction of its own: what is decided meanwhile is not overwritten by what was read before.
    """
    threads: set[int] = set()
    for chunk in in_chunks(sorted(set(entries))):
        rows = Filing.objects.filter(interaction_id__in=chunk, thread__isnull=False)
        threads.update(rows.values_list("thread_id", flat=True))
    by_turn = clients_to_look_at(entries)
    with transaction.atomic():
        hold_intake()
        look_again(threads, by_turn=by_turn, now=timezone.now())


def look_again(threads: Iterable[int], *, now: datetime, by_turn: Iterable[int] = ()) -> None:
    """Make the rows of these conversations anew, within the caller's transaction; of clients `by_turn`, what was
    written down as messages."""
    turning = set(by_turn)
    for chunk in in_chunks(sorted(threads), _THREADS_AT_ONCE):
        clients = dict(
            Thread.objects.filter(id__in=chunk, client__isnull=False).values_list("id", "client_id")
        )
        turned = without_letters(clients)
        turning.update(clients.pop(thread) for thread in turned)
        last = Thread.objects.filter(id__in=list(clients), last_at__gte=now - COUNTED)
        ends = dict(last.values_list("id", "last_at"))
        said = _said_in(list(ends))
        young = {thread for thread, at in ends.items() if at >= now - KEPT}
        young |= put_off_lately(ends.keys() - young, since=now - KEPT)
        runs = {thread: unanswered(some) for thread, some in said.items() if thread in young}
        found = _standings({thread: run for thread, run in runs.items() if run}, clients)
        _replace([one for one in chunk if one not in turned], found, clients)
        note_answers(said, clients, now=now)
    for client, one in in_turn(turning, now=now).items():
        _look_by_turn(client, one, now=now)


def _look_by_turn(client: int, one: InTurn, *, now: datetime) -> None:
    """All of them are one conversation; its row stands in the thread of the message that waits."""
    clients = dict.fromkeys(one.threads, client)
    whole = min(one.threads)
    run = unanswered(one.said)
    is_young = bool(run) and (run[-1].at >= now - KEPT or bool(put_off_lately(one.threads, since=now - KEPT)))
    found = _standings({whole: run}, clients) if is_young else {}
    rows = {one.thread_of[standing.first.number]: standing for standing in found.values()}
    _replace(sorted(one.threads), rows, clients)
    note_answers({whole: one.said}, clients, now=now, thread_of=one.thread_of)


def forget_old(*, now: datetime) -> int:
    Answered.objects.filter(asked_at__lt=now - COUNTED).delete()
    return Waiting.objects.filter(fresh_at__lt=now - KEPT).delete()[0]


def _said_in(threads: Sequence[int]) -> dict[int, list[Said]]:
    said: dict[int, list[Said]] = {}
    for thread, one in said_rows(Filing.objects.filter(thread_id__in=threads)):
        said.setdefault(thread, []).append(one)
    return said


def _standings(runs: dict[int, list[Said]], clients: dict[int, int]) -> dict[int, Standing]:
    whys = judged({one.number for run in runs.values() for one in _read(run)})
    decided = _decided([one.key for run in runs.values() for one in run])

    def judge(one: Said) -> Judged:
        if one.is_missed:
            return Judged("asks", MISSED)
        # In the middle of a long run of letters nobody asks anything that the first and last ones do not.
        return whys.get(one.number, Judged("tells"))

    found = {}
    for thread, run in runs.items():
        standing = stand(run, decided.get(clients[thread], ()), judge)
        if standing is not None:
            found[thread] = standing
    return found


def _read(run: list[Said]) -> list[Said]:
    if len(run) <= MOST_LETTERS_JUDGED:
        return run
    return [*run[: MOST_LETTERS_JUDGED // 2], *run[-(MOST_LETTERS_JUDGED // 2) :]]


def _decided(keys: Sequence[bytes]) -> dict[int, list[Decided]]:
    """By client what holds of each of these entries."""
    found: dict[int, list[Decided]] = {}
    for (client, key), one in standing_decisions(keys).items():
        hidden_until = None if one.verdict in DONE else one.hidden_until
        if one.verdict in DONE or hidden_until is not None:
            found.setdefault(client, []).append(Decided(key, one.through_at, hidden_until))
    return found


def _replace(threads: Sequence[int], found: dict[int, Standing], clients: dict[int, int]) -> None:
    rows = {thread: _row(thread, clients[thread], one) for thread, one in found.items()}
    stored = {one.pk: one for one in Waiting.objects.filter(thread_id__in=threads)}
    gone = [thread for thread in stored if thread not in rows]
    fresh = [row for thread, row in rows.items() if thread not in stored or not _same(row, stored[thread])]
    if gone or fresh:
        changed = [*gone, *(row.pk for row in fresh if row.pk in stored)]
        Waiting.objects.filter(thread_id__in=changed).delete()
        Waiting.objects.bulk_create(fresh)
        for client in {row.client_id for row in (*fresh, *(stored[thread] for thread in gone))}:
            tell("waiting", client)


def _row(thread: int, client: int, one: Standing) -> Waiting:
    return Waiting(
        thread_id=thread,
        client_id=client,
        side=one.heap,
        interaction_id=one.first.number,
        source_key=one.first.key,
        since=one.first.at,
        why=one.why,
        words=one.words,
        until=one.until,
        hidden_until=one.hidden_until,
        fresh_at=one.fresh_at,
    )


_FIELDS = ("client_id", "side", "interaction_id", "since", "why", "words", "until", "hidden_until")


def _same(one: Waiting, other: Waiting) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _FIELDS)
