"""What changed in the timeline in, contact days and standings brought up to date out.

A follower marks the clients concerned; they are counted anew from their entries, a few at a time, behind the pages.
So any order of arrival, a move from one client to another and a rebuild come to the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from msgspec.structs import asdict

from alongside.accounts.queries import practice
from alongside.clients.models import Client
from alongside.connections.models import ON_A_PAGE, OwnAddress
from alongside.diary.queries import called_off, next_start_of
from alongside.diary.told import told_besides
from alongside.intake.joining import joins_besides
from alongside.outbox.sight import with_joined
from alongside.prepared import prepared
from alongside.rhythm.models import Day, Standing, Wish
from alongside.rhythm.rules import (
    PAST_DAYS,
    RECENT_DAYS,
    DayFacts,
    Plans,
    Wished,
    is_quiet,
    observe,
    weeks_of,
)
from alongside.rhythm.tally import Said, tally
from alongside.timeline.database import in_chunks, select_in
from alongside.timeline.models import Filing, Interaction, Proof

# Two years for the calendar, and the year before its first day for what was usual then.
HISTORY_DAYS = 2 * 366 + 366
CLIENTS_AT_ONCE = 20
# Counting takes at most this part of the time.
_PART_OF_TIME = 0.1
_ROWS_AT_ONCE = 200
_CLIENTS = "SELECT DISTINCT client_id FROM timeline_filing WHERE interaction_id IN ({})"

told_besides(lambda client_id: mark_due([client_id]))


def handle(entries: Sequence[int]) -> None:
    """Entries that came or changed: their clients are due."""
    mark_due({client for (client,) in select_in(_CLIENTS, sorted(set(entries)))})


def handle_moved(entries: Sequence[int]) -> None:
    """Entries that may have left a client as well: who was in contact on their days may have lost one."""
    zone = ZoneInfo(practice().timezone)
    for chunk in in_chunks(sorted(set(entries))):
        moments = Interaction.objects.filter(pk__in=chunk).values_list("happened_at", flat=True)
        days = [at.astimezone(zone).date() for at in moments]
        if len(days) < len(chunk):
            # One is gone, and nothing says from where.
            mark_due(Standing.objects.values_list("client_id", flat=True))
            continue
        mark_due(Day.objects.filter(on__in=set(days)).values_list("client_id", flat=True).distinct())


def mark_due(clients: Iterable[int]) -> None:
    wanted = sorted(clients)
    if not wanted:
        return
    Standing.objects.bulk_create([Standing(client_id=one) for one in wanted], ignore_conflicts=True)
    Standing.objects.filter(client_id__in=wanted, is_due=False).update(is_due=True)


joins_besides(mark_due)


class Recounting:
    """Counts again whoever is due, now and then: the longer it takes, the longer the pause."""

    def __init__(self) -> None:
        self._next_at = 0.0

    def look(self) -> None:
        begun = monotonic()
        if begun < self._next_at:
            return
        recount(limit=CLIENTS_AT_ONCE)
        self._next_at = monotonic() + (monotonic() - begun) / _PART_OF_TIME


@prepared
def _due(today: Any) -> Any:
    due = Standing.objects.filter(Q(is_due=True) | Q(worked_out_on=None) | ~Q(worked_out_on=today))
    return due.order_by(F("worked_out_on").asc(nulls_first=True), "client_id").values_list("pk")


def recount(*, limit: int | None = None, now: datetime | None = None) -> int:
    """Count clients that are due, or were not yet looked at today; returns how many."""
    zone = ZoneInfo(practice().timezone)
    today = (now or timezone.now()).astimezone(zone).date()
    numbers = _due(today)[:limit]
    for (number,) in numbers:
        # First the mark, then the counting: what changes meanwhile is marked again.
        Standing.objects.filter(pk=number).update(is_due=False)
        _recount(number, today=today, zone=zone)
    return len(numbers)


def _recount(client_id: int, *, today: date, zone: ZoneInfo) -> None:
    since = datetime.combine(today - timedelta(days=HISTORY_DAYS), time(), zone)
    days = tally(_said(client_id, since=since), zone=zone)
    _keep(client_id, days)
    work_out(client_id, days, today=today)


def work_out(client_id: int, days: Sequence[DayFacts], *, today: date) -> None:
    """What follows from a client's days, kept so that Today costs one query."""
    ended = Client.objects.filter(pk=client_id, ended_on__lte=today).exists()
    plans = plans_of(client_id, today=today)
    found = () if ended else observe(days, wish=wish_of(client_id), today=today, plans=plans)
    Standing.objects.filter(pk=client_id).update(
        worked_out_on=today,
        is_quiet=is_quiet(found),
        weight=sum(one.times for one in found),
        evidence=[_as_json(asdict(one)) for one in found],
        weeks=weeks_of(days, today=today),
    )


