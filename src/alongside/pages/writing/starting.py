"""Where a letter begins: an answer, a letter to a client, a new one; each with an address from its first word."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from alongside.accounts.models import Member
from alongside.outbox import actions
from alongside.outbox.actions import AnswerKind
from alongside.outbox.errors import NotThere, OutboxError
from alongside.outbox.models import Draft
from alongside.pages.base.requests import back, client_or_404, for_member, number_in
from alongside.pages.base.undo import say
from alongside.pages.writing.ready import can_write
from alongside.timeline.queries.sight import interactions_for

KINDS: dict[str, AnswerKind] = {"answer": "answer", "answer_all": "answer_all", "forward": "forward"}


@require_POST
@for_member
def start(request: HttpRequest, member: Member) -> HttpResponse:
    """One of `answer`, `answer_all`, `forward` with the number of an entry; `client` with a client's; or nothing."""
    wanted = request.POST.get("client") or request.GET.get("client")
    client = client_or_404(member, number_in(wanted)) if wanted else None
    if not can_write(member):
        say(request, "Connect a mailbox first: then you can write from here.")
        return back(request, reverse("mailboxes"))
    try:
        draft = _answer(request, member) or actions.start_new(
            member, client=client, to=request.POST.get("to", "")[:320], now=timezone.now()
        )
    except NotThere as error:
        raise Http404 from error
    except OutboxError as error:
        say(request, str(error))
        return back(request, "/")
    return whole(request, reverse("write", args=[draft.pk]))


def _answer(request: HttpRequest, member: Member) -> Draft | None:
    """What is answered, and from which client's page: a letter may belong to several."""
    kind = next((kind for kind in KINDS if kind in request.POST), None)
    if kind is None:
        return None
    number = number_in(request.POST[kind])
    if interactions_for(member).filter(pk=number).exclude(kind="email").exists():
        # A call cannot be answered by mail: a letter to its client begins instead.
        return None
    client = request.GET.get("client", "")
    return actions.start_answer(
        member,
        number,
        kind=KINDS[kind],
        client_id=number_in(client) if client else None,
        now=timezone.now(),
    )


def whole(request: HttpRequest, address: str) -> HttpResponse:
    """To a page that brings scripts of its own, which a part swapped into another page would lack."""
    is_part = request.headers.get("HX-Request") == "true"
    return HttpResponseClientRedirect(address) if is_part else redirect(address)
