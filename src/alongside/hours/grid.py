"""A member's week as a table: rows of client and aspect, a column a day. What is there, and what may be typed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta, tzinfo
from math import inf

from msgspec import Struct, field

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.clients.joining import homes
from alongside.clients.queries import names_and_hues_for
from alongside.hours.models import Entry
from alongside.hours.queries import entries_for
from alongside.hours.rules import Part, overlapping, week_of
from alongside.hours.spans import Days, between, parts_of_entry
from alongside.support.models import Aspect

# Clients and aspects of the weeks before stand ready to be typed into.
WEEKS_BACK = 3
Key = tuple[int, int | None]


class Line(Struct):
    """`minutes`: by day of the week, Monday first. `typed`: what of them can be made less there."""

    client_id: int
    client: str
    hue: int | None
    aspect_id: int | None
    aspect: str
    minutes: list[int] = field(default_factory=lambda: [0] * 7)
    typed: list[int] = field(default_factory=lambda: [0] * 7)

    @property
    def total(self) -> int:
        return sum(self.minutes)


class Noted(Struct, frozen=True):
    """An entry of the week as the list below the table shows it; `on` the first of its days."""

    entry: Entry
    client_id: int
    client: str
    on: date
    minutes: int
    overlaps: bool


class Week(Struct, frozen=True):
    days: list[date]
    lines: list[Line]
    noted: list[Noted]

    @property
    def totals(self) -> list[int]:
        return [sum(line.minutes[place] for line in self.lines) for place in range(7)]


def week_for(member: Member, on: date, *, besides: Collection[Key] = ()) -> Week:
    """`besides`: rows that are wanted although nothing is in them yet; those of strangers are left out."""
    days, zone = week_of(on), zone_here()
    names = {number: (name, hue) for number, name, hue in names_and_hues_for(member)}
    rows = _entries(member, Days(days[0] - timedelta(weeks=WEEKS_BACK), days[-1]))
    at = homes()
    lines: dict[Key, Line] = {}
    noted = []
    for entry in rows:
        home = at.get(entry.client_id, entry.client_id)
        aspect = entry.aspect.name if entry.aspect is not None else ""
        line = lines.setdefault((home, entry.aspect_id), Line(home, *names[home], entry.aspect_id, aspect))
        parts = parts_of_entry(entry, zone)
        _add(line, entry, parts, days)
        if any(part.on in days for part in parts):
            minutes = sum(part.minutes for part in parts)
            noted.append((entry, home, line.client, parts[0].on, minutes))
    _add_besides(lines, besides, names)
    shared = overlapping(
        [(one.pk, one.started_at, one.ended_at) for one, *_ in noted if one.started_at and one.ended_at]
    )
    ordered = sorted(lines.values(), key=lambda one: (one.client.lower(), one.client_id, one.aspect.lower()))
    return Week(days, ordered, [Noted(*one, one[0].pk in shared) for one in noted])


def _entries(member: Member, days: Days) -> list[Entry]:
    zone = zone_here()
    rows = between(entries_for(member).filter(member=member), days, zone)
    found = list(rows.select_related("aspect"))
    return sorted(found, key=lambda one: _when(one, zone))


def _when(entry: Entry, zone: tzinfo) -> tuple[date, float, int]:
    """Spans as they began, then amounts."""
    began = entry.started_at.timestamp() if entry.started_at is not None else inf
    return _day(entry, zone), began, entry.pk


def _day(entry: Entry, zone: tzinfo) -> date:
    if entry.started_at is not None:
        return entry.started_at.astimezone(zone).date()
    return entry.on or date.min


def _add(line: Line, entry: Entry, parts: list[Part], days: list[date]) -> None:
    for part in parts:
        if part.on in days:
            place = (part.on - days[0]).days
            line.minutes[place] += part.minutes
            if entry.is_bare:
                line.typed[place] += part.minutes


def _add_besides(
    lines: dict[Key, Line], besides: Collection[Key], names: dict[int, tuple[str, int | None]]
) -> None:
    at = homes()
    found = {one.pk: one for one in Aspect.objects.filter(pk__in=[aspect for _, aspect in besides if aspect])}
    for client, aspect_id in besides:
        aspect = found.get(aspect_id or 0)
        is_theirs = aspect is None or at.get(aspect.client_id, aspect.client_id) == client
        if client in names and is_theirs and (aspect is None) == (aspect_id is None):
            line = Line(client, *names[client], aspect_id, aspect.name if aspect else "")
            lines.setdefault((client, aspect_id), line)
