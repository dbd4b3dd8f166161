"""Calls: those that are open, one begun from anywhere, and the page on which one is spoken and noted down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.calls import actions, joining, notes
from alongside.calls.errors import CallsError, NotesClosed, NotThere, StaleNotes
from alongside.calls.models import Call, State
from alongside.calls.queries import (
    home_of,
    joined_into,
    open_calls_for,
    other_half_for,
    recent_calls_for,
    way_for,
)
from alongside.calls.rules import both_versions
from alongside.clients.models import Client
from alongside.clients.queries import facts_for, names_and_hues_for
from alongside.diary.models import Way
from alongside.diary.queries import Planned, between_for
from alongside.pages.base.marks import Mark, mark
from alongside.pages.base.requests import client_or_404, for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import clock, when
from alongside.pages.calls.forms import WAY_OPTIONS, how_in
from alongside.pages.calls.showing import call_or_404, show_call
from alongside.pages.diary.lines import rows_of
from alongside.pages.undo.offering import offer
from alongside.pages.writing.starting import whole

PLANNED_AHEAD = timedelta(days=60)
MOST_PLANNED = 20


@require_safe
@for_member
def calls(request: HttpRequest, member: Member) -> HttpResponse:
    """Those that are open, what is planned, the next one first, and the last ones."""
    now = timezone.now()
    ahead = _ahead(member, now=now)
    listed = ahead[:MOST_PLANNED]
    planned = {one.id for one in listed}
    # What is prepared for one that is planned is opened from there.
    found = [one for one in open_calls_for(member, now=now) if not _is_prepared(one, planned)]
    values = {
        "open": _rows(member, found),
        "planned": rows_of(member, listed, now=now, back=request.path),
        "more_planned": len(ahead) - MOST_PLANNED,
        "recent": _rows(member, recent_calls_for(member)),
    }
    return page(request, member, "calls/calls.html", "calls", values)


def _ahead(member: Member, *, now: datetime) -> list[Planned]:
    """Visits have a list of their own."""
    found = between_for(member, since=now, until=now + PLANNED_AHEAD)
    return [one for one in found if one.row.state == "planned" and one.row.way != Way.VISIT]


def _is_prepared(call: Call, planned: set[int]) -> bool:
    return call.state == State.PLANNED and call.appointment_id in planned


def _rows(member: Member, found: list[Call]) -> list[tuple[Call, str, Mark]]:
    """Each with its client's name and mark, as the client is called now."""
    tags = {number: (name, hue) for number, name, hue in names_and_hues_for(member)}
    rows = []
    for one in found:
        name, hue = tags.get(home_of(one), (one.client.name, None))
        rows.append((one, name, mark(name, hue=hue)))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def new(request: HttpRequest, member: Member) -> HttpResponse:
    """GET asks with whom; POST opens the call, or the one that is under way or was just cut off."""
    given = request.POST if request.method == "POST" else request.GET
    wanted = given.get("client", "")
    client = client_or_404(member, number_in(wanted)) if wanted else None
    if request.method != "POST" or client is None:
        return _ask(request, member, client)
    facts = facts_for(member, client.pk)
    how = how_in(request.POST, facts.people if facts is not None else ())
    is_new = request.POST.get("new") == "yes"
    try:
        half = None if is_new else other_half_for(member, client.pk, now=timezone.now())
        call = actions.start(member, client, how, now=timezone.now(), is_new=is_new)
    except CallsError as error:
        return _ask(request, member, client, problem=str(error), status=422)
    if half is not None and half.state != State.PLANNED:
        at = clock(timezone.localtime(half.made_at))
        say(request, f"This goes on with your call of {at}.")
    return whole(request, reverse("call", args=[call.pk]))


