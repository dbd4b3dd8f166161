"""Birthdays and other days that come every year: kept, taken away, seen to; which come soon, as far as she sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.clients.actions import ClientsError
from alongside.clients.joining import homes
from alongside.clients.models import Anniversary, AnniversaryKind, Client, Person
from alongside.clients.queries import ended_clients, names_and_hues_for
from alongside.clients.rules import EARLIEST_YEAR, is_day_of_year, next_on, years_on
from alongside.prepared import prepared

DAYS_AHEAD = 7
MOST_OF_ONE = 200


class Coming(Struct, frozen=True):
    """`name`: of the person, or of the client; `on`: when it is next; `years`: the how manieth, where known."""

    id: int
    client_id: int
    client: str
    hue: int | None
    name: str
    kind: str
    label: str
    month: int
    day: int
    year: int | None
    on: date
    years: int | None


_FIELDS = (
    "id", "client_id", "person_id", "person__client_id", "person__name", "person__merged_into_id",
    "kind", "label", "month", "day", "year", "done_on",
)  # fmt: skip


@prepared
def _in_months(months: Any) -> Any:
    return Anniversary.objects.filter(month__in=months.numbers).values_list(*_FIELDS)


def soon_for(member: Member, *, today: date, days: int = DAYS_AHEAD) -> list[Coming]:
    """What comes within a week at her clients and was not seen to yet, the next first."""
    until = today + timedelta(days=days)
    rows = [
        (row, on)
        for row in _in_months({today.month, until.month})
        if (on := next_on(row[8], row[9], today=today)) <= until and row[11] != on
    ]
    ended = ended_clients() if rows else frozenset()
    return [one for one in _shown(member, rows) if one.client_id not in ended] if rows else []


def all_at(member: Member, client_id: int, *, today: date) -> list[Coming]:
    """Every day that is kept of a client and its people, the next first; none for a stranger."""
    of_one = {client_id} | {number for number, home in homes().items() if home == client_id}
    rows = Anniversary.objects.filter(Q(client_id__in=of_one) | Q(person__client_id=client_id))
    return _shown(member, [(row, next_on(row[8], row[9], today=today)) for row in rows.values_list(*_FIELDS)])


def _shown(member: Member, rows: Sequence[tuple[Any, date]]) -> list[Coming]:
    tags = {number: (name, hue) for number, name, hue in names_and_hues_for(member)}
    away = homes()
    survivors = _survivors([row for row, _ in rows])
    found = []
    for (number, own, person, at, name, merged, *what, _), on in rows:
        client = at if person is not None else away.get(own, own)
        if client in tags:
            shown = survivors.get(merged, name) if person is not None else tags[client][0]
            kind, label, month, day, year = what
            whose = (number, client, *tags[client], shown)
            found.append(Coming(*whose, kind, label, month, day, year, on, years_on(on, year)))
    return sorted(found, key=lambda one: (one.on, one.client, one.name, one.id))


def _survivors(rows: Iterable[Any]) -> dict[int, str]:
    """Names of those whom somebody turned out to be."""
    merged = {row[5] for row in rows if row[5] is not None}
    return dict(Person.objects.filter(pk__in=merged).values_list("pk", "name")) if merged else {}


def find_for(member: Member, number: int) -> Anniversary | None:
    """None also for one that she may not see."""
    found = Anniversary.objects.filter(pk=number).select_related("person").first()
    if found is None:
        return None
    client = found.person.client_id if found.person is not None else found.client_id
    seen = {one for one, *_ in names_and_hues_for(member)}
    return found if homes().get(client or 0, client) in seen else None


def keep_day(
    client: Client, person: Person | None, *, kind: str, label: str, month: int, day: int, year: int | None
) -> Anniversary:
    """Raises ClientsError for a day that no year has, and where there are too many."""
    if not is_day_of_year(month, day) or kind not in AnniversaryKind.values:
        raise ClientsError("There is no such day. Choose a day and a month.")
    if year is not None and not EARLIEST_YEAR <= year <= date.max.year:
        raise ClientsError(f"Give the year in four digits, from {EARLIEST_YEAR} on, or leave it out.")
    if kind == AnniversaryKind.OTHER and not label.strip():
        raise ClientsError("Say in a word or two which day it is.")
    if person is not None and person.client_id != client.pk:
        raise ClientsError("This person belongs to another client.")
    kept = Anniversary.objects.filter(Q(client=client) | Q(person__client=client))
    if kept.count() >= MOST_OF_ONE:
        raise ClientsError("More days than this are kept of nobody. Take some away first.")
    return Anniversary.objects.create(
        client=client if person is None else None,
        person=person,
        kind=kind,
        label=" ".join(label.split())[:100],
        month=month,
        day=day,
        year=year,
    )


def move_day(number: int, *, month: int, day: int, was: tuple[int, int]) -> None:
    """Raises ClientsError for a day that no year has. One that is not on `was` any more stays."""
    if not is_day_of_year(month, day):
        raise ClientsError("There is no such day. Choose a day and a month.")
    Anniversary.objects.filter(pk=number, month=was[0], day=was[1]).update(month=month, day=day)


def drop_day(kept: Anniversary) -> None:
    kept.delete()


def see_to(kept: Anniversary, on: date | None) -> None:
    """This year's is done with; None brings it back."""
    Anniversary.objects.filter(pk=kept.pk).update(done_on=on)
