"""Reads of clients and their people, each only as far as the member may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.models import Client, CompanyDomain, FilingRule, Handle, Person
from alongside.prepared import prepared


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A person with what reaches them."""

    id: int
    name: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClientFacts:
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
    today = timezone.localdate()
    current = Q(assignments__until_on__isnull=True) | Q(assignments__until_on__gte=today)
    return Client.objects.filter(current, assignments__member=member, joined_into=None).distinct()


def sees_client(member: Member, client_id: int) -> bool:
    """Without asking the database for an owner, who sees every client that there is."""
    return member.is_active and (member.is_owner or clients_for(member).filter(pk=client_id).exists())


def client_for(member: Member, client_id: int) -> Client | None:
    return clients_for(member).filter(pk=client_id).first()


def find_client_for(member: Member, name: str) -> Client | None:
    """A client by id or by name, as written on a command line: the whole name, else its only beginning."""
    clients = clients_for(member)
    if name.isdecimal() and (found := clients.filter(pk=int(name)).first()):
        return found
    if exact := clients.filter(name__iexact=name).first():
        return exact
    starting = list(clients.filter(name__istartswith=name)[:2])
    return starting[0] if len(starting) == 1 else None


@prepared
def _people(client: Any) -> Any:
    people = Person.objects.filter(client_id=client, merged_into__isnull=True)
    return people.order_by("name", "id").values_list("id", "name")


@prepared
def _reached_by(client: Any) -> Any:
    handles = Handle.objects.filter(person__client_id=client).order_by("value")
    return handles.values_list("person_id", "value")


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
    for person_id, value in _reached_by(client_id):
        addresses.setdefault(person_id, []).append(value)
    return ClientFacts(
        id=client.pk,
        name=client.name,
        hue=client.hue,
        timezone=client.timezone,
        people=tuple(
            PersonFacts(number, name, tuple(addresses.get(number, ()))) for number, name in _people(client_id)
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
def _all_clients() -> Any:
    return Client.objects.filter(joined_into=None).order_by("name").values_list("id", "name", "hue")


def names_and_hues_for(member: Member) -> list[tuple[int, str, int | None]]:
    """Id, name and hue of each client the member works for, by name."""
    if member.is_active and member.is_owner:
        return _all_clients()
    return list(clients_for(member).order_by("name").values_list("id", "name", "hue"))
