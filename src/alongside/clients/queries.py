"""Reads of clients and their people, each only as far as the member may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.models import Client, CompanyDomain, FilingRule, Handle, Person


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


def facts_for(member: Member, client_id: int) -> ClientFacts | None:
    client = client_for(member, client_id)
    if client is None:
        return None
    people = Person.objects.filter(client=client, merged_into__isnull=True).order_by("name", "id")
    addresses: dict[int, list[str]] = {}
    handles = Handle.objects.filter(person__client=client).order_by("value")
    for person_id, value in handles.values_list("person_id", "value"):
        addresses.setdefault(person_id, []).append(value)
    domains = CompanyDomain.objects.filter(client=client).order_by("domain")
    rules = FilingRule.objects.filter(client=client).order_by("id")
    return ClientFacts(
        id=client.pk,
        name=client.name,
        hue=client.hue,
        people=tuple(PersonFacts(p.pk, p.name, tuple(addresses.get(p.pk, ()))) for p in people),
        domains=tuple(domains.values_list("domain", flat=True)),
        rules=tuple(rules.values_list("id", "field", "pattern")),
    )


def names_of(addresses: Iterable[str]) -> dict[str, str]:
    """Names of known people by address; for showing, never for deciding."""
    rows = Handle.objects.filter(kind="email", value__in=set(addresses)).exclude(person__name="")
    return dict(rows.values_list("value", "person__name"))
