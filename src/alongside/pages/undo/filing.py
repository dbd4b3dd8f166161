"""What was filed, and learned of clients and their people, in, taken back; by the name that its offer carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alongside.accounts.models import Member
from alongside.clients.actions import add_phone, forget_phone
from alongside.clients.models import Client, CompanyDomain, FilingRule, Handle, Join, Merge, Person
from alongside.clients.queries import clients_for
from alongside.intake import filing
from alongside.intake.carrying_out import Noted
from alongside.intake.joining import part_clients
from alongside.timeline.models import Decision, Interaction, Verdict
from alongside.timeline.queries.sight import connections_for

Payload = dict[str, Any]


def client_in(member: Member, payload: Payload, key: str = "client") -> Client | None:
    """One of hers, by the number that stands there."""
    return clients_for(member).filter(pk=payload.get(key) or 0).first()


def _decide_back(member: Member, payload: Payload, noted: Noted) -> None:
    """Give entries back the filings they had: what was filed is unfiled, what was taken out is put back."""
    filed, taken = client_in(member, payload, "filed"), client_in(member, payload, "taken")
    if taken is not None:
        filing.file_under(member, payload["ids"], taken, carry_out=noted)
    if filed is not None:
        filing.unfile(member, payload["ids"], filed, carry_out=noted)


def _share_again(member: Member, payload: Payload, noted: Noted) -> None:
    filing.decide(member, payload["ids"], Verdict.SHARED, carry_out=noted)


def _share_decided(member: Member, payload: Payload, noted: Noted) -> None:
    """A whole group of the tray: told by its decisions, since a page cannot carry thousands of numbers."""
    made = Decision.objects.filter(member=member, verdict=Verdict.PERSONAL)
    made = made.filter(id__gt=payload["after"], id__lte=payload["until"])
    ids = Interaction.objects.filter(source_key__in=made.values("source_key")).values_list("id", flat=True)
    filing.share_again(member, ids, carry_out=noted)


def _forget_address(member: Member, payload: Payload, noted: Noted) -> None:
    for handle in Handle.objects.filter(pk__in=payload["ids"], person__client__in=clients_for(member)):
        filing.forget_address(handle, carry_out=noted)


def _forget_domain(member: Member, payload: Payload, noted: Noted) -> None:
    for domain in CompanyDomain.objects.filter(pk__in=payload["ids"], client__in=clients_for(member)):
        filing.forget_domain(domain, carry_out=noted)


def _forget_group(member: Member, payload: Payload, noted: Noted) -> None:
    _forget_domain(member, {"ids": payload["domains"]}, noted)
    _forget_address(member, {"ids": payload["handles"]}, noted)
    _unmake_clients(member, payload, noted)


def _unmake_clients(member: Member, payload: Payload, noted: Noted) -> None:
    noted.unmade.update(clients_for(member).filter(pk__in=payload["made"]).values_list("pk", flat=True))


def _forget_rule(member: Member, payload: Payload, noted: Noted) -> None:
    for rule in FilingRule.objects.filter(pk__in=payload["ids"], client__in=clients_for(member)):
        filing.forget_rule(rule, carry_out=noted)


def _learn_address(member: Member, payload: Payload, noted: Noted) -> None:
    client = client_in(member, payload)
    if client is not None:
        filing.learn_address(client, payload["address"], name=payload["name"], by=member, carry_out=noted)


def _forget_phone(member: Member, payload: Payload, noted: Noted) -> None:
    client = client_in(member, payload)
    if client is not None:
        forget_phone(client, payload["number"])


def _learn_phone(member: Member, payload: Payload, noted: Noted) -> None:
    for person in Person.objects.filter(pk=payload["person"], client__in=clients_for(member)):
        add_phone(person, payload["number"], region="")


def _learn_domain(member: Member, payload: Payload, noted: Noted) -> None:
    client = client_in(member, payload)
    if client is not None:
        filing.learn_domain(client, payload["domain"], by=member, carry_out=noted)


def _undo_merge(member: Member, payload: Payload, noted: Noted) -> None:
    found = Merge.objects.filter(pk__in=payload["ids"], survivor__client__in=clients_for(member))
    for merged in found:
        filing.undo_merge(merged, carry_out=noted)


def _part_clients(member: Member, payload: Payload, noted: Noted) -> None:
    for joined in Join.objects.filter(pk__in=payload["ids"], survivor__in=clients_for(member)):
        part_clients(joined, carry_out=noted)


def _trust_back(member: Member, payload: Payload, noted: Noted) -> None:
    for source in connections_for(member).filter(pk=payload["source"]):
        filing.set_trust(source, payload["servers"], carry_out=noted)


FILING: dict[str, Callable[[Member, Payload, Noted], None]] = {
    "decide-back": _decide_back,
    "share-again": _share_again,
    "share-decided": _share_decided,
    "forget-address": _forget_address,
    "forget-domain": _forget_domain,
    "forget-group": _forget_group,
    "forget-rule": _forget_rule,
    "learn-address": _learn_address,
    "learn-domain": _learn_domain,
    "forget-phone": _forget_phone,
    "learn-phone": _learn_phone,
    "unmake-clients": _unmake_clients,
    "undo-merge": _undo_merge,
    "part-clients": _part_clients,
    "trust-back": _trust_back,
}
