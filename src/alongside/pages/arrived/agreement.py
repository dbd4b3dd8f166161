"""A client's mailbox: who agreed that it is read, what of it is read, and both noted anew."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.connections.agreed import (
    consent_of,
    her_addresses,
    limits_of,
    may_be_read,
    note_consent,
    set_limits,
)
from alongside.connections.mailboxes import mailboxes_for
from alongside.connections.models import Consent, Limits, Mailbox
from alongside.lib.texts import row_numbers
from alongside.pages.arrived.forms import ConsentForm, LimitsForm
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say


class Agreement(Struct, frozen=True):
    """For whoever shows a client's mailbox; None of `consent` until somebody agreed."""

    mailbox: Mailbox
    consent: Consent | None
    limits: Limits | None
    is_read: bool


def agreement_of(mailbox: Mailbox) -> Agreement | None:
    """None for a mailbox that is no client's."""
    if mailbox.connection.owner_client_id is None:
        return None
    return Agreement(mailbox, consent_of(mailbox), limits_of(mailbox), may_be_read(mailbox))


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def limits(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    mailbox = mailboxes_for(member).filter(pk=connection_id).first()
    agreement = agreement_of(mailbox) if mailbox is not None else None
    if mailbox is None or agreement is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    needs_consent = not agreement.is_read or (posted is not None and bool(posted.get("agreed_by")))
    consent_form = ConsentForm(posted if needs_consent else None, today=timezone.localdate())
    limits_form = LimitsForm(posted, folders=_folders(mailbox), initial=_initial(agreement))
    if posted is not None:
        # Both are asked, so that both show what is wanting.
        is_consent_fine, is_limits_fine = not needs_consent or consent_form.is_valid(), limits_form.is_valid()
        if is_consent_fine and is_limits_fine:
            _keep(member, mailbox, consent_form if needs_consent else None, limits_form)
            say(request, f"Kept. {mailbox.connection.label} is read within these limits.")
            return redirect("arrived")
    values = {
        "agreement": agreement,
        "consent_form": consent_form,
        "limits_form": limits_form,
        "folders": list(_folders(mailbox)),
        "chosen": _chosen(mailbox, posted),
        "hers": sorted(her_addresses(mailbox, Limits(mailbox=mailbox))),
    }
    status = 422 if posted is not None else 200
    return page(request, member, "arrived/limits.html", "arrived", values, status=status)


def _folders(mailbox: Mailbox) -> Any:
    return mailbox.folders.filter(gone_at=None).order_by("name")


def _chosen(mailbox: Mailbox, posted: Any) -> set[int]:
    if posted is not None:
        return set(row_numbers(posted.getlist("folders")))
    return set(_folders(mailbox).filter(is_wanted=True).values_list("pk", flat=True))


def _initial(agreement: Agreement) -> dict[str, Any]:
    limits = agreement.limits or Limits(mailbox=agreement.mailbox)
    return {
        "scope": limits.scope,
        "since_on": limits.since_on,
        "own_addresses": ", ".join(limits.own_addresses),
        "takes_new_folders": limits.takes_new_folders,
    }


def _keep(member: Member, mailbox: Mailbox, consent: ConsentForm | None, limits: LimitsForm) -> None:
    with transaction.atomic():
        set_limits(mailbox, limits.wanted())
        if consent is not None:
            note_consent(mailbox, **consent.cleaned_data, today=timezone.localdate(), by=member)