def plans_of(client_id: int, *, today: date) -> Plans:
    """What the diary says of a client."""
    zone = ZoneInfo(practice().timezone)
    begin = datetime.combine(today, time(), zone)
    next_at = next_start_of(client_id, now=begin)
    recent = begin - timedelta(days=RECENT_DAYS)
    off = called_off(client_id, since=begin - timedelta(days=PAST_DAYS), until=begin + timedelta(days=1))
    lately = sum(at >= recent for at in off)
    before = (len(off) - lately) * RECENT_DAYS / (PAST_DAYS - RECENT_DAYS)
    return Plans(next_at.astimezone(zone).date() if next_at else None, lately, before)


def wish_of(client_id: int) -> Wished | None:
    """What is wished for a client, by whoever said so last; else for one that was joined to it."""
    own = Wish.objects.filter(client_id=client_id).order_by("-id").first()
    newest = own or Wish.objects.filter(client_id__in=with_joined(client_id)).order_by("-id").first()
    if newest is None or (newest.ideal_days is None and newest.maximum_days is None):
        return None
    return Wished(newest.ideal_days, newest.maximum_days, newest.counts)


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


_FIELDS = (
    "happened_at",
    "interaction__source_key",
    "interaction__kind",
    "interaction__direction",
    "thread_id",
    "interaction__ended_at",
    "interaction__connection__owner_client_id",
    "interaction__connection__kind",
    "interaction__sender__value",
    "interaction__counterpart__value",
)


def _said(client_id: int, *, since: datetime) -> Iterator[Said]:
    """What was said with a client. What is private to a member is left out: days are seen by all who work for it."""
    filed = Filing.objects.filter(
        client_id=client_id,
        happened_at__gte=since,
        interaction__private_to=None,
        interaction__nature="personal",
    ).exclude(interaction__proof=Proof.DOUBTFUL)
    ours: frozenset[str] | None = None
    for at, key, kind, direction, thread, ended_at, of_client, source, sender, other in filed.values_list(
        *_FIELDS
    ).iterator(chunk_size=2000):
        is_incoming = direction == "in"
        if of_client is not None and source != ON_A_PAGE:
            # In a client's own mailbox most is between the client and others; with us is what names one of us.
            ours = _our_addresses() if ours is None else ours
            if sender not in ours and other not in ours:
                continue
            is_incoming = sender not in ours
        yield Said(at, bytes(key), kind, is_incoming, thread, ended_at)


def _our_addresses() -> frozenset[str]:
    own = OwnAddress.objects.filter(connection__owner_client=None)
    return frozenset(own.values_list("address", flat=True))


def _keep(client_id: int, days: Sequence[DayFacts]) -> None:
    """Make the rows these days, writing only what differs."""
    fields = ("incoming", "outgoing", "begun_in", "begun_out", "lengths", "their_answers", "our_answers")
    kept = {(row.on, row.kind): row for row in Day.objects.filter(client_id=client_id)}
    new, changed = [], []
    for day in days:
        row = kept.pop((day.on, day.kind), None)
        values = {name: getattr(day, name) for name in fields}
        if row is None:
            new.append(Day(client_id=client_id, on=day.on, kind=day.kind, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    _write(new, changed, gone=[row.pk for row in kept.values()], fields=fields)


def _write(new: list[Day], changed: list[Day], *, gone: list[int], fields: Collection[str]) -> None:
    for some in in_chunks(gone, _ROWS_AT_ONCE):
        Day.objects.filter(pk__in=some).delete()
    for rows in in_chunks(new, _ROWS_AT_ONCE):
        # A second machine may count the same client: both come to the same rows.
        Day.objects.bulk_create(rows, ignore_conflicts=True)
    for rows in in_chunks(changed, _ROWS_AT_ONCE):
        with transaction.atomic():
            Day.objects.bulk_update(rows, list(fields))
