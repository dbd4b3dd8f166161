"""What she says of a conversation that waits: answered elsewhere, needs no answer, not before a time."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.agreements.queries import clock_for
from alongside.pages.base.requests import for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import when
from alongside.pages.undo.offering import offer
from alongside.pages.waiting.forms import LaterForm
from alongside.timeline.queries.sight import interactions_for
from alongside.waiting.actions import put_off, settle
from alongside.waiting.models import DONE, Side, Verdict, Waiting
from alongside.waiting.queries import waiting_in

_WORDS = {
    Verdict.PHONE: "Answered by phone: {name} no longer waits.",
    Verdict.MET: "Answered in person: {name} no longer waits.",
    Verdict.NONE: "Needs no answer: {name} no longer waits.",
}
_OUR_WORDS = {
    Verdict.PHONE: "Heard by phone: you no longer wait for {name}.",
    Verdict.MET: "Heard in person: you no longer wait for {name}.",
    Verdict.NONE: "You no longer wait for {name}.",
}


def _waiting(request: HttpRequest, member: Member, interaction_id: int) -> Waiting | None:
    """404 for what she may not see; None where nobody waits by now."""
    if not interactions_for(member).filter(pk=interaction_id).exists():
        raise Http404
    client = number_in(request.GET.get("client"))
    return waiting_in(member, thread_of=interaction_id, client_id=client)


def _seen(request: HttpRequest) -> datetime | None:
    try:
        seen = parse_datetime(request.GET.get("seen", ""))
    except ValueError:
        return None
    return seen if seen is not None and seen.tzinfo is not None else None


def _stood(request: HttpRequest, interaction_id: int) -> str:
    """Back to where she was: the conversation, another page of ours, or Today."""
    then = request.GET.get("then", "")
    if then[:1] == "/" and url_has_allowed_host_and_scheme(then, allowed_hosts={request.get_host()}):
        return then
    if then != "conversation":
        return reverse("today")
    client = request.GET.get("client", "")
    return f"{reverse('conversation', args=[interaction_id])}?client={client}"


def _nobody(request: HttpRequest, interaction_id: int) -> HttpResponse:
    say(request, "Nobody waits there any more.")
    return redirect(_stood(request, interaction_id))


@require_POST
@for_member
def settled(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    waiting = _waiting(request, member, interaction_id)
    how = request.POST.get("how", "")
    if how not in DONE:
        raise BadRequest
    if waiting is None:
        return _nobody(request, interaction_id)
    made = settle(member, waiting, how, now=timezone.now(), seen=_seen(request))
    words = _OUR_WORDS if waiting.side == Side.OURS else _WORDS
    said = words[Verdict(how)].format(name=waiting.client.name)
    stood = _stood(request, interaction_id)
    offer(request, member, said, "wait-again", then=stood, ids=[made.pk])
    return redirect(stood)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def later(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """A form for a time; with `until` "morning" at once, the next working morning."""
    waiting = _waiting(request, member, interaction_id)
    if waiting is None:
        return _nobody(request, interaction_id)
    now = timezone.now()
    # Hers: what is put off stands before her again when she begins to work, wherever the client is.
    morning = clock_for(member, now=now).next_morning(now)
    form = LaterForm(request.POST) if request.method == "POST" else _proposed(morning)
    if request.method == "POST":
        if request.POST.get("until") == "morning":
            return _put_off(request, member, waiting, morning)
        if form.is_valid():
            return _put_off(request, member, waiting, form.until())
    values = {
        "waiting": waiting,
        "form": form,
        "is_ours": waiting.side == Side.OURS,
        "here": request.get_full_path(),
        "stood": _stood(request, waiting.interaction_id),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, member, "waiting/later.html", "today", values, status=status)


def _proposed(morning: datetime) -> LaterForm:
    local = timezone.localtime(morning)
    return LaterForm(initial={"on": local.date(), "at": local.time()})


def _put_off(request: HttpRequest, member: Member, waiting: Waiting, until: datetime) -> HttpResponse:
    made = put_off(member, waiting, until=until, now=timezone.now(), seen=_seen(request))
    stood = _stood(request, waiting.interaction_id)
    until_words = when(timezone.localtime(until), now=timezone.localtime())
    words = (
        f"Out of sight until {until_words}, or until {waiting.client.name} writes again. Nothing was sent."
    )
    offer(request, member, words, "wait-again", then=stood, ids=[made.pk])
    return redirect(stood)
