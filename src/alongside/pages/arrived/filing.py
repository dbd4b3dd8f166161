"""The filing address of a mailbox: where she sends what is to be filed by whom it was from or for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Member
from alongside.connections.filing_addresses import (
    filing_address_of,
    forget_filing_address,
    senders_of,
    set_filing_address,
)
from alongside.connections.mailboxes import MailboxesError, mailboxes_for
from alongside.connections.models import FilingAddress
from alongside.pages.arrived.forms import FilingForm
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def filing(request: HttpRequest, member: Member, connection_id: int) -> HttpResponse:
    mailbox = mailboxes_for(member).filter(pk=connection_id, connection__owner_client=None).first()
    if mailbox is None:
        raise Http404
    source, known = mailbox.connection, filing_address_of(mailbox.connection)
    if request.method == "POST" and request.POST.get("forget") == "yes":
        forget_filing_address(source)
        say(request, "It files nothing any more. What was filed by it stays.")
        return redirect("mailbox-filing", connection_id)
    names = list(mailbox.folders.filter(gone_at=None).order_by("name").values_list("name", flat=True))
    form = FilingForm(
        request.POST if request.method == "POST" else None, folders=names, initial=_initial(known)
    )
    if form.is_valid():
        try:
            set_filing_address(source, **form.cleaned_data)
            say(request, "Kept. What you send there from now on is filed by whom it was from or for.")
            return redirect("mailbox-filing", connection_id)
        except MailboxesError as error:
            form.add_error("address", str(error))
    values = {
        "mailbox": mailbox,
        "known": known,
        "form": form,
        "hers": sorted(senders_of(known or FilingAddress(connection=source))),
        "trusted": source.trusted_servers,
    }
    status = 422 if request.method == "POST" else 200
    return page(request, member, "arrived/filing.html", "arrived", values, status=status)


def _initial(known: FilingAddress | None) -> dict[str, str]:
    if known is None:
        return {}
    return {"address": known.address, "folder": known.folder, "senders": ", ".join(known.senders)}
