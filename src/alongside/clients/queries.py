"""Reads of clients and their people, each only as far as the member may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.queries import today_here
from alongside.clients.models import Client, CompanyDomain, FilingRule, Handle, HandleKind, Person
from alongside.lib.texts import place_of, row_number
from alongside.prepared import prepared, remembered


class PersonFacts(Struct, frozen=True):
    """A person with what reaches them; `phones` as E.164."""

    id: int
    name: str
    addresses: tuple[str, ...]
    phones: tuple[str, ...] = ()


class ClientFacts(Struct, frozen=True):
    """What stands in the margin beside a client's timeline."""

    id: int
    name: str
    hue: int | None
    timezone: str
    people: tuple[PersonFacts, ...]
    domains: tuple[str, ...]
    rules: tuple[tuple[int, str, str], ...]


def clients_for(member: Member) -> QuerySet[Client]:
    """The clients a member works for: all for an owner, else those assigned and not yet handed back."""
    if not member.is_active:
        return Client.objects.none()
    if member.is_owner:
        return Client.objects.filter(joined_into=None)
    return _assigned_to(member.pk, today_here())


def _assigned_to(member: Any, today: Any) -> QuerySet[Client]:
    current = Q(assignments__until_on__isnull=True) | Q(assignments__until_on__gte=today)
    return Client.objects.filter(current, assignments__member_id=member, joined_into=None).distinct()


@prepared
def _all() -> Any:
    return Client.objects.filter(joined_into=None).order_by("name")


@prepared
def _assigned(member: Any, today: Any) -> Any:
    return _assigned_to(member, today).order_by("name")


def all_for(member: Member) -> list[Client]:
    """Each client the member works for, by name."""
    if not member.is_active:
        return []
    found = _all() if member.is_owner else _assigned(member.pk, today_here())
    return sorted(found, key=lambda one: place_of(one.name))


@prepared
def _assigned_numbers(member: Any, today: Any) -> Any:
    return _assigned_to(member, today).values_list("id")


def numbers_for(member: Member) -> frozenset[int] | None:
    """Of the clients the member works for; None is an owner's: all."""
    if not member.is_active:
        return frozenset()
    if member.is_owner:
        return None
    return frozenset(number for (number,) in _assigned_numbers(member.pk, today_here()))


def sees_client(member: Member, client_id: int) -> bool:
    """Without asking the database for an owner, who sees every client that there is."""
    numbers = numbers_for(member)
    return numbers is None or client_id in numbers


@prepared
def _ended(today: Any) -> Any:
    return Client.objects.filter(ended_on__lte=today).values_list("id")


def ended_clients() -> frozenset[int]:
    """Whose work has ended: kept, and left out of what asks for something to be done."""
    return frozenset(number for (number,) in _ended(today_here()))


@prepared
def _client(number: Any) -> Any:
    return Client.objects.filter(joined_into=None, pk=number)


def client_for(member: Member, client_id: int) -> Client | None:
    return next(iter(_client(client_id)), None) if sees_client(member, client_id) else None


def find_client_for(member: Member, name: str) -> Client | None:
    """A client as written on a command line: by the whole name, else by id, else by the name's only beginning.

    Who is called by a number is meant by it, whichever client has that id.
    """
    clients = clients_for(member)
    if exact := clients.filter(name__iexact=name).first():
        return exact
    number = row_number(name)
    if number is not None and (found := clients.filter(pk=number).first()):
        return found
    starting = list(clients.filter(name__istartswith=name)[:2])
    return starting[0] if len(starting) == 1 else None


@prepared
def _people(client: Any) -> Any:
    people = Person.objects.filter(client_id=client, merged_into__isnull=True)
    return people.order_by("id").values_list("id", "name")


@prepared
def _reached_by(client: Any) -> Any:
    handles = Handle.objects.filter(person__client_id=client).order_by("value")
    return handles.values_list("person_id", "value", "kind")


