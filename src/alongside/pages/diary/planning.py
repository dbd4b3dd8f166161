"""Plan something with a client, or move it: a form that shows both clocks, and back to where she was."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.clients.queries import client_for, facts_for, names_and_hues_for
from alongside.diary import actions
from alongside.diary.errors import DiaryError, NotThere
from alongside.diary.queries import appointment_for, last_way_for, zones_for
from alongside.lib.texts import row_number
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.diary.forms import (
    QUICK_MINUTES,
    Typed,
    facts_of,
    is_past,
    proposed,
    typed_in,
    typed_of,
    way_options,
)
from alongside.pages.diary.views import offer_back, then_of
from alongside.pages.diary.words import both, what, when_words


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def plan(request: HttpRequest, member: Member) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    typed = typed_in(given)
    client = _client(member, typed.client)
    if request.method != "POST":
        return _form(request, member, _with_defaults(member, typed, client), client)
    if client is None:
        return _form(
            request, member, replace(typed, errors={"client": "Choose with whom."}), None, status=422
        )
    theirs = _zone_of(client.pk)
    facts, errors = facts_of(
        typed, _people(member, client.pk), hers=timezone.get_current_timezone(), theirs=theirs
    )
    if facts is not None and is_past(facts, now=timezone.now()):
        errors["on"] = "This time is past. Choose another, or write down what was said with “Log a call”."
    if facts is None or errors:
        return _form(request, member, replace(typed, errors=errors), client, status=422)
    now = timezone.now()
    try:
        made = actions.plan(member, client, facts, now=now)
    except DiaryError as error:
        return _form(request, member, replace(typed, errors={"": str(error)}), client, status=422)
    then = then_of(request, reverse("appointment", args=[made.pk]))
    words = when_words(made, now=now, hers=timezone.get_current_timezone(), theirs=theirs, who=client.name)
    told = f"{what(made)} planned: {words}."
    offer_back(request, member, told, then=then_of(request, "/"), row=made.pk, now=now)
    return redirect(then)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def change(request: HttpRequest, member: Member, appointment_id: int) -> HttpResponse:
    """Move it, or change what else was planned."""
    found = appointment_for(member, appointment_id)
    if found is None:
        raise Http404
    client = _client(member, str(found.client.id))
    hers, theirs = timezone.get_current_timezone(), _zone_of(found.client.id)
    people = _people(member, found.client.id)
    if request.method != "POST":
        typed = typed_of(found.row, people.values(), hers=hers, theirs=theirs)
        return _form(request, member, typed, client, appointment=appointment_id)
    typed = replace(typed_in(request.POST), client=str(found.client.id))
    facts, errors = facts_of(typed, people, hers=hers, theirs=theirs, before=found.row)
    if facts is None:
        typed = replace(typed, errors=errors)
        return _form(request, member, typed, client, appointment=appointment_id, status=422)
    now = timezone.now()
    try:
        made = actions.change(member, appointment_id, facts, now=now)
    except NotThere as error:
        raise Http404 from error
    except DiaryError as error:
        typed = replace(typed, errors={"": str(error)})
        return _form(request, member, typed, client, appointment=appointment_id, status=422)
    then = then_of(request, reverse("appointment", args=[made.pk]))
    words = when_words(made, now=now, hers=hers, theirs=theirs, who=found.client.name)
    if actions.facts_of(made) == actions.facts_of(found.row):
        say(request, f"Nothing was changed: {words}.")
    else:
        offer_back(request, member, f"Kept: {words}.", then=then, row=made.pk, now=now)
    return redirect(then)


@require_safe
@for_member
def rest(request: HttpRequest, member: Member) -> HttpResponse:
    """All of the form that depends on the client: how they were spoken with last, who is there, their clock."""
    typed = replace(typed_in(request.GET), way="", join_url="", people=())
    client = _client(member, typed.client)
    typed = _with_defaults(member, typed, client)
    return render(request, "diary/_rest.html", _beside(member, typed, client))


@require_safe
@for_member
def both_clocks(request: HttpRequest, member: Member) -> HttpResponse:
    """What both clocks show at the time that is being typed."""
    typed = typed_in(request.GET)
    values = _beside(member, typed, _client(member, typed.client))
    return render(request, "diary/_both.html", values)


def _client(member: Member, typed: str) -> Client | None:
    number = row_number(typed)
    return client_for(member, number) if number is not None else None


def _zone_of(client_id: int) -> tzinfo | None:
    return zones_for([client_id]).get(client_id)


def _people(member: Member, client_id: int) -> dict[str, Any]:
    facts = facts_for(member, client_id)
    return {str(one.id): one for one in facts.people} if facts is not None else {}


def _with_defaults(member: Member, typed: Typed, client: Client | None) -> Typed:
    """The next working morning, and the way that the client was spoken with last."""
    on, at = proposed(timezone.now())
    way, link = last_way_for(member, client.pk) if client is not None else ("mobile", "")
    return replace(
        typed,
        on=typed.on or on,
        at=typed.at or at,
        way=typed.way or way,
        join_url=typed.join_url or (link if not typed.way else ""),
    )


def _form(
    request: HttpRequest,
    member: Member,
    typed: Typed,
    client: Client | None,
    *,
    appointment: int = 0,
    status: int = 200,
) -> HttpResponse:
    values = {
        "clients": names_and_hues_for(member),
        "next": then_of(request, ""),
        "appointment": appointment,
        **_beside(member, typed, client),
    }
    return page(request, member, "diary/plan.html", "diary", values, status=status)


def _beside(member: Member, typed: Typed, client: Client | None) -> dict[str, Any]:
    hers = timezone.get_current_timezone()
    theirs = _zone_of(client.pk) if client is not None else None
    people = _people(member, client.pk) if client is not None else {}
    facts, _ = facts_of(typed, people, hers=hers, theirs=theirs)
    who = _first_name(typed, people) or (client.name if client is not None else "")
    words = both(facts.starts_at, hers=hers, theirs=theirs, who=who) if facts is not None else ""
    return {
        "typed": typed,
        "client": client,
        "ways": way_options(typed.way),
        "quick_minutes": QUICK_MINUTES,
        "people": tuple(people.values()),
        "their_zone": str(theirs).rpartition("/")[2].replace("_", " ") if theirs is not None else "",
        "both": words if " for you" in words else "",
    }


def _first_name(typed: Typed, people: dict[str, Any]) -> str:
    chosen = [people[number].name for number in typed.people if number in people]
    return str(chosen[0]).partition(" ")[0] if chosen else ""
