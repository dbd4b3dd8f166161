"""Undo without a table: the way back travels signed in the page, for one member, for a short while."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from alongside.accounts.models import Member
from alongside.clients.models import CompanyDomain, FilingRule, Handle, Merge
from alongside.clients.queries import clients_for
from alongside.intake import filing
from alongside.pages.base.requests import back, for_member
from alongside.pages.base.undo import say
from alongside.timeline.models import Verdict
from alongside.timeline.queries.sight import connections_for

_SALT = "undo"
# The button shows for 10 seconds; a page left open may still be undone from for a while.
SECONDS = 600

Payload = dict[str, Any]


def offer(
    request: HttpRequest, member: Member, text: str, action: str, *, then: str = "/", **payload: Any
) -> None:
    """Say what was done, with a way back; taken back, `then` is where she stands again."""
    token = signing.dumps([member.pk, action, {**payload, "then": then}], salt=_SALT, compress=True)
    say(request, text, undo_url=reverse("undo", args=[token]))


@require_POST
@for_member
def undo(request: HttpRequest, member: Member, token: str) -> HttpResponse:
    try:
        owner, action, payload = signing.loads(token, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        say(request, "This cannot be undone from here any more.")
        return back(request, "/")
    if owner != member.pk or action not in _ACTIONS:
        say(request, "This cannot be undone from here any more.")
        return back(request, "/")
    _ACTIONS[action](member, payload)
    say(request, "Undone.")
    return redirect(payload["then"])


def _clients(member: Member, payload: Payload, key: str) -> Any:
    return clients_for(member).filter(pk=payload.get(key) or 0).first()


def _decide_back(member: Member, payload: Payload) -> None:
    """Give entries back the filings they had: what was filed is unfiled, what was taken out is put back."""
    filed, taken = _clients(member, payload, "filed"), _clients(member, payload, "taken")
    if taken is not None:
        filing.file_under(member, payload["ids"], taken)
    if filed is not None:
        filing.unfile(member, payload["ids"], filed)


def _share_again(member: Member, payload: Payload) -> None:
    filing.decide(member, payload["ids"], Verdict.SHARED)


def _forget_address(member: Member, payload: Payload) -> None:
    for handle in Handle.objects.filter(pk__in=payload["ids"], person__client__in=clients_for(member)):
        filing.forget_address(handle)


def _forget_domain(member: Member, payload: Payload) -> None:
    for domain in CompanyDomain.objects.filter(pk__in=payload["ids"], client__in=clients_for(member)):
        filing.forget_domain(domain)


def _forget_group(member: Member, payload: Payload) -> None:
    _forget_domain(member, {"ids": payload["domains"]})
    _forget_address(member, {"ids": payload["handles"]})


def _forget_rule(member: Member, payload: Payload) -> None:
    for rule in FilingRule.objects.filter(pk__in=payload["ids"], client__in=clients_for(member)):
        filing.forget_rule(rule)


def _learn_address(member: Member, payload: Payload) -> None:
    client = _clients(member, payload, "client")
    if client is not None:
        filing.learn_address(client, payload["address"], name=payload["name"], by=member)


def _learn_domain(member: Member, payload: Payload) -> None:
    client = _clients(member, payload, "client")
    if client is not None:
        filing.learn_domain(client, payload["domain"], by=member)


def _undo_merge(member: Member, payload: Payload) -> None:
    found = Merge.objects.filter(pk__in=payload["ids"], survivor__client__in=clients_for(member))
    for merged in found:
        filing.undo_merge(merged)


def _trust_back(member: Member, payload: Payload) -> None:
    for source in connections_for(member).filter(pk=payload["source"]):
        filing.set_trust(source, payload["servers"])


_ACTIONS: dict[str, Callable[[Member, Payload], None]] = {
    "decide-back": _decide_back,
    "share-again": _share_again,
    "forget-address": _forget_address,
    "forget-domain": _forget_domain,
    "forget-group": _forget_group,
    "forget-rule": _forget_rule,
    "learn-address": _learn_address,
    "learn-domain": _learn_domain,
    "undo-merge": _undo_merge,
    "trust-back": _trust_back,
}
