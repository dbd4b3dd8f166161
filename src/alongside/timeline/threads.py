"""Puts entries into threads: entries in, each one's thread out; joins threads that turn out to be one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from msgspec import Struct, field

from alongside.timeline.database import insert, moment_from, reserve_ids, select_in, stamp_for
from alongside.timeline.models import Thread
from alongside.timeline.rules import Linked, scope_number, thread_keys


class Threadable(NamedTuple):
    """An entry in one scope: a client's timeline, or what a source holds unfiled (`client_id` None)."""

    linked: Linked
    client_id: int | None
    connection_id: int
    is_incoming: bool
    may_wait: bool


class Totals(Struct):
    """What a thread row says of its entries; adding them in any order gives the same."""

    client_id: int | None
    connection_id: int | None
    subject: str
    size: int
    first_at: datetime
    last_at: datetime
    last_in_at: datetime | None
    last_out_at: datetime | None

    def add(self, other: Totals) -> None:
        if (other.first_at, other.subject) < (self.first_at, self.subject):
            self.first_at, self.subject = other.first_at, other.subject
        self.size += other.size
        self.last_at = max(self.last_at, other.last_at)
        self.last_in_at = _latest(self.last_in_at, other.last_in_at)
        self.last_out_at = _latest(self.last_out_at, other.last_out_at)

    @property
    def is_waiting(self) -> bool:
        if self.client_id is None or self.last_in_at is None:
            return False
        return self.last_out_at is None or self.last_out_at < self.last_in_at


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


class Joining(Struct):
    """The state of one batch: which thread each key leads to, and which threads were found to be one."""

    known: dict[int, int]
    joined: dict[int, int] = field(default_factory=dict)
    new_keys: dict[int, int] = field(default_factory=dict)

    def resolve(self, thread_id: int) -> int:
        while thread_id in self.joined:
            thread_id = self.joined[thread_id]
        return thread_id

    def place(self, keys: Sequence[int], fresh: Iterable[int]) -> int:
        found = {self.resolve(self.known[key]) for key in keys if key in self.known}
        thread_id = min(found) if found else next(iter(fresh))
        for other in found - {thread_id}:
            self.joined[other] = thread_id
        for key in keys:
            if key not in self.known:
                self.known[key] = self.new_keys[key] = thread_id
        return thread_id


def assign(items: Sequence[Threadable]) -> list[int]:
    """The thread of each item, in order; makes, joins and counts threads. Inside the writing transaction."""
    keys = [list(thread_keys(item.linked, _scope(item))) for item in items]
    wanted = {key for some in keys for key in some}
    rows = select_in("SELECT key, thread_id FROM timeline_threadkey WHERE key IN ({})", wanted)
    joining = Joining(known=dict(rows))
    fresh = reserve_ids("timeline_thread", len(items))
    placed = [joining.place(some, fresh) for some in keys]
    placed = [joining.resolve(thread_id) for thread_id in placed]
    _save(joining, items, placed)
    return placed


def _scope(item: Threadable) -> int:
    return scope_number(client_id=item.client_id, connection_id=item.connection_id)


def _save(joining: Joining, items: Sequence[Threadable], placed: Sequence[int]) -> None:
    totals: dict[int, Totals] = {}
    for item, thread_id in zip(items, placed, strict=True):
        _count(totals, thread_id, _totals_of(item))
    absorbed = {other: joining.resolve(other) for other in joining.joined}
    existing = _stored_totals({*totals, *absorbed})
    for other, survivor in absorbed.items():
        if other in existing:
            _count(totals, survivor, existing.pop(other))
    _write_totals(totals, existing)
    _join_stored(absorbed)
    pairs = [(key, joining.resolve(thread_id)) for key, thread_id in joining.new_keys.items()]
    insert("timeline_threadkey", ("key", "thread_id"), pairs, ignore=True)


def _count(totals: dict[int, Totals], thread_id: int, more: Totals) -> None:
    if thread_id in totals:
        totals[thread_id].add(more)
    else:
        totals[thread_id] = more


def _totals_of(item: Threadable) -> Totals:
    at = item.linked.happened_at
    return Totals(
        client_id=item.client_id,
        connection_id=None if item.client_id is not None else item.connection_id,
        subject=item.linked.subject[:500],
        size=1,
        first_at=at,
        last_at=at,
        last_in_at=at if item.is_incoming and item.may_wait else None,
        last_out_at=None if item.is_incoming else at,
    )


_TOTALS = (
    "SELECT id, client_id, connection_id, subject, size, first_at, last_at, last_in_at, last_out_at"
    " FROM timeline_thread WHERE id IN ({})"
)


def _stored_totals(ids: Iterable[int]) -> dict[int, Totals]:
    moment = moment_from()
    found: dict[int, Totals] = {}
    for row in select_in(_TOTALS, ids):
        number, client_id, connection_id, subject, size, first_at, last_at, last_in_at, last_out_at = row
        found[number] = Totals(
            client_id,
            connection_id,
            subject,
            size,
            first_at=moment(first_at),
            last_at=moment(last_at),
            last_in_at=moment(last_in_at) if last_in_at else None,
            last_out_at=moment(last_out_at) if last_out_at else None,
        )
    return found


def _write_totals(totals: dict[int, Totals], existing: dict[int, Totals]) -> None:
    stamp = stamp_for()

    def row(total: Totals) -> tuple[Any, ...]:
        return (
            total.subject,
            total.size,
            stamp(total.first_at),
            stamp(total.last_at),
            stamp(total.last_in_at) if total.last_in_at else None,
            stamp(total.last_out_at) if total.last_out_at else None,
            total.is_waiting,
        )

    new, changed = [], []
    for thread_id, total in totals.items():
        if thread_id in existing:
            total.add(existing[thread_id])
            changed.append((*row(total), thread_id))
        else:
            new.append((thread_id, total.client_id, total.connection_id, *row(total)))
    columns = ("subject", "size", "first_at", "last_at", "last_in_at", "last_out_at", "is_waiting")
    insert("timeline_thread", ("id", "client_id", "connection_id", *columns), new)
    assignments = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        if changed:
            cursor.executemany(f"UPDATE timeline_thread SET {assignments} WHERE id = %s", changed)  # noqa: S608


def _join_stored(absorbed: dict[int, int]) -> None:
    """In plain SQL, since a first import joins two threads with one entry in some."""
    if not absorbed:
        return
    pairs = [(survivor, other) for other, survivor in absorbed.items()]
    with connection.cursor() as cursor:
        for table in ("timeline_filing", "timeline_interaction", "timeline_threadkey"):
            cursor.executemany(f"UPDATE {table} SET thread_id = %s WHERE thread_id = %s", pairs)  # noqa: S608
    Thread.objects.filter(id__in=list(absorbed)).delete()
