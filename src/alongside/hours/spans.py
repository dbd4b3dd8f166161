"""Entries of clients or of a member, read as parts of days: the one way from rows to minutes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import Q, QuerySet
from msgspec import Struct

from alongside.hours.models import Entry
from alongside.hours.rules import Part, by_day

FIELDS = ("id", "started_at", "ended_at", "on", "minutes")
Row = tuple[int, datetime | None, datetime | None, date | None, int | None]


class Days(Struct, frozen=True):
    """Both ends included, by the clock of this desk."""

    since: date
    until: date

    def __contains__(self, on: date) -> bool:
        return self.since <= on <= self.until


def between(rows: QuerySet[Entry], days: Days, zone: tzinfo) -> QuerySet[Entry]:
    """Those with some time on these days."""
    begins = datetime.combine(days.since, time(), zone)
    ends = datetime.combine(days.until + timedelta(days=1), time(), zone)
    return rows.filter(
        Q(on__gte=days.since, on__lte=days.until) | Q(ended_at__gt=begins, started_at__lt=ends)
    )


def of_clients(clients: Collection[int]) -> QuerySet[Entry]:
    return Entry.objects.filter(client_id__in=clients)


def parts_of(rows: Iterable[Row], zone: tzinfo) -> list[Part]:
    found: list[Part] = []
    for number, started_at, ended_at, on, minutes in rows:
        if started_at is not None and ended_at is not None:
            found += [Part(number, day, some) for day, some in by_day(started_at, ended_at, zone)]
        elif on is not None and minutes:
            found.append(Part(number, on, minutes))
    return found


def parts_of_entry(entry: Entry, zone: tzinfo) -> list[Part]:
    return parts_of([(entry.pk, entry.started_at, entry.ended_at, entry.on, entry.minutes)], zone)
