"""Entries filed elsewhere: their filings are replaced, and every thread that loses or gains one is made again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from msgspec import Struct

from alongside.timeline.actions import mark_changed
from alongside.timeline.by_turn import are_all_mail, newest_by_turn
from alongside.timeline.database import in_chunks
from alongside.timeline.entry import Placement
from alongside.timeline.models import Filing, Interaction, Proof, Thread, ThreadKey
from alongside.timeline.rules import Linked, comes_in, may_wait, unpack_hashes
from alongside.timeline.summaries import recount
from alongside.timeline.threads import Threadable, assign


class Move(Struct, frozen=True):
    """An entry and its new place. `counterpart_id`: the id of the address it is with."""

    interaction_id: int
    placement: Placement
    counterpart_id: int | None


def move(moves: Sequence[Move]) -> None:
    """Give entries their new filings; threads, counts and followers come along. Inside one transaction."""
    ids = [one.interaction_id for one in moves]
    old_threads, old_clients = _old_places(ids)
    _replace_filings(moves, ids)
    _update_entries(moves)
    beside = rethread(ids, old_threads)
    if not are_all_mail(ids):
        beside |= newest_by_turn(old_clients)
    new_clients = {filed.client_id for one in moves for filed in one.placement.filings}
    recount(old_clients | new_clients)
    # What stood in the same conversations may stand in another one now.
    mark_changed([*ids, *sorted(beside - set(ids))], kind="refiled")


def _old_places(ids: Sequence[int]) -> tuple[set[int], set[int]]:
    threads: set[int] = set()
    clients: set[int] = set()
    for chunk in in_chunks(ids):
        filings = Filing.objects.filter(interaction_id__in=chunk)
        for thread_id, client_id in filings.values_list("thread_id", "client_id"):
            threads.add(thread_id)
            clients.add(client_id)
        own = Interaction.objects.filter(id__in=chunk, thread__isnull=False)
        threads.update(own.values_list("thread_id", flat=True))
    threads.discard(None)
    return threads, clients


def _replace_filings(moves: Sequence[Move], ids: Sequence[int]) -> None:
    happened: dict[int, Any] = {}
    for chunk in in_chunks(ids):
        Filing.objects.filter(interaction_id__in=chunk).delete()
        happened.update(Interaction.objects.filter(id__in=chunk).values_list("id", "happened_at"))
    Filing.objects.bulk_create(
        Filing(
            interaction_id=one.interaction_id,
            client_id=filed.client_id,
            happened_at=happened[one.interaction_id],
            reason=filed.reason,
            evidence=filed.evidence[:400],
        )
        for one in moves
        for filed in one.placement.filings
    )


def _update_entries(moves: Sequence[Move]) -> None:
    rows = [
        (
            one.placement.direction,
            one.placement.proof,
            not one.placement.filings and one.placement.private_to is None,
            one.placement.private_to,
            one.counterpart_id,
            one.interaction_id,
        )
        for one in moves
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE timeline_interaction SET direction = %s, proof = %s, is_unfiled = %s, private_to_id = %s,"
            " counterpart_id = %s, thread_id = NULL WHERE id = %s",
            rows,
        )


_ENTRY = (
    "id",
    "message_hash",
    "body__references",
    "subject",
    "counterpart__value",
    "happened_at",
    "nature",
    "direction",
    "proof",
    "connection_id",
    "preview",
    "kind",
)


def rethread(ids: Sequence[int], old_threads: set[int]) -> set[int]:
    """What hung together with a moved entry may now fall apart, so its old threads are made from nothing.

    Returns every entry that was put into a thread.
    """
    filings = _filings_to_thread(ids, old_threads)
    loose = _loose_to_thread(ids, old_threads, {entry for _, entry, _ in filings})
    for chunk in in_chunks(sorted(old_threads)):
        Interaction.objects.filter(thread_id__in=chunk).update(thread_id=None)
        ThreadKey.objects.filter(thread_id__in=chunk).delete()
        Thread.objects.filter(id__in=chunk).delete()
    entries: dict[int, tuple[Any, ...]] = {}
    for chunk in in_chunks(sorted({entry for _, entry, _ in filings} | set(loose))):
        rows = Interaction.objects.filter(id__in=chunk).values_list(*_ENTRY)
        entries.update((row[0], row) for row in rows)
    items = [_threadable(entries[entry], client) for _, entry, client in filings]
    items += [_threadable(entries[entry], None) for entry in loose]
    threads = assign(items)
    filed = [(thread, row[0]) for thread, row in zip(threads, filings, strict=False)]
    own = list(zip(threads[len(filings) :], loose, strict=True))
    with connection.cursor() as cursor:
        if filed:
            cursor.executemany("UPDATE timeline_filing SET thread_id = %s WHERE id = %s", filed)
        if own:
            cursor.executemany("UPDATE timeline_interaction SET thread_id = %s WHERE id = %s", own)
    return set(entries)


def _filings_to_thread(ids: Sequence[int], old_threads: set[int]) -> list[tuple[int, int, int]]:
    found: dict[int, tuple[int, int, int]] = {}
    fields = ("id", "interaction_id", "client_id")
    for chunk in in_chunks(sorted(old_threads)):
        for row in Filing.objects.filter(thread_id__in=chunk).values_list(*fields):
            found[row[0]] = row
    for chunk in in_chunks(ids):
        for row in Filing.objects.filter(interaction_id__in=chunk).values_list(*fields):
            found[row[0]] = row
    return sorted(found.values(), key=lambda row: (row[1], row[2]))


def _loose_to_thread(ids: Sequence[int], old_threads: set[int], filed: set[int]) -> list[int]:
    """Entries without a filing: in one of the old threads, or moved to where no client is."""
    loose: set[int] = set(ids) - filed
    for chunk in in_chunks(sorted(old_threads)):
        loose.update(Interaction.objects.filter(thread_id__in=chunk).values_list("id", flat=True))
    open_ones: set[int] = set()
    for chunk in in_chunks(sorted(loose)):
        shared = Interaction.objects.filter(id__in=chunk, private_to__isnull=True)
        open_ones.update(shared.values_list("id", flat=True))
    return sorted(open_ones)


def _threadable(row: tuple[Any, ...], client_id: int | None) -> Threadable:
    _, message_hash, references, subject, counterpart, at, nature, direction, proof, source, preview, kind = (
        row
    )
    linked = Linked(
        message_hash=message_hash,
        references=unpack_hashes(references or b""),
        subject=subject,
        counterpart=counterpart or "",
        happened_at=at,
        is_personal=nature == "personal",
        preview=preview,
        kind=kind,
    )
    waits = may_wait(linked, is_doubtful=proof == Proof.DOUBTFUL)
    return Threadable(linked, client_id, source, comes_in(kind, direction), waits)
