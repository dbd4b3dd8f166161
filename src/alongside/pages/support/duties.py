"""What comes again within an aspect: put down, changed, ticked in place, left out for once, stopped."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.pages.base.requests import page
from alongside.pages.base.undo import say
from alongside.pages.support.aspect import show
from alongside.pages.support.forms import DutyForm
from alongside.pages.support.requests import done, for_support, way_back
from alongside.pages.support.showing import duty_shown
from alongside.pages.support.words import day_words, how_often
from alongside.support import actions
from alongside.support.errors import Refused
from alongside.support.models import DutyDay
from alongside.support.sight import find_aspect, find_duty


@require_POST
@for_support
def add(request: HttpRequest, member: Member, aspect_id: int) -> HttpResponse:
    found = find_aspect(member, aspect_id)
    form = DutyForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        try:
            made = actions.add_duty(member, aspect_id, form.cleaned_data["name"], form.when())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            say(request, f"“{made.name}” comes {how_often(made)}. Today tells of it when it is due.")
            return redirect("aspect", aspect_id)
    return show(request, member, found, duty_form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_support
def duty(request: HttpRequest, member: Member, duty_id: int) -> HttpResponse:
    found, today = find_duty(member, duty_id), timezone.localdate()
    form = DutyForm(request.POST if request.method == "POST" else None, today=today, duty=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_duty(member, duty_id, form.cleaned_data["name"], form.when(), today=today)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            say(request, f"“{found.name}” is kept as it stands now.")
            return redirect("aspect", found.aspect_id)
    values = {"shown": duty_shown(found, today=today), "duty": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return page(request, member, "support/duty.html", "clients", values, status)


@require_POST
@for_support
def tick(request: HttpRequest, member: Member, duty_id: int) -> HttpResponse:
    """`?on=` the day that is ticked; `do`: done, or left_out for this time."""
    found, now, today = find_duty(member, duty_id), timezone.now(), timezone.localdate()
    then = way_back(request, reverse("today"))
    is_left_out = request.POST.get("do") == DutyDay.Outcome.LEFT_OUT
    outcome = DutyDay.Outcome.LEFT_OUT if is_left_out else DutyDay.Outcome.DONE
    try:
        on = date.fromisoformat(request.GET.get("on", "") or today.isoformat())
    except ValueError as error:
        raise BadRequest from error
    try:
        actions.see_to(member, duty_id, on, outcome, now=now, today=today)
    except Refused as error:
        say(request, str(error))
        return redirect(then)
    of = f"“{found.name}” of {day_words(on, today=today)}" if on != today else f"“{found.name}”"
    words = f"{of} is left out this time." if is_left_out else f"{of} is done."
    return done(request, member, words, "ticked", then=then, id=duty_id, on=on.isoformat())


@require_POST
@for_support
def stop(request: HttpRequest, member: Member, duty_id: int) -> HttpResponse:
    """It comes no more; what was done of it stays."""
    found = find_duty(member, duty_id)
    before = found.ends_on.isoformat() if found.ends_on else ""
    actions.stop(member, duty_id)
    then = reverse("aspect", args=[found.aspect_id])
    return done(
        request, member, f"“{found.name}” comes no more.", "stopped", then=then, id=duty_id, ends=before
    )
