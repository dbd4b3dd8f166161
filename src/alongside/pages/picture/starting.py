"""What is seen to when a client begins: a list that is ticked, and the page where the list for everybody is edited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.pages.base.requests import back, client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import count
from alongside.pages.undo.offering import offer
from alongside.picture import starting as actions
from alongside.picture.errors import NotThere, PictureError
from alongside.picture.models import Step


class ListForm(forms.Form):
    text = forms.CharField(
        label="One thing a line", required=False, widget=forms.Textarea({"rows": 14, "dir": "auto"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def starting(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client, error = client_or_404(member, client_id), ""
    if request.method == "POST":
        try:
            step = actions.add_step(member, client_id, request.POST.get("words", ""), now=timezone.now())
        except PictureError as wrong:
            error = str(wrong)
        else:
            _offer(request, member, client_id, "It stands on the list.", "steps-away", [step.pk])
            return redirect("client-starting", client_id)
    steps = actions.steps_for(member, client_id)
    values: dict[str, Any] = {
        "client": client,
        "steps": steps,
        "left": sum(one.done_at is None for one in steps),
        "first_lines": actions.lines_of(actions.starting_list()),
        "error": error,
        "typed": request.POST.get("words", "") if error else "",
    }
    return page(request, member, "picture/starting.html", "clients", values, status=422 if error else 200)


def _offer(
    request: HttpRequest, member: Member, client_id: int, words: str, way_back: str, steps: list[int]
) -> None:
    then = reverse("client-starting", args=[client_id])
    offer(request, member, words, way_back, then=then, steps=steps)


@require_POST
@for_member
def begin(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client_or_404(member, client_id)
    made = actions.begin(member, client_id, now=timezone.now())
    if made:
        words = f"{count(len(made), 'line is', 'lines are')} to be seen to."
        _offer(request, member, client_id, words, "steps-away", made)
    else:
        say(request, "Everything on the list stands here already.")
    return redirect("client-starting", client_id)


@require_POST
@for_member
def tick(request: HttpRequest, member: Member, step_id: int) -> HttpResponse:
    """Done, or with `do` "open" to be done after all: the page says which, so that a double click is one click."""
    step = _step_or_404(member, step_id)
    is_done = request.POST.get("do") != "open"
    actions.tick(member, step.pk, is_done=is_done, now=timezone.now())
    home = actions.home_of(step)
    then = reverse("client-starting", args=[home])
    words = f"Done: {step.words}" if is_done else f"To be done: {step.words}"
    offer(request, member, words, "step-back", then=then, step=step.pk, was_done=not is_done)
    return back(request, then)


@require_POST
@for_member
def drop(request: HttpRequest, member: Member, step_id: int) -> HttpResponse:
    step = _step_or_404(member, step_id)
    actions.drop(member, [step.pk])
    home = actions.home_of(step)
    _offer(request, member, home, f"Off the list: {step.words}", "steps-again", [step.pk])
    return redirect("client-starting", home)


def _step_or_404(member: Member, step_id: int) -> Step:
    try:
        return actions.step_for(member, step_id)
    except NotThere as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def edit(request: HttpRequest, member: Member) -> HttpResponse:
    """The list with which every client begins; an owner's."""
    if not member.is_owner:
        raise Http404
    is_post = request.method == "POST"
    form = ListForm(request.POST) if is_post else ListForm(initial={"text": actions.starting_list()})
    if is_post and form.is_valid():
        try:
            number = actions.keep_list(member, form.cleaned_data["text"], now=timezone.now())
        except PictureError as error:
            form.add_error("text", str(error))
        else:
            say(request, f"Kept: {count(number, 'line', 'lines')} for whoever begins from now on.")
            return redirect("settings-starting")
    status = 422 if is_post else 200
    return page(request, member, "picture/starting_list.html", "settings", {"form": form}, status=status)
