"""Who you've spoken with: one member's own days, shown to her alone, and what she notes by hand."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.rhythm.showing import quiet_line
from alongside.pages.undo.offering import offer
from alongside.pages.voices.forms import SpokenForm
from alongside.pages.voices.words import gap_words, listed, long_words
from alongside.pages.writing.ready import can_write
from alongside.voices import actions, rules
from alongside.voices.actions import VoicesError
from alongside.voices.queries import companies_for, days_for, due_for, is_on_for


@require_safe
@for_member
def voices(request: HttpRequest, member: Member) -> HttpResponse:
    return _show(request, member, SpokenForm())


def _show(request: HttpRequest, member: Member, form: SpokenForm, *, status: int = 200) -> HttpResponse:
    if not is_on_for(member):
        return page(request, member, "voices/off.html", "voices", {})
    today = timezone.localdate()
    days = days_for(member, today=today)
    spell = rules.quiet_spell(days, today=today) if any(day.talks for day in days) else 0
    values = {
        "today": today,
        "days": [(day, listed(day.names), long_words(day)) for day in days],
        "has_any": any(day.talks for day in days),
        "gap": gap_words(rules.longest_gap(days), today=today),
        "spell": spell,
        "due": _due(member, today=today) if spell >= rules.QUIET_SPELL_DAYS else None,
        "companies": companies_for(member),
        "form": form,
    }
    return page(request, member, "voices/voices.html", "voices", values, status=status)


def _due(member: Member, *, today: date) -> dict[str, object] | None:
    """Who would break the quiet spell: the line of a client, or somebody of her own."""
    due = due_for(member, today=today)
    if due is None:
        return None
    line = quiet_line(due.client, today=today, can_write=can_write(member)) if due.client else None
    return {"line": line, "company": due.company, "last_on": due.last_on}


@require_POST
@for_member
def note(request: HttpRequest, member: Member) -> HttpResponse:
    form = SpokenForm(request.POST)
    if not form.is_valid():
        return _show(request, member, form, status=422)
    try:
        noted = actions.note_spoken(member, today=timezone.localdate(), **form.cleaned_data)
    except VoicesError as error:
        form.add_error(None, str(error))
        return _show(request, member, form, status=422)
    words = f"Noted, for you alone: you spoke with {noted.company.name}."
    offer(request, member, words, "unsay-spoken", then="/spoken/", spoken=noted.pk)
    return redirect("voices")


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def forget(request: HttpRequest, member: Member, company_id: int) -> HttpResponse:
    """Asks first, because nothing brings it back."""
    found = next(((one, last_on) for one, last_on in companies_for(member) if one.pk == company_id), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        actions.forget(member, company_id)
        say(request, "Gone, with all that was noted of them.")
        return redirect("voices")
    values = {"company": found[0], "talks": found[0].spoken.count(), "last_on": found[1]}
    return page(request, member, "voices/forget.html", "voices", values)


@require_POST
@for_member
def switch(request: HttpRequest, member: Member) -> HttpResponse:
    actions.switch(member, is_on=request.POST.get("to") == "on")
    return redirect("voices")
