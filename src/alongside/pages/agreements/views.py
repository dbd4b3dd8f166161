"""When this desk works, what was agreed with each client, on a page to change and one to print; days away."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.agreements.models import Agreement, Away
from alongside.agreements.queries import absences_for, agreement_for, clocks_of, own_hours
from alongside.outbox.away_notices import take_out
from alongside.pages.agreements.forms import AgreementForm, AwayForm, HoursForm, OwnHoursForm
from alongside.pages.agreements.showing import agreement_shown, days_in_words
from alongside.pages.base.requests import for_member, number_in, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import MONTHS, number, waited
from alongside.pages.undo.offering import offer
from alongside.waiting.kept import kept_for


def _agreement_or_404(member: Member, client_id: int) -> Agreement:
    agreed = agreement_for(member, client_id)
    if agreed is None:
        raise Http404
    return agreed


def _months(member: Member, client_id: int) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"{MONTHS[int(month[5:]) - 1]} {month[:4]}",
            number(one.answered),
            "–" if one.in_time is None else number(one.in_time),
            waited(one.middle) if one.middle else "at once",
        )
        for month, one in kept_for(member, client_id)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def agreement(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    agreed = _agreement_or_404(member, client_id)
    form = AgreementForm(request.POST) if request.method == "POST" else AgreementForm.of(agreed)
    if request.method == "POST" and form.is_valid():
        form.keep(agreed.client)
        say(request, f"What was agreed with {agreed.client.name} is kept, and waiting is counted by it.")
        return redirect("client-agreement", client_id)
    now = timezone.now()
    values = {
        **agreement_shown(agreed, clocks_of([client_id], now=now)[client_id]),
        "form": form,
        "months": _months(member, client_id),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, member, "agreements/agreement.html", "clients", values, status=status)


@require_safe
@for_member
def paper(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """One page to print and hand over."""
    agreed = _agreement_or_404(member, client_id)
    clock = clocks_of([client_id], now=timezone.now())[client_id]
    values = {**agreement_shown(agreed, clock), "ours": practice().name or member.name}
    return page(request, member, "agreements/paper.html", "clients", values)


@require_safe
@for_member
def hours(request: HttpRequest, member: Member) -> HttpResponse:
    """The desk's hours, and whoever is away."""
    return _hours(request, member)


@require_POST
@for_member
def keep_hours(request: HttpRequest, member: Member) -> HttpResponse:
    """Only an owner sets them."""
    if not member.is_owner:
        raise Http404
    form = OwnHoursForm(request.POST)
    if not form.is_valid():
        return _hours(request, member, form=form)
    form.keep()
    say(request, "Waiting is counted in these hours from now on.")
    return redirect("settings-hours")


def _hours(
    request: HttpRequest,
    member: Member,
    *,
    form: HoursForm | None = None,
    away_form: AwayForm | None = None,
) -> HttpResponse:
    own = own_hours()
    values = {
        "form": form or OwnHoursForm(initial=HoursForm.filled(own)),
        "own": own,
        "days": days_in_words(frozenset(map(int, own.days))),
        "away_form": away_form or AwayForm(),
        "absences": absences_for(member, today=timezone.localdate()),
        "today": timezone.localdate(),
    }
    status = 422 if form or away_form else 200
    return page(request, member, "agreements/hours.html", "settings", values, status=status)


@require_POST
@for_member
def away(request: HttpRequest, member: Member) -> HttpResponse:
    form = AwayForm(request.POST)
    if not form.is_valid():
        return _hours(request, member, away_form=form)
    kept = form.keep(member)
    say(request, "These days are kept. While nobody is here, nobody is counted as waiting.")
    if kept.ends_on < timezone.localdate():
        return redirect("settings-hours")
    return redirect("away-notices", kept.pk)


@require_POST
@for_member
def here(request: HttpRequest, member: Member) -> HttpResponse:
    """Her own alone; somebody else's days are not hers to take away."""
    found = Away.objects.filter(pk=number_in(request.POST.get("away")), member=member).first()
    if found is not None:
        was = take_out(member, found, now=timezone.now())
        more = " What was written to clients and not sent is thrown away." if was["thrown"] else ""
        words, then = f"You are here on these days.{more}", reverse("settings-hours")
        offer(request, member, words, "away-again", then=then, was=was)
    return redirect("settings-hours")
