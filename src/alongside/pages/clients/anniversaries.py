"""Birthdays and other days of a client: a page to set them and take them away; done with, on Today."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.clients.actions import ClientsError
from alongside.clients.anniversaries import all_at, drop_day, find_for, keep_day, see_to
from alongside.clients.models import Anniversary, AnniversaryKind, Client, Person
from alongside.clients.rules import next_on, occasion
from alongside.pages.base.requests import back, client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import MONTHS
from alongside.pages.undo.offering import offer

MONTH_CHOICES = [(number, name) for number, name in enumerate(MONTHS, start=1)]


class DayForm(forms.Form):
    whose = forms.TypedChoiceField(label="Whose", coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(label="What", choices=AnniversaryKind.choices)
    label = forms.CharField(label="Which, if another", max_length=100, required=False)
    day = forms.IntegerField(label="Day", min_value=1, max_value=31)
    month = forms.TypedChoiceField(label="Month", coerce=int, choices=MONTH_CHOICES)
    year = forms.IntegerField(label="Year, if known", required=False)

    def __init__(self, *args: object, client: Client) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.client = client
        people = (
            Person.objects.filter(client=client, merged_into=None).exclude(name="").order_by("name", "id")
        )
        self.people = {one.pk: one for one in people}
        whose = [*((str(one.pk), one.name) for one in people), ("", client.name)]
        self.fields["whose"].choices = whose  # type: ignore[attr-defined]

    def keep(self) -> Anniversary | None:
        """None where it cannot be: the form then says why."""
        given = dict(self.cleaned_data)
        person = self.people.get(given.pop("whose"))
        try:
            return keep_day(self.client, person, **given)
        except ClientsError as error:
            self.add_error("day", str(error))
            return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def days(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client = client_or_404(member, client_id)
    form = DayForm(request.POST if request.method == "POST" else None, client=client)
    if request.method == "POST" and form.is_valid() and form.keep() is not None:
        say(request, "This day is kept. Today tells of it a week before.")
        return redirect("client-days", client_id)
    shown = [
        (one, occasion(one.name, one.kind, one.label, None), f"{one.day} {MONTHS[one.month - 1]}")
        for one in all_at(member, client_id, today=timezone.localdate())
    ]
    values = {"client": client, "form": form, "shown": shown}
    status = 422 if request.method == "POST" else 200
    return page(request, member, "clients/days.html", "clients", values, status)


def _day_or_404(member: Member, day_id: int) -> Anniversary:
    kept = find_for(member, day_id)
    if kept is None:
        raise Http404
    return kept


@require_POST
@for_member
def drop(request: HttpRequest, member: Member, day_id: int) -> HttpResponse:
    kept = _day_or_404(member, day_id)
    client = kept.person.client_id if kept.person is not None else kept.client_id
    fields = ("kind", "label", "month", "day", "year")
    day = {name: getattr(kept, name) for name in fields}
    then = reverse("client-days", args=[client])
    drop_day(kept)
    whose = {"client": client, "person": kept.person_id}
    offer(request, member, "The day is taken away.", "keep-day-again", then=then, day=day, **whose)
    return back(request, then)


@require_POST
@for_member
def done(request: HttpRequest, member: Member, day_id: int) -> HttpResponse:
    """Seen to for this year; without a day of its own it is the next one."""
    kept = _day_or_404(member, day_id)
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = next_on(kept.month, kept.day, today=timezone.localdate())
    see_to(kept, on)
    offer(request, member, "Done until next year.", "day-not-done", day=kept.pk)
    return back(request, reverse("today"))
