"""A client's rhythm: where it stands against its own past, two years of contact, and how often she wants it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.clients.queries import facts_for
from alongside.pages.base.requests import back, client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import day
from alongside.pages.rhythm.forms import WishForm
from alongside.pages.rhythm.pictures import band_of, years_of
from alongside.pages.rhythm.showing import comparisons, standings, steps
from alongside.pages.undo.offering import offer
from alongside.pages.writing.ready import can_write
from alongside.rhythm import actions, rules
from alongside.rhythm.counting import plans_of
from alongside.rhythm.queries import days_for, put_off_until, wish_for
from alongside.rhythm.words import sentence


@require_safe
@for_member
def rhythm(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    return _show(request, member, client_or_404(member, client_id))


def _show(
    request: HttpRequest, member: Member, client: Client, *, form: WishForm | None = None, status: int = 200
) -> HttpResponse:
    today, days = timezone.localdate(), days_for(member, client.pk)
    wish = wish_for(member, client.pk)
    facts = facts_for(member, client.pk)
    found = rules.observe(days, wish=wish, today=today, plans=plans_of(client.pk, today=today))
    reached = [value for one in facts.people for value in one.addresses] if facts else []
    values = {
        "client": client,
        "has_past": bool(days),
        "sentences": [sentence(one, today=today) for one in found],
        "put_off_until": put_off_until(member, client.pk, today=today),
        "steps": steps(
            client.pk,
            next((one for one in reached if one[:1] == "+"), ""),
            next((one for one in reached if "@" in one), ""),
            can_write=can_write(member, client.pk),
        ),
        "standings": standings(days, today=today),
        "comparisons": comparisons(days, today=today),
        "years": years_of(days, today=today),
        "theirs": band_of(days, rules.their_answers, today=today),
        "ours": band_of(days, rules.our_answers, today=today),
        "form": form or WishForm(initial=_initial(wish)),
        "wish": wish,
        "is_beyond_ideal": _is_beyond_ideal(days, wish),
    }
    return page(request, member, "rhythm/rhythm.html", "clients", values, status=status)


def _initial(wish: rules.Wished | None) -> dict[str, object]:
    if wish is None:
        return {}
    return {"ideal_days": wish.ideal_days, "maximum_days": wish.maximum_days, "counts": wish.counts}


def _is_beyond_ideal(days: list[rules.DayFacts], wish: rules.Wished | None) -> int | None:
    """Days since what she wished for, where that is longer than she would like."""
    if wish is None or wish.ideal_days is None:
        return None
    _, since = rules.wish_gap(days, wish, today=timezone.localdate())
    return since if since is not None and since > wish.ideal_days else None


@require_POST
@for_member
def set_wish(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client = client_or_404(member, client_id)
    form = WishForm(request.POST)
    if not form.is_valid():
        return _show(request, member, client, form=form, status=422)
    actions.wish(member, client, today=timezone.localdate(), **form.cleaned_data)
    say(request, f"How often you want to be in touch with {client.name} is kept.")
    return redirect("client-rhythm", client.pk)


@require_POST
@for_member
def put_off(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """She knows, and does not want to hear of it for a while."""
    client, today = client_or_404(member, client_id), timezone.localdate()
    until_on = actions.not_now(member, client, today=today)
    words = f"{client.name} is left out of Getting quiet until {day(until_on, today=today)}."
    offer(request, member, words, "quiet-again", client=client.pk)
    return back(request, reverse("today"))


@require_POST
@for_member
def show_again(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client = client_or_404(member, client_id)
    actions.again(member, client, today=timezone.localdate())
    return redirect("client-rhythm", client.pk)
