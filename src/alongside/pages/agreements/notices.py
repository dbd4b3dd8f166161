"""Clients told of an absence: who is told already, a draft for each of the others, to be looked at and sent by her."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Member
from alongside.agreements.actions import say_who_covers
from alongside.agreements.models import Away
from alongside.agreements.queries import absence_for
from alongside.lib.texts import row_numbers
from alongside.outbox.away_notices import Told, draft_notices, told_of
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import count
from alongside.pages.undo.offering import offer
from alongside.pages.writing.ready import can_write

STATES = {
    "told": "told",
    "going": "on its way",
    "begun": "written, not sent",
    "stuck": "did not go, look at it",
}


class NoticesForm(forms.Form):
    cover = forms.CharField(
        label="Who looks after things meanwhile",
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    clients = forms.TypedMultipleChoiceField(
        label="For these clients", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: object, *, away: Away, open_ones: list[Told]) -> None:
        chosen = [one.client.pk for one in open_ones if one.is_recent]
        super().__init__(data, initial={"cover": away.cover, "clients": chosen})  # type: ignore[arg-type]
        choices = [(str(one.client.pk), one.client.name) for one in open_ones]
        self.fields["clients"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def notices(request: HttpRequest, member: Member, away_id: int) -> HttpResponse:
    away = absence_for(member, away_id)
    if away is None:
        raise Http404
    now = timezone.now()
    told = told_of(member, away, now=now)
    open_ones = [one for one in told if not one.state and one.to is not None]
    form = NoticesForm(request.POST if request.method == "POST" else None, away=away, open_ones=open_ones)
    if request.method == "POST" and form.is_valid():
        say_who_covers(away, form.cleaned_data["cover"])
        made = draft_notices(member, away, form.cleaned_data["clients"], now=now)
        _say(request, member, away, made)
        return redirect("away-notices", away.pk)
    values = {
        "away": away,
        "form": form,
        "open_ones": [(one, one.client.pk in _chosen(form)) for one in open_ones],
        "begun": [(one, STATES[one.state]) for one in told if one.state],
        "unknown": [one for one in told if not one.state and one.to is None],
        "can_write": can_write(member),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, member, "agreements/notices.html", "settings", values, status)


def _chosen(form: NoticesForm) -> set[int]:
    given = form["clients"].value() or []
    return set(row_numbers(map(str, given)))


def _say(request: HttpRequest, member: Member, away: Away, made: list[int]) -> None:
    if not made:
        say(request, "Kept. Nobody was chosen, so nothing was written.")
        return
    words = f"{count(len(made), 'notice is', 'notices are')} written. Look at each and send it yourself."
    then = reverse("away-notices", args=[away.pk])
    offer(request, member, words, "throw-notices", then=then, drafts=made)