def _ask(
    request: HttpRequest, member: Member, client: Client | None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    way, link = way_for(member, client.pk) if client is not None else ("mobile", "")
    values = {
        "client": client,
        "clients": names_and_hues_for(member),
        "ways": WAY_OPTIONS,
        "way": request.POST.get("way", way),
        "join_url": request.POST.get("join_url", link)[:3000],
        "problem": problem,
    }
    return page(request, member, "calls/new.html", "calls", values, status=status)


@require_POST
@for_member
def planned(request: HttpRequest, member: Member, appointment_id: int) -> HttpResponse:
    """The call of an appointment; `then` "after" leads to what it was, "room" into the room here."""
    then, now = request.POST.get("then"), timezone.now()
    try:
        call = actions.start_planned(member, appointment_id, now=now)
        if then == "room" and call.kept_at is None:
            actions.open_room_of(member, call.pk, now=now)
    except NotThere as error:
        raise Http404 from error
    to = "call-after" if then == "after" or call.kept_at else "call"
    return whole(request, reverse(to, args=[call.pk]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def call(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """GET shows it; POST keeps what the form says and does what its button says."""
    into = joined_into(member, call_id)
    if into is not None and request.method != "POST":
        return redirect("call", into)
    found = call_or_404(member, call_id)
    if found.kept_at is not None:
        return redirect("call-after", found.pk)
    if request.method != "POST":
        return show_call(request, member, found)
    try:
        keep_typed(request, member, found)
        if "end" in request.POST:
            actions.end(member, call_id, now=timezone.now())
            return redirect("call-after", call_id)
        # Without script these come with what was typed, which another form would leave behind.
        if "begin" in request.POST:
            actions.begin(member, call_id, now=timezone.now())
        if "room" in request.POST:
            actions.open_room_of(member, call_id, now=timezone.now())
    except NotesClosed:
        return redirect("call-after", call_id)
    except CallsError as error:
        typed = {name: request.POST.get(name, "") for name in notes.FIELDS}
        return show_call(request, member, found, status=422, problem=str(error), texts=typed)
    say(request, "Kept.")
    return redirect("call", call_id)


def keep_typed(request: HttpRequest, member: Member, found: Call) -> Call:
    """What a form says of the notes; where another window wrote meanwhile, what both say. Raises CallsError."""
    typed = {name: str(request.POST[name]) for name in notes.FIELDS if name in request.POST}
    if not typed:
        return found
    revision = number_in(request.POST.get("revision"))
    for _ in range(3):
        try:
            return notes.journal(member, found.pk, revision=revision, fields=typed, now=timezone.now())
        except StaleNotes as stale:
            stands = call_or_404(member, found.pk)
            typed = {
                name: both_versions(getattr(stands, name), notes.cleaned(value))
                for name, value in typed.items()
            }
            revision = stale.revision
    raise CallsError(
        "Another window writes into these notes just now. What you typed is below; keep it once more."
    )


@never_cache
@require_POST
@for_member
def journal(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """What the page keeps while she types: answered in a word, with the revision that this is."""
    call_or_404(member, call_id)
    typed = {name: str(request.POST[name]) for name in notes.FIELDS if name in request.POST}
    revision = number_in(request.POST.get("revision"))
    try:
        kept = notes.journal(member, call_id, revision=revision, fields=typed, now=timezone.now())
    except StaleNotes:
        return _other(call_or_404(member, call_id))
    except NotesClosed:
        return JsonResponse({}, status=410)
    except CallsError as error:
        return JsonResponse({"words": str(error)}, status=422)
    return JsonResponse({"revision": kept.revision, "kept": clock(timezone.localtime())})


def _other(stands: Call) -> HttpResponse:
    at = when(timezone.localtime(stands.changed_at), now=timezone.localtime())
    texts = {name: getattr(stands, name) for name in notes.FIELDS}
    return JsonResponse({"revision": stands.revision, "kept": at, "stands": texts}, status=409)


@require_POST
@for_member
def begin(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """They speak, from now on or again."""
    try:
        actions.begin(member, call_id, now=timezone.now())
    except NotThere as error:
        raise Http404 from error
    except NotesClosed:
        return redirect("call-after", call_id)
    return redirect("call", call_id)


@require_POST
@for_member
def open_room(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """The video room of this call, on its page."""
    try:
        actions.open_room_of(member, call_id, now=timezone.now())
    except NotThere as error:
        raise Http404 from error
    except NotesClosed:
        return redirect("call-after", call_id)
    return whole(request, reverse("call", args=[call_id]))


@require_POST
@for_member
def how(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """Another way, link, number or people."""
    found = call_or_404(member, call_id)
    facts = facts_for(member, home_of(found))
    try:
        wanted = how_in(request.POST, facts.people if facts else (), found.people)
        actions.set_how(member, call_id, wanted, now=timezone.now())
    except CallsError as error:
        say(request, str(error))
    return redirect("call", call_id)


@require_POST
@for_member
def forget(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """A call that was opened by mistake."""
    found = call_or_404(member, call_id)
    try:
        actions.forget(member, call_id)
    except CallsError as error:
        say(request, str(error))
        return redirect("call", call_id)
    say(request, "The call is gone. Nothing was noted in it.")
    return whole(request, reverse("client", args=[home_of(found)]))


@require_POST
@for_member
def join(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """It belongs to the call before: one call, with the notes of both."""
    call_or_404(member, call_id)
    try:
        first = joining.join(member, call_id, now=timezone.now())
    except CallsError as error:
        say(request, str(error))
        return whole(request, reverse("call", args=[call_id]))
    then = reverse("call", args=[call_id])
    offer(request, member, "One call now, with the notes of both.", "call-part", then=then, call=call_id)
    return whole(request, reverse("call-after" if first.state == State.OVER else "call", args=[first.pk]))
