"""Visits: those that are hers, and the page on which one is prepared: the way, the people, what it is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from msgspec import to_builtins

from alongside.accounts.models import Member
from alongside.calls import actions as calls
from alongside.clients.queries import facts_for, names_and_hues_for
from alongside.pages.base.marks import Mark, mark
from alongside.pages.base.requests import for_member, number_in, page
from alongside.pages.calls.brief import last_talk
from alongside.pages.calls.forms import people_in
from alongside.pages.promises.shown import rows_of
from alongside.pages.undo.offering import offer
from alongside.pages.visits.forms import COST_OPTIONS, WAY_OPTIONS, cost_typed, leg_in, wanted_in
from alongside.pages.visits.showing import shared_values, there_zone, time_value, visit_or_404
from alongside.pages.writing.starting import whole
from alongside.promises.queries import open_for
from alongside.visits import actions
from alongside.visits.errors import NotThere, VisitsError
from alongside.visits.models import Leg, Visit
from alongside.visits.queries import home_of, legs_of, listed_for, times_of
from alongside.waiting.questions import asked_for

MOST_PROMISED = 12
# So long before it begins is a first stretch of the way proposed.
AN_HOUR = timedelta(hours=1)


@require_safe
@for_member
def visits(request: HttpRequest, member: Member) -> HttpResponse:
    """Those to come, the next one first, and those that were, the last one first."""
    tags = {number: (name, hue) for number, name, hue in names_and_hues_for(member)}
    now = timezone.now()
    rows = [_listed(one, tags) for one in listed_for(member)]
    is_ahead = {one.pk for one, *_ in rows if one.kept_at is None and times_of(one)[1] > now}
    values = {
        "ahead": [row for row in reversed(rows) if row[0].pk in is_ahead],
        "before": [row for row in rows if row[0].pk not in is_ahead],
    }
    return page(request, member, "visits/visits.html", "diary", values)


def _listed(one: Visit, tags: dict[int, tuple[str, int | None]]) -> tuple[Visit, str, Mark, datetime, str]:
    name, hue = tags.get(home_of(one), (one.client.name, None))
    place = one.appointment.place if one.appointment is not None else ""
    return one, name, mark(name, hue=hue), times_of(one)[0], place


@require_POST
@for_member
def planned(request: HttpRequest, member: Member, appointment_id: int) -> HttpResponse:
    """The visit of an appointment; `then` "after" leads to how it was, "card" to its card."""
    try:
        found = actions.prepare(member, appointment_id, now=timezone.now())
    except NotThere as error:
        raise Http404 from error
    to = {"after": "visit-after", "card": "visit-card"}.get(request.POST.get("then", ""), "visit")
    return whole(request, reverse(to, args=[found.pk]))


@never_cache
@require_safe
@for_member
def visit(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    return show(request, member, visit_or_404(member, visit_id))


def show(
    request: HttpRequest, member: Member, found: Visit, *, status: int = 200, **more: Any
) -> HttpResponse:
    now, shared = timezone.now(), shared_values(member, found)
    client = shared["client"]
    values = {
        **shared,
        "now": now,
        "ways": WAY_OPTIONS,
        "kinds": COST_OPTIONS,
        "cost": cost_typed(request.POST, currency=shared["currency"]),
        "leg": _leg_form(request, found),
        "last": last_talk(member, client.pk),
        "asked": asked_for(member, client.pk, now=now),
        "promised": rows_of(
            open_for(member, client_id=client.pk)[:MOST_PROMISED],
            now=now,
            back=reverse("visit", args=[found.pk]),
        ),
        **more,
    }
    return page(request, member, "visits/visit.html", "diary", values, status=status)


def _leg_form(request: HttpRequest, found: Visit) -> dict[str, str]:
    """What stands in the form for a stretch of the way: what was typed, one that is changed, or what comes next."""
    names = (
        "leg",
        "from",
        "to",
        "way",
        "leaves",
        "arrives",
        "leaves_clock",
        "arrives_clock",
        "reference",
        "note",
    )
    if request.method == "POST" and "from" in request.POST:
        return {name: request.POST.get(name, "")[:1000] for name in names}
    legs = legs_of(found)
    wanted = request.GET.get("leg", "")
    known = next((leg for leg in legs if str(leg.pk) == wanted), None)
    return {**dict.fromkeys(names, ""), **(_of_leg(found, known) if known else _proposed(found, legs))}


def _of_leg(found: Visit, leg: Leg) -> dict[str, str]:
    theirs = there_zone(home_of(found))
    return {
        "leg": str(leg.pk),
        "from": leg.from_place,
        "to": leg.to_place,
        "way": leg.way,
        "leaves": time_value(leg.leaves_at, theirs if leg.leaves_there else None),
        "arrives": time_value(leg.arrives_at, theirs if leg.arrives_there else None),
        "leaves_clock": "theirs" if leg.leaves_there and theirs else "",
        "arrives_clock": "theirs" if leg.arrives_there and theirs else "",
        "reference": leg.reference,
        "note": leg.note,
    }


def _proposed(found: Visit, legs: list[Leg]) -> dict[str, str]:
    begins, ends = times_of(found)
    if not legs:
        times = {"leaves": time_value(begins - 2 * AN_HOUR), "arrives": time_value(begins - AN_HOUR)}
        return {"way": "train", **times}
    last = max(legs, key=lambda leg: leg.arrives_at)
    # From the place on, the way back.
    at = ends if last.arrives_at <= begins else last.arrives_at
    times = {"leaves": time_value(at), "arrives": time_value(at + AN_HOUR)}
    return {"from": last.to_place, "way": last.way, **times}


@require_POST
@for_member
def about(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    """Why, with whom, and how much time is wanted in between."""
    found = visit_or_404(member, visit_id)
    facts = facts_for(member, home_of(found))
    try:
        actions.set_why(
            member,
            visit_id,
            why=request.POST.get("why", "")[:2000],
            wanted_minutes=wanted_in(request.POST),
            people=people_in(request.POST, facts.people if facts is not None else (), found.people),
        )
    except VisitsError as error:
        return show(request, member, found, status=422, problem=str(error))
    return redirect("visit", visit_id)


@require_POST
@for_member
def way(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    """A stretch of the way: `drop` takes one out; else one is added, or changed where `leg` names it."""
    found = visit_or_404(member, visit_id)
    try:
        if "drop" in request.POST:
            number = number_in(request.POST["drop"])
            facts = to_builtins(actions.drop_leg(member, visit_id, number))
            then = reverse("visit", args=[visit_id])
            words = "Taken out of the day."
            offer(request, member, words, "leg-back", then=then, visit=visit_id, leg=number, facts=facts)
        else:
            leg = request.POST.get("leg", "")
            facts = leg_in(request.POST, theirs=there_zone(home_of(found)))
            actions.keep_leg(member, visit_id, facts, leg_id=number_in(leg) if leg else None)
    except NotThere as error:
        raise Http404 from error
    except VisitsError as error:
        return show(request, member, found, status=422, problem=str(error))
    return redirect("visit", visit_id)


@require_POST
@for_member
def agenda(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    """`tick` or `untick` with the number of a line, or `line` with its words."""
    visit_or_404(member, visit_id)
    given, now = request.POST, timezone.now()
    try:
        if "tick" in given or "untick" in given:
            line = number_in(given.get("tick") or given.get("untick"))
            actions.tick(member, visit_id, line, is_reached="tick" in given, now=now)
        else:
            actions.put_on_agenda(member, visit_id, given.get("line", "")[: calls.LONGEST_LINE * 40], now=now)
    except NotThere as error:
        raise Http404 from error
    return redirect(given.get("at", "") if given.get("at") in ("visit-after",) else "visit", visit_id)
