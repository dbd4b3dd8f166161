"""The tray: what belongs to no client yet, by whom it is with; one click files the group and its past."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.clients.actions import ClientsError, add_client
from alongside.clients.models import Client
from alongside.clients.queries import clients_for
from alongside.clients.rules import name_from_domain
from alongside.intake import filing
from alongside.pages.base.requests import back, client_or_404, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.undo.views import offer
from alongside.timeline.models import Interaction
from alongside.timeline.queries.sight import sight_of
from alongside.timeline.queries.tray import tray_groups_for, tray_lines_for

GROUPS = 60


@require_safe
@for_member
def tray(request: HttpRequest, member: Member) -> HttpResponse:
    text = request.GET.get("page", "1")
    number = max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
    groups = tray_groups_for(member, limit=GROUPS, offset=(number - 1) * GROUPS)
    clients = list(clients_for(member).order_by("name"))
    values = {
        "groups": groups,
        "clients": clients,
        "number": number,
        "has_more": len(groups) == GROUPS,
        "name_from_domain": name_from_domain,
    }
    return page(request, member, "tray/tray.html", "tray", values)


@require_safe
@for_member
def group(request: HttpRequest, member: Member) -> HttpResponse:
    """What is in the tray with one address, before it is filed."""
    address = request.GET.get("address", "")[:320]
    values = {
        "address": address,
        "rows": tray_lines_for(member, address),
        "clients": clients_for(member).order_by("name"),
    }
    return page(request, member, "tray/group.html", "tray", values)


@require_POST
@for_member
def file(request: HttpRequest, member: Member) -> HttpResponse:
    """File a group under a client, an existing one or a new one: by its address, or its whole company."""
    address, domain = request.POST.get("address", ""), request.POST.get("domain", "")
    try:
        client = _chosen(request, member)
        if client is None:
            say(request, "Choose a client, or type a name for a new one.")
        elif domain:
            learned = filing.learn_domain(client, domain)
            offer(
                request, member, f"All of {domain} is now {client.name}.", "forget-domain", ids=[learned.pk]
            )
        else:
            handle = filing.learn_address(client, address, name=request.POST.get("person", ""))
            offer(request, member, f"{handle.value} is now {client.name}.", "forget-address", ids=[handle.pk])
    except ClientsError as error:
        say(request, str(error))
    return back(request, "/tray/")


def _chosen(request: HttpRequest, member: Member) -> Client | None:
    chosen, name = request.POST.get("client", ""), request.POST.get("name", "").strip()
    if chosen:
        return client_or_404(member, number_in(chosen))
    return add_client(name, by=member) if name else None


@require_POST
@for_member
def personal(request: HttpRequest, member: Member) -> HttpResponse:
    """All that is in the tray with one address is her own."""
    address = request.POST.get("address", "")
    rows = Interaction.objects.filter(is_unfiled=True, connection_id__in=sight_of(member).connections)
    found = rows.filter(counterpart__value=address) if address else rows.none()
    ids = filing.make_personal(member, list(found.values_list("id", flat=True)))
    if ids:
        offer(request, member, f"Personal: only you see mail with {address}.", "share-again", ids=ids)
    return redirect("tray")
