"""The tray: what belongs to no client yet, by whom it is with; one click files the group and its past."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.clients.actions import ClientsError, add_client, add_handle
from alongside.clients.models import Client
from alongside.clients.queries import clients_with_people_for, names_and_hues_for
from alongside.clients.rules import is_public_provider, name_from_domain
from alongside.intake import filing
from alongside.intake.carrying_out import Noted, noting
from alongside.pages.base.requests import client_or_404, follow, for_member, mark_in, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.undo.offering import newest_client, newest_decision, offer
from alongside.timeline.models import Interaction
from alongside.timeline.queries.shapes import TrayGroup
from alongside.timeline.queries.sight import sight_of
from alongside.timeline.queries.tray import names_in_tray, tray_groups_for, tray_lines_for

GROUPS = 60
MOST_ADDRESSES = 200


@require_safe
@for_member
def tray(request: HttpRequest, member: Member) -> HttpResponse:
    text, before = request.GET.get("page", "1"), mark_in(request, "before")
    number = max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
    found = tray_groups_for(member, limit=GROUPS, offset=(number - 1) * GROUPS, before=before)
    values = {
        "by_people": [group for group in found.groups if not group.is_automatic],
        "automatic": [group for group in found.groups if group.is_automatic],
        "clients": names_and_hues_for(member),
        "likely": _clients_of(member, {group.name for group in found.groups}),
        "new_names": {_title(group): _new_name(group) for group in found.groups},
        "number": number,
        "before": before,
        "found": found,
    }
    return page(request, member, "tray/tray.html", "tray", values)


def _title(group: TrayGroup) -> str:
    return group.domain if len(group.addresses) > 1 else group.address


def _new_name(group: TrayGroup) -> str:
    """What a new client is probably called."""
    return name_from_domain(group.domain) if group.domain else group.name or group.address


def _clients_of(member: Member, names: set[str]) -> dict[str, tuple[int, str] | None]:
    """The client at which somebody of this very name is known: a suggestion and nothing more."""
    known = clients_with_people_for(member, names - {""})
    return {name: known.get(name) for name in names}


@require_safe
@for_member
def group(request: HttpRequest, member: Member) -> HttpResponse:
    """What is in the tray with one address or one company, before it is filed."""
    address, domain = request.GET.get("address", "")[:320], request.GET.get("domain", "")[:255]
    shown = _group_at(member, domain) if domain else _group_of(address)
    rows = tray_lines_for(member, *shown.addresses) if shown.addresses or not domain else []
    values = {
        "who": domain or address,
        "group": shown,
        "rows": rows,
        "clients": names_and_hues_for(member),
        "new_name": _new_name(shown),
    }
    return page(request, member, "tray/group.html", "tray", values)


def _group_of(address: str) -> TrayGroup:
    domain = address.rpartition("@")[2]
    company = "" if is_public_provider(domain) else domain
    return TrayGroup(address, company, "", 0, timezone.now(), "", (address,) if address else ())


def _group_at(member: Member, domain: str) -> TrayGroup:
    unfiled = Interaction.objects.filter(is_unfiled=True, connection_id__in=sight_of(member).connections)
    found = unfiled.filter(counterpart__domain=domain).order_by("counterpart__value")
    addresses = tuple(found.values_list("counterpart__value", flat=True).distinct()[:MOST_ADDRESSES])
    first = addresses[0] if addresses else ""
    return TrayGroup(first, domain, "", 0, timezone.now(), "", addresses)


@require_POST
@for_member
def file(request: HttpRequest, member: Member) -> HttpResponse:
    """File a group under a client, an existing one or a new one: its addresses, or the whole company."""
    names = names_in_tray(member, request.POST.getlist("address")[:MOST_ADDRESSES])
    domain = request.POST.get("whole", "")
    if not names or (domain and domain not in {address.rpartition("@")[2] for address in names}):
        raise BadRequest
    try:
        # Refused half-way, nothing of it is learned.
        with noting(member) as noted:
            noted.then, newest = reverse("tray"), newest_client()
            client = _chosen(request, member)
            if client is None:
                say(request, "Choose a client, or type a name for a new one.")
            else:
                noted.what = f"Filing under {client.name}"
                made = [client.pk] if client.pk > newest else []
                _file(request, member, client, names, domain, noted, made=made)
    except ClientsError as error:
        say(request, str(error))
        return redirect("tray")
    return follow(noted)


def _chosen(request: HttpRequest, member: Member) -> Client | None:
    chosen, name = request.POST.get("client", ""), request.POST.get("name", "").strip()
    if chosen and chosen != "new":
        return client_or_404(member, number_in(chosen))
    return add_client(name, by=member) if name and chosen else None


def _file(
    request: HttpRequest,
    member: Member,
    client: Client,
    names: dict[str, str],
    domain: str,
    noted: Noted,
    *,
    made: list[int],
) -> None:
    if domain:
        # The people first: learning the company then files everything of theirs at once.
        handles = [add_handle(client, address, name=name).pk for address, name in names.items()]
        domains = [filing.learn_domain(client, domain, by=member, carry_out=noted).pk]
        text = f"Everybody at {domain} is now filed under {client.name}."
    else:
        handles = [
            filing.learn_address(client, address, name=name, by=member, carry_out=noted).pk
            for address, name in names.items()
        ]
        domains, text = [], f"{_listed(list(names))} is now filed under {client.name}."
    group = {"handles": handles, "domains": domains, "made": made}
    offer(request, member, text, "forget-group", then="/tray/", **group)


def _listed(addresses: Sequence[str]) -> str:
    return addresses[0] if len(addresses) == 1 else f"Mail with {len(addresses)} people"


@require_POST
@for_member
def personal(request: HttpRequest, member: Member) -> HttpResponse:
    """All that is in the tray with these addresses is her own."""
    addresses = request.POST.getlist("address")[:MOST_ADDRESSES]
    with noting(member) as noted:
        noted.what, noted.then = "Making it personal", reverse("tray")
        before = newest_decision()
        ids = filing.make_personal(member, _unfiled_with(member, addresses), carry_out=noted)
        if ids:
            text = f"Personal: only you see mail with {_listed(addresses).removeprefix('Mail with ')}."
            offer(
                request, member, text, "share-decided", then="/tray/", after=before, until=newest_decision()
            )
    return follow(noted)


def _unfiled_with(member: Member, addresses: Iterable[str]) -> list[int]:
    rows = Interaction.objects.filter(is_unfiled=True, connection_id__in=sight_of(member).connections)
    return list(rows.filter(counterpart__value__in=set(addresses)).values_list("id", flat=True))