@prepared
def _domains(client: Any) -> Any:
    return CompanyDomain.objects.filter(client_id=client).order_by("domain").values_list("domain")


@prepared
def _rules(client: Any) -> Any:
    return FilingRule.objects.filter(client_id=client).order_by("id").values_list("id", "field", "pattern")


def facts_for(member: Member, client_id: int) -> ClientFacts | None:
    client = client_for(member, client_id)
    if client is None:
        return None
    addresses: dict[int, list[str]] = {}
    phones: dict[int, list[str]] = {}
    for person_id, value, kind in _reached_by(client_id):
        (phones if kind == HandleKind.PHONE else addresses).setdefault(person_id, []).append(value)
    return ClientFacts(
        id=client.pk,
        name=client.name,
        hue=client.hue,
        timezone=client.timezone,
        people=tuple(
            PersonFacts(number, name, tuple(addresses.get(number, ())), tuple(phones.get(number, ())))
            for number, name in sorted(_people(client_id), key=lambda row: place_of(row[1]))
        ),
        domains=tuple(domain for (domain,) in _domains(client_id)),
        rules=tuple((number, field, pattern) for number, field, pattern in _rules(client_id)),
    )


@prepared
def _named(addresses: Any) -> Any:
    handles = Handle.objects.filter(kind="email", value__in=addresses.texts).exclude(person__name="")
    return handles.values_list("value", "person__name")


def names_of(addresses: Iterable[str]) -> dict[str, str]:
    """Names of known people by address; for showing, never for deciding."""
    wanted = set(addresses)
    return dict(_named(wanted)) if wanted else {}


@prepared
def _all_names() -> Any:
    return Client.objects.filter(joined_into=None).order_by("name").values_list("id", "name", "hue")


@remembered
def _all_in_order() -> list[tuple[int, str, int | None]]:
    return sorted(_all_names(), key=lambda row: place_of(row[1]))


def names_and_hues_for(member: Member) -> list[tuple[int, str, int | None]]:
    """Id, name and hue of each client the member works for, by name."""
    if member.is_active and member.is_owner:
        return _all_in_order()
    return [(one.pk, one.name, one.hue) for one in all_for(member)]


@prepared
def _people_at(clients: Any) -> Any:
    return Person.objects.filter(client_id__in=clients.numbers).exclude(name="").values_list("name")


@prepared
def _addresses_at(clients: Any) -> Any:
    return Handle.objects.filter(person__client_id__in=clients.numbers).values_list("value")


def names_and_addresses_at(clients: Collection[int]) -> tuple[set[str], set[str]]:
    """What the people of these clients are called, and what reaches them; the caller has checked sight."""
    return {name for (name,) in _people_at(clients)}, {value for (value,) in _addresses_at(clients)}


@prepared
def _known_as(names: Any) -> Any:
    people = Person.objects.filter(merged_into=None, name__in=names.texts, client__joined_into=None)
    return people.order_by("id").values_list("name", "client_id", "client__name")


def clients_with_people_for(member: Member, names: Collection[str]) -> dict[str, tuple[int, str]]:
    """By name of a person, id and name of a client at which somebody is called so."""
    seen = numbers_for(member)
    return {
        name: (number, client) for name, number, client in _known_as(names) if seen is None or number in seen
    }


def known_by_nothing_but(addresses: Collection[str]) -> list[Person]:
    """People who are left with no address without these, and whoever turned out to be one of them."""
    values = set(addresses)
    theirs = Person.objects.filter(handles__value__in=values).distinct()
    return with_merged(one for one in theirs if not set(one.handles.values_list("value", flat=True)) - values)


def with_merged(people: Iterable[Person]) -> list[Person]:
    """They, and whoever turned out to be one of them."""
    found = wave = list(people)
    while wave:
        wave = list(Person.objects.filter(merged_into__in=wave).exclude(pk__in=[one.pk for one in found]))
        found = [*found, *wave]
    return found
