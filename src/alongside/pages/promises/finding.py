"""What was found in a letter: kept, changed first, or refused; and its questions, answered or asked again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.lib.texts import row_number
from alongside.outbox.errors import NotThere as NoSuchLetter
from alongside.outbox.errors import OutboxError
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.promises.forms import REPEAT_OPTIONS, changes_in, typed
from alongside.pages.promises.shown import offer_of
from alongside.pages.undo.offering import offer_if_said
from alongside.pages.writing.ready import can_write
from alongside.pages.writing.starting import whole
from alongside.promises import actions
from alongside.promises.errors import NotThere, PromisesError
from alongside.promises.models import Promise
from alongside.promises.queries import find_finding
from alongside.promises.questions import begin_answer
from alongside.promises.suggesting import suggested
from alongside.timeline.queries.sight import interactions_for

Place = tuple[int, int, int, str]


def next_of(request: HttpRequest, fallback: str) -> str:
    """Where the row stood that was acted on, when that is a page of ours."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else fallback


def offer_back(
    request: HttpRequest, member: Member, text: str, *, then: str, key: str, now: datetime
) -> None:
    """With a way back of what she said of it just now."""
    said = actions.said_at(member, key, now=now)
    offer_if_said(request, member, text, "promise-back", said=said, then=then, key=key)


def client_in(request: HttpRequest) -> int | None:
    return row_number(request.GET.get("client", ""))


@require_POST
@for_member
def keep(
    request: HttpRequest, member: Member, interaction_id: int, start: int, end: int, kind: str
) -> HttpResponse:
    return _accepted(request, member, (interaction_id, start, end, kind), None)


def _accepted(
    request: HttpRequest, member: Member, place: Place, changes: dict[str, Any] | None
) -> HttpResponse:
    now = timezone.now()
    try:
        key = actions.accept(member, place, now=now, client_id=client_in(request), changes=changes)
    except NotThere as error:
        raise Http404 from error
    then = next_of(request, reverse("promises"))
    is_todo = Promise.objects.filter(key=key, kind="todo").exists()
    words = "On your list." if is_todo else "Kept in mind."
    offer_back(request, member, words, then=then, key=key, now=now)
    return redirect(then)


@require_POST
@for_member
def refuse(
    request: HttpRequest, member: Member, interaction_id: int, start: int, end: int, kind: str
) -> HttpResponse:
    now, then = timezone.now(), next_of(request, reverse("promises"))
    try:
        key = actions.refuse(member, (interaction_id, start, end, kind), now=now)
    except NotThere as error:
        raise Http404 from error
    except PromisesError as error:
        say(request, str(error))
    else:
        offer_back(request, member, "Not offered any more.", then=then, key=key, now=now)
    return redirect(then)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def change(
    request: HttpRequest, member: Member, interaction_id: int, start: int, end: int, kind: str
) -> HttpResponse:
    """Keep it in her own words, with another day, as something that comes again."""
    place = (interaction_id, start, end, kind)
    error, values = "", typed(request)
    if request.method == "POST":
        try:
            return _accepted(request, member, place, changes_in(request))
        except PromisesError as wrong:
            error = str(wrong)
    try:
        found = find_finding(member, *place)
    except NotThere as missing:
        raise Http404 from missing
    shown = suggested(member, [found], client_id=client_in(request))
    if not shown:
        # Judged meanwhile.
        return redirect(next_of(request, reverse("promises")))
    now, then = timezone.now(), next_of(request, reverse("promises"))
    if request.method != "POST":
        values["due_on"] = found.due_on.isoformat() if found.due_on else ""
    shared = {"repeats": REPEAT_OPTIONS, "values": values, "error": error, "then": then}
    about = {"offer": offer_of(shown[0], now=now, back=then), "is_todo": shown[0].becomes == "todo"}
    query = urlencode({"next": then, "client": shown[0].client.id})
    about["action"] = f"{request.path}?{query}"
    status = 422 if error else 200
    return page(request, member, "promises/change.html", "promises", {**shared, **about}, status=status)


@require_POST
@for_member
def answer_questions(request: HttpRequest, member: Member, interaction_id: int) -> HttpResponse:
    """An answer with each open question quoted, room below; of her own letter, the questions once more."""
    if not interactions_for(member).filter(pk=interaction_id).exists():
        raise Http404
    then = next_of(request, reverse("conversation", args=[interaction_id]))
    if not can_write(member):
        say(request, "Connect a mailbox first: then you can write from here.")
        return redirect(then)
    try:
        draft, is_new = begin_answer(member, interaction_id, client_id=client_in(request), now=timezone.now())
    except (NotThere, NoSuchLetter) as error:
        raise Http404 from error
    except (PromisesError, OutboxError) as error:
        say(request, str(error))
        return redirect(then)
    if not is_new:
        say(request, "You have begun an answer already. Here it is, as it was.")
    return whole(request, reverse("write", args=[draft.pk]))
