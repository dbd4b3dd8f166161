"""Settings of writing: signatures, texts that are written often, and the sender lines to choose from."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.clients.queries import all_for
from alongside.connections.mailboxes import mailboxes_for
from alongside.outbox import kit as keeping
from alongside.outbox.drafts import from_addresses_for, signatures_for, snippets_for
from alongside.outbox.errors import NotThere, OutboxError
from alongside.outbox.wording import PLACES
from alongside.pages.base.requests import client_or_404, for_member, number_in, page
from alongside.pages.base.undo import say


@require_safe
@for_member
def kit(request: HttpRequest, member: Member) -> HttpResponse:
    return _show(request, member)


def _show(request: HttpRequest, member: Member, status: int = 200, **more: Any) -> HttpResponse:
    values = {
        "signatures": signatures_for(member),
        "snippets": snippets_for(member),
        "from_addresses": from_addresses_for(member),
        "mailboxes": mailboxes_for(member),
        "clients": all_for(member),
        "places": [(f"{{{name}}}", words) for name, words in PLACES.items()],
        "error": "",
        "typed": {},
    }
    return page(request, member, "writing/kit.html", "settings", {**values, **more}, status=status)


def _client(request: HttpRequest, member: Member) -> Client | None:
    wanted = request.POST.get("client", "")
    return client_or_404(member, number_in(wanted)) if wanted else None


def _wrong(request: HttpRequest, member: Member, error: OutboxError) -> HttpResponse:
    if isinstance(error, NotThere):
        raise Http404 from error
    return _show(request, member, 422, error=str(error), typed=request.POST.dict())


@require_POST
@for_member
def signature(request: HttpRequest, member: Member) -> HttpResponse:
    """For one client, or for all; an empty one is taken away."""
    client = _client(request, member)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        keeping.save_signature(member, text, client=client)
    except OutboxError as error:
        return _wrong(request, member, error)
    say(request, "The signature is kept." if text.strip() else "The signature is gone.")
    return redirect("settings-writing")


@require_POST
@for_member
def snippet(request: HttpRequest, member: Member) -> HttpResponse:
    wanted = request.POST.get("snippet", "")
    try:
        keeping.save_snippet(
            member,
            name=request.POST.get("name", ""),
            text=request.POST.get("text", "").replace("\r\n", "\n"),
            is_shared="is_shared" in request.POST,
            snippet_id=number_in(wanted) if wanted else None,
        )
    except OutboxError as error:
        return _wrong(request, member, error)
    say(request, "The text is kept.")
    return redirect("settings-writing")


@require_POST
@for_member
def drop_snippet(request: HttpRequest, member: Member) -> HttpResponse:
    try:
        keeping.drop_snippet(member, number_in(request.POST.get("snippet")))
    except OutboxError as error:
        return _wrong(request, member, error)
    say(request, "The text is gone.")
    return redirect("settings-writing")


@require_POST
@for_member
def from_address(request: HttpRequest, member: Member) -> HttpResponse:
    client = _client(request, member)
    number = number_in(request.POST.get("mailbox"))
    mailbox = mailboxes_for(member).filter(pk=number).first()
    if mailbox is None:
        raise Http404
    try:
        keeping.save_from_address(
            member,
            mailbox.connection,
            address=request.POST.get("address", ""),
            name=request.POST.get("name", ""),
            client=client,
            is_on_behalf="is_on_behalf" in request.POST,
            is_usual="is_usual" in request.POST,
        )
    except OutboxError as error:
        return _wrong(request, member, error)
    say(request, "The sender is kept.")
    return redirect("settings-writing")


@require_POST
@for_member
def drop_from_address(request: HttpRequest, member: Member) -> HttpResponse:
    try:
        keeping.drop_from_address(member, number_in(request.POST.get("sender")))
    except OutboxError as error:
        return _wrong(request, member, error)
    say(request, "The sender is gone from the list.")
    return redirect("settings-writing")
