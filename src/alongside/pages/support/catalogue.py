"""The catalogue of what this desk does: kinds added, changed, and no longer offered."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member, Role
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.support.forms import area, line
from alongside.pages.support.requests import done
from alongside.support import actions
from alongside.support.aspects import LONGEST_NAME
from alongside.support.errors import Refused
from alongside.support.queries import catalogue as kinds


class KindForm(forms.Form):
    was = forms.CharField(required=False, max_length=LONGEST_NAME, widget=forms.HiddenInput)
    name = line("Name", longest=LONGEST_NAME)
    what = area(
        "What it is",
        help_text="Put down as a beginning wherever it is added; each client’s is changed there.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def catalogue(request: HttpRequest, member: Member) -> HttpResponse:
    """`?change=` the name of a kind: its form stands filled. Whoever only covers reads it."""
    found, may_change = kinds(), member.role != Role.COVER
    if request.method == "POST" and not may_change:
        say(request, "The catalogue is kept by those who work here for good. Nothing was changed.")
        return redirect("support-catalogue")
    chosen = next((one for one in found if one.name == request.GET.get("change")), None)
    start = {"was": chosen.name, "name": chosen.name, "what": chosen.what} if chosen is not None else None
    form = KindForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            kept = actions.keep_in_catalogue(given["was"], name=given["name"], what=given["what"])
        except Refused as error:
            form.add_error("name", str(error))
        else:
            say(request, f"{kept.name} is in the catalogue. Clients who had it keep their own words.")
            return redirect("support-catalogue")
    values = {
        "offered": [one for one in found if one.is_offered],
        "put_away": [one for one in found if not one.is_offered],
        "form": form,
        "is_change": bool(form["was"].value()),
        "may_change": may_change,
    }
    status = 422 if request.method == "POST" else 200
    return page(request, member, "support/catalogue.html", "clients", values, status)


@require_POST
@for_member
def offer(request: HttpRequest, member: Member) -> HttpResponse:
    """`name`, and `to`: yes or no."""
    then, name = reverse("support-catalogue"), request.POST.get("name", "")[:200]
    is_offered = request.POST.get("to") == "yes"
    if member.role == Role.COVER or not name:
        say(request, "Nothing was changed.")
        return redirect(then)
    actions.offer(name, is_offered=is_offered)
    words = (
        f"{name} is offered again."
        if is_offered
        else f"{name} is not offered any more. Clients who have it keep it."
    )
    return done(request, member, words, "offered", then=then, name=name, was=not is_offered)
