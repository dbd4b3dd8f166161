"""What a visit cost: lines with an amount, receipts as photos that are drawn anew, or as PDFs that are only saved."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.pages.base.requests import for_member, number_in
from alongside.pages.mail import reading
from alongside.pages.mail.views import download, shown_picture
from alongside.pages.undo.offering import offer
from alongside.pages.visits.forms import spent_in
from alongside.pages.visits.showing import visit_or_404
from alongside.pages.visits.views import show
from alongside.visits import actions
from alongside.visits.actions import MOST_BYTES, PDF
from alongside.visits.errors import NotThere, VisitsError

MOST_AT_ONCE = 10
_REFUSED = "A receipt is a photo (JPEG, PNG) or a PDF of at most 10 MB. Nothing was kept of “{}”."


@require_POST
@for_member
def change(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    """`drop`, `drop_receipt`, `count` or `leave_out` with a number; else a cost."""
    found, now = visit_or_404(member, visit_id), timezone.now()
    back = "visit-after" if request.POST.get("at") == "visit-after" else "visit"
    try:
        if "drop" in request.POST:
            number = number_in(request.POST["drop"])
            actions.remove_cost(member, visit_id, number, now=now)
            then = reverse(back, args=[visit_id])
            words = "Taken out of the costs."
            offer(request, member, words, "cost-back", then=then, visit=visit_id, cost=number)
        elif "drop_receipt" in request.POST:
            number = number_in(request.POST["drop_receipt"])
            actions.remove_receipt(member, visit_id, number, now=now)
            then = reverse(back, args=[visit_id])
            offer(
                request,
                member,
                "Receipt taken out.",
                "receipt-back",
                then=then,
                visit=visit_id,
                receipt=number,
            )
        elif "count" in request.POST or "leave_out" in request.POST:
            counts = "count" in request.POST
            number = number_in(request.POST["count" if counts else "leave_out"])
            actions.count_cost(member, visit_id, number, counts=counts, now=now)
        else:
            form = request.POST.get("key", "")[:36]
            actions.add_cost(member, visit_id, spent_in(request.POST), now=now, form=form)
    except NotThere as error:
        raise Http404 from error
    except VisitsError as error:
        return show(request, member, found, status=422, cost_problem=str(error))
    return redirect(back, visit_id)


@require_POST
@for_member
def add_receipts(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    """Files for the cost that `cost` names, or for the visit as a whole."""
    found = visit_or_404(member, visit_id)
    cost = number_in(request.POST["cost"]) if request.POST.get("cost") else None
    try:
        for file in request.FILES.getlist("files")[:MOST_AT_ONCE]:
            media_type, content = _content_of(file)
            actions.add_receipt(
                member,
                visit_id,
                name=file.name or "receipt",
                media_type=media_type,
                content=content,
                cost_id=cost,
                now=timezone.now(),
            )
    except VisitsError as error:
        return show(request, member, found, status=422, cost_problem=str(error))
    return redirect("visit", visit_id)


def _content_of(file: UploadedFile[Any]) -> tuple[str, bytes]:
    """What the bytes are is seen in them, whatever the browser calls them. Raises VisitsError."""
    content = file.read(MOST_BYTES + 1)
    name = (file.name or "")[:80]
    if len(content) > MOST_BYTES:
        raise VisitsError(_REFUSED.format(name))
    # Readers of PDF look for it in the first 1,024 bytes (Adobe's implementation notes to PDF 1.7, 3.4.1).
    if b"%PDF-" in content[:1024]:
        return PDF, content
    try:
        drawn = reading.redrawn(content)
    except reading.CannotOpen as error:
        raise VisitsError("This photo takes too long to read. Take it again with fewer pixels.") from error
    if drawn is None:
        raise VisitsError(_REFUSED.format(name))
    return drawn


@require_safe
@for_member
def receipt(request: HttpRequest, member: Member, visit_id: int, receipt_id: int) -> HttpResponse:
    """A photo is shown, because it was drawn anew here; a PDF is saved, never opened."""
    visit_or_404(member, visit_id)
    try:
        found = actions.receipt_of(member, visit_id, receipt_id)
    except NotThere as error:
        raise Http404 from error
    content = bytes(found.content)
    if found.media_type == PDF:
        name = found.name if found.name.lower().endswith(".pdf") else f"{found.name}.pdf"
        return download(content, name)
    return shown_picture(found.media_type, content)
