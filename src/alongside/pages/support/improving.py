"""How well an aspect goes, as both sides say; what is tried to make it better, where it stands and what came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.pages.base.requests import client_or_404, page
from alongside.pages.base.undo import say
from alongside.pages.support.forms import area, check_day, day_field
from alongside.pages.support.requests import done, for_support
from alongside.pages.support.showing import whose
from alongside.pages.support.words import name_of
from alongside.support import actions
from alongside.support.errors import Refused
from alongside.support.improving import LONGEST_WORDS, Idea
from alongside.support.models import Improvement
from alongside.support.queries import aspects_for
from alongside.support.sight import find_aspect, find_improvement, home_of, who_works_for

STATES = [
    (Improvement.State.TO_TRY, "to try"),
    (Improvement.State.TRYING, "being tried"),
    (Improvement.State.KEPT, "kept: it works"),
    (Improvement.State.GIVEN_UP, "given up"),
]
CLIENTS = "client"


class IdeaForm(forms.Form):
    text = area("What is to be tried", rows=2, longest=LONGEST_WORDS)
    aspect = forms.TypedChoiceField(label="About", coerce=int, empty_value=None, required=False)
    # "" for us, "client", or the number of one of us.
    owner = forms.ChoiceField(label="Whose to try", required=False)
    look_on = day_field("Look at it again on")

    def __init__(
        self, data: object = None, *, member: Member, client: Client, initial: object = None
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        aspects = [(str(one.pk), one.name) for one in aspects_for(member, client.pk)]
        self.fields["aspect"].choices = [("", "all of it"), *aspects]  # type: ignore[attr-defined]
        us = [(str(one.pk), one.name or one.email) for one in who_works_for(client.pk)]
        owners = [("", "whoever is here"), *us, (CLIENTS, client.name)]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        check_day(self, "look_on")
        return self.cleaned_data

    def idea(self) -> Idea:
        given = self.cleaned_data
        owner = given["owner"]
        return Idea(
            text=given["text"],
            aspect=given["aspect"],
            owner=Improvement.Owner.CLIENT if owner == CLIENTS else Improvement.Owner.US,
            member=int(owner) if owner and owner != CLIENTS else None,
            look_on=given["look_on"],
        )


@require_POST
@for_support
def rate(request: HttpRequest, member: Member, aspect_id: int) -> HttpResponse:
    """`stars` 1 to 5, `words`, `of`: us, or client for what they said."""
    found, stars = find_aspect(member, aspect_id), request.POST.get("stars", "")
    is_theirs = request.POST.get("of") == CLIENTS
    then = f"{reverse('aspect', args=[aspect_id])}#how-it-goes"
    try:
        kept = actions.rate(
            member,
            aspect_id,
            int(stars) if stars in ("1", "2", "3", "4", "5") else 0,
            request.POST.get("words", "")[: LONGEST_WORDS * 2],
            now=timezone.now(),
            by_client=is_theirs,
        )
    except Refused as error:
        say(request, str(error))
        return redirect(then)
    words = f"How {found.name} goes is kept{', as they see it' if is_theirs else ''}."
    return done(request, member, words, "rated", then=then, id=kept.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_support
def add(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """`?aspect=7`: about this one."""
    client = client_or_404(member, client_id)
    start = {"aspect": request.GET.get("aspect", "")}
    form = IdeaForm(
        request.POST if request.method == "POST" else None, member=member, client=client, initial=start
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_improvement(member, client_id, form.idea(), now=timezone.now())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            then = f"{reverse('client-support', args=[client_id])}#to-try"
            return done(request, member, "It stands under “To try”.", "thought-of", then=then, id=made.pk)
    values = {"client": client, "form": form, "found": None}
    status = 422 if request.method == "POST" else 200
    return page(request, member, "support/improvement.html", "clients", values, status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_support
def improvement(request: HttpRequest, member: Member, improvement_id: int) -> HttpResponse:
    found = find_improvement(member, improvement_id)
    client = client_or_404(member, home_of(found))
    form = IdeaForm(
        request.POST if request.method == "POST" else None,
        member=member,
        client=client,
        initial=_start(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_improvement(member, improvement_id, form.idea(), now=timezone.now())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            say(request, "It is kept as it stands now.")
            return redirect("improvement", improvement_id)
    steps = found.steps.select_related("by").order_by("-at", "-id")
    values = {
        "client": client,
        "form": form,
        "found": found,
        "whose": whose(found, to=member, client=client.name),
        "states": STATES,
        "steps": [(one, name_of(one.by, to=member)) for one in steps],
    }
    status = 422 if request.method == "POST" else 200
    return page(request, member, "support/improvement.html", "clients", values, status)


def _start(found: Improvement) -> dict[str, Any]:
    is_theirs = found.owner == Improvement.Owner.CLIENT
    return {
        "text": found.text,
        "aspect": found.aspect_id or "",
        "owner": CLIENTS if is_theirs else found.member_id or "",
        "look_on": found.look_on,
    }


@require_POST
@for_support
def say_of_it(request: HttpRequest, member: Member, improvement_id: int) -> HttpResponse:
    """`state` and `outcome`; or `do`: drop."""
    found, now = find_improvement(member, improvement_id), timezone.now()
    if request.POST.get("do") == "drop":
        actions.drop(member, improvement_id, now=now)
        then = f"{reverse('client-support', args=[home_of(found)])}#to-try"
        return done(request, member, "It is taken off the page.", "dropped", then=then, id=improvement_id)
    before = {"state": found.state, "outcome": found.outcome}
    state = request.POST.get("state", "")
    outcome = request.POST.get("outcome", found.outcome)[: LONGEST_WORDS * 2]
    then = reverse("improvement", args=[improvement_id])
    try:
        actions.say(member, improvement_id, state, outcome, now=now)
    except Refused as error:
        say(request, str(error))
        return redirect(then)
    return done(request, member, "It is kept, with its day.", "said", then=then, id=improvement_id, **before)
