"""Writes to clients and their people; each is a member's decision and stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.models import (
    Assignment,
    Client,
    CompanyDomain,
    FilingRule,
    Handle,
    HandleKind,
    Merge,
    Person,
)
from alongside.clients.queries import sees_client
from alongside.clients.rules import LONGEST_NAME, normal_address, normal_domain, normal_name, normal_number
from alongside.lib.texts import one_line

HUES = 12
# The order in which hues are given: neighbours in the list of clients stand far apart on the circle.
_SPREAD = (0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11)


class ClientsError(Exception):
    """What cannot be done, in a sentence for the member."""


def add_client(
    name: str,
    *,
    domains: Iterable[str] = (),
    addresses: Iterable[tuple[str, str]] = (),
    by: Member | None = None,
) -> Client:
    """A client with its domains and people (`addresses`: address and name); one of that name is extended.

    Raises ClientsError where a client of that name is not `by`'s to work for.
    """
    name = _normal(normal_name, name)
    with transaction.atomic():
        client = _called(name, by)
        if client is None:
            client = Client.objects.create(name=name, hue=_least_used_hue())
            if by is not None and not by.is_owner:
                Assignment.objects.create(member=by, client=client)
        for domain in domains:
            add_domain(client, domain)
        for address, person_name in addresses:
            add_handle(client, address, name=person_name)
    return client


def _normal(rule: Callable[[str], str], typed: str) -> str:
    try:
        return rule(typed)
    except ValueError as error:
        raise ClientsError(str(error)) from error


def _called(name: str, by: Member | None) -> Client | None:
    """The client of that name, or the one it is part of. Nobody comes to see a client by guessing its name."""
    client = Client.objects.filter(name__iexact=name).first()
    while client is not None and client.joined_into is not None:
        client = client.joined_into
    if client is not None and by is not None and not sees_client(by, client.pk):
        raise ClientsError(f"There is a client called {name} already. Ask an owner to let you work for them.")
    return client


def _least_used_hue() -> int:
    """So that the marks of a few clients can be told apart."""
    used = Counter(Client.objects.filter(joined_into=None).exclude(hue=None).values_list("hue", flat=True))
    return min(range(HUES), key=lambda hue: (used[hue], _SPREAD[hue]))


def rename_client(client: Client, name: str) -> None:
    name = _normal(normal_name, name)
    if Client.objects.filter(name__iexact=name).exclude(pk=client.pk).exists():
        raise ClientsError(f"There is a client called {name} already.")
    client.name = name
    client.save(update_fields=["name"])


def set_hue(client: Client, hue: int | None) -> None:
    """The colour of its mark, from 0 to 11; None leaves it to the name."""
    if hue is not None and not 0 <= hue < HUES:
        raise ClientsError("Choose one of the colours. Nothing was changed.")
    client.hue = hue
    client.save(update_fields=["hue"])


def add_domain(client: Client, domain: str) -> CompanyDomain:
    value = _normal(normal_domain, domain)
    taken = CompanyDomain.objects.filter(domain=value).select_related("client").first()
    if taken is not None and taken.client_id != client.pk:
        raise ClientsError(f"{value} belongs to {taken.client.name} already.")
    return taken or CompanyDomain.objects.create(client=client, domain=value)


def add_handle(client: Client, address: str, *, name: str = "", person: Person | None = None) -> Handle:
    """An address of a person at the client; a new person where none is given."""
    value = _normal(normal_address, address)
    taken = Handle.objects.filter(kind="email", value=value).select_related("person__client").first()
    if taken is not None:
        if taken.person.client_id != client.pk:
            raise ClientsError(f"{value} belongs to {taken.person.client.name} already.")
        return taken
    with transaction.atomic():
        owner = person or Person.objects.create(client=client, name=one_line(name)[:LONGEST_NAME])
        return Handle.objects.create(person=owner, value=value)


def add_phone(person: Person, number: str, *, region: str) -> Handle:
    """A number at which a person is rung; `region` is the practice's country."""
    try:
        value = normal_number(number, region=region)
    except ValueError as error:
        raise ClientsError(str(error)) from error
    taken = Handle.objects.filter(kind=HandleKind.PHONE, value=value).select_related("person__client").first()
    if taken is not None and taken.person_id != person.pk:
        # Whose client it is may be none of hers.
        raise ClientsError("This number belongs to somebody else already. Take it away there first.")
    return taken or Handle.objects.create(person=person, kind=HandleKind.PHONE, value=value)


def forget_phone(client: Client, value: str) -> Person | None:
    """Whose it was; None where there was nothing to forget."""
    found = Handle.objects.filter(kind=HandleKind.PHONE, value=value, person__client=client)
    handle = found.select_related("person").first()
    if handle is None:
        return None
    handle.delete()
    return handle.person


def add_person(client: Client, name: str, addresses: Iterable[str]) -> None:
    """Somebody with all their addresses; whoever has the first of them already is meant."""
    person: Person | None = None
    with transaction.atomic():
        for address in addresses:
            person = add_handle(client, address, name=name, person=person).person


def add_rule(client: Client, *, field: str, pattern: str, by: Member) -> FilingRule:
    pattern = " ".join(pattern.split())[:200]
    if len(pattern) < 3:
        raise ClientsError("A rule needs at least three letters to look for.")
    rule, _ = FilingRule.objects.get_or_create(
        client=client, field=field, pattern=pattern, defaults={"made_by": by}
    )
    return rule


def merge(survivor: Person, absorbed: Person, *, by: Member) -> Merge:
    """Make two persons of one client one; `undo_merge` gives each back what was theirs."""
    if survivor.pk == absorbed.pk:
        raise ClientsError("These are the same person already.")
    if survivor.client_id != absorbed.client_id:
        raise ClientsError("These two belong to different clients. Move one of them first.")
    if survivor.merged_into_id or absorbed.merged_into_id:
        raise ClientsError("One of these was merged already.")
    with transaction.atomic():
        handles = list(absorbed.handles.values_list("id", flat=True))
        Handle.objects.filter(id__in=handles).update(person=survivor)
        absorbed.merged_into = survivor
        absorbed.save(update_fields=["merged_into"])
        return Merge.objects.create(survivor=survivor, absorbed=absorbed, moved_handles=handles, merged_by=by)


def undo_merge(merged: Merge) -> None:
    """Give back the handles that moved; claimed by one update, so that a second click changes nothing."""
    with transaction.atomic():
        claimed = Merge.objects.filter(pk=merged.pk, undone_at=None).update(undone_at=timezone.now())
        if claimed == 1:
            Person.objects.filter(pk=merged.absorbed_id).update(merged_into=None)
            Handle.objects.filter(id__in=merged.moved_handles, person=merged.survivor_id).update(
                person=merged.absorbed_id
            )
