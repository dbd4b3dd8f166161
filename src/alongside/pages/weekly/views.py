"""The weekly notes: the list of a week, one client's with every line open to change, and what becomes of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here
from alongside.clients.queries import all_for
from alongside.handover import actions
from alongside.handover.errors import HandoverError
from alongside.handover.queries import Weekly, listed_for, weekly_for
from alongside.handover.rules import week_of
from alongside.outbox.errors import OutboxError
from alongside.pages.base.requests import back, client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.undo.offering import offer
from alongside.pages.weekly.editing import edits_in
from alongside.pages.writing.ready import can_write

STATES = {
    "": "not told yet",
    "begun": "a letter is begun",
    "going": "on its way",
    "told": "told",
    "stuck": "did not go, look at it",
}


@require_safe
@for_member
def weekly(request: HttpRequest, member: Member) -> HttpResponse:
    """The clients who are told each week, and how far this week's note is for each."""
    now = timezone.now()
    listed = listed_for(member, now=now)
    wanted = {one.client.id for one in listed}
    today = timezone.localdate(now)
    values = {
        "listed": [(one, STATES[one.state] if one.is_ready or one.state else "on Friday") for one in listed],
        "others": [
            one
            for one in all_for(member)
            if one.pk not in wanted and (one.ended_on is None or one.ended_on > today)
        ],
    }
    return page(request, member, "weekly/list.html", "today", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def note(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client_or_404(member, client_id)
    now = timezone.now()
    if request.method == "POST":
        kept = _keep(request.POST, member, client_id)
        say(request, "Kept.")
        return _to_note(client_id, kept.week_on)
    found = weekly_for(member, client_id, now=now, week_on=_week(request.GET))
    values = {
        "this_week": week_of(now, zone=zone_here()),
        "weekly": found,
        "client": found.client,
        "state_words": STATES[found.state],
        "can_write": can_write(member, client_id),
        "message": found.message,
    }
    return page(request, member, "weekly/note.html", "clients", values)


def _week(given: QueryDict) -> date | None:
    """Which note the page was of: on Monday a page of Sunday is still of last week's."""
    with suppress(ValueError):
        return date.fromisoformat(given.get("week", ""))
    return None


def _to_note(client_id: int, week_on: date | None) -> HttpResponse:
    address = reverse("weekly-note", args=[client_id])
    return redirect(f"{address}?week={week_on}" if week_on is not None else address)


def _keep(post: QueryDict, member: Member, client_id: int) -> Weekly:
    now, week_on = timezone.now(), _week(post)
    before = weekly_for(member, client_id, now=now, week_on=week_on)
    edits = edits_in(post, before.parts)
    return actions.keep_edits(member, client_id, edits, now=now, week_on=before.week_on)


@require_POST
@for_member
def want(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client = client_or_404(member, client_id)
    is_on = request.POST.get("on") == "yes"
    actions.want_weekly(member, client_id, is_on=is_on, now=timezone.now())
    say(
        request,
        f"A note for {client.name} is made ready each Friday. Nothing is sent by itself."
        if is_on
        else f"No weekly note for {client.name} any more.",
    )
    return back(request, reverse("weekly"))


@require_POST
@for_member
def letter(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """What stands on the page is kept first, then made into a letter that she looks at and sends."""
    client_or_404(member, client_id)
    week_on = _week(request.POST)
    if "top" in request.POST:
        week_on = _keep(request.POST, member, client_id).week_on
    try:
        draft = actions.begin_letter(member, client_id, now=timezone.now(), week_on=week_on)
    except (HandoverError, OutboxError) as error:
        say(request, str(error))
        return _to_note(client_id, week_on)
    return redirect("write", draft.pk)


@require_POST
@for_member
def told(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client = client_or_404(member, client_id)
    try:
        kept = actions.mark_told(member, client_id, now=timezone.now(), week_on=_week(request.POST))
    except HandoverError as error:
        say(request, str(error))
        return _to_note(client_id, _week(request.POST))
    then = reverse("weekly-note", args=[client_id])
    words = f"{client.name} is told."
    offer(request, member, words, "weekly-not-told", then=then, client=client_id, note=kept.pk)
    return redirect("weekly")
