"""All that is done for a client: a page with each aspect, added from the catalogue and changed in place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.lib.texts import row_number
from alongside.pages.base.requests import client_or_404, page
from alongside.pages.base.undo import say
from alongside.pages.hours.showing import split_shown
from alongside.pages.support.forms import AspectForm
from alongside.pages.support.requests import done, for_support, way_back
from alongside.pages.support.showing import aspects_shown, improvements_shown
from alongside.pages.support.words import duty_lines
from alongside.support import actions
from alongside.support.due import due_for
from alongside.support.errors import Refused
from alongside.support.models import Aspect
from alongside.support.queries import aspects_for, catalogue


@require_safe
@for_support
def support(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """`?change=7`: this aspect stands there as a form."""
    return show(request, member, client_id)


def show(
    request: HttpRequest,
    member: Member,
    client_id: int,
    *,
    changing: int = 0,
    form: AspectForm | None = None,
    status: int = 200,
) -> HttpResponse:
    client, today = client_or_404(member, client_id), timezone.localdate()
    aspects = aspects_for(member, client_id)
    changing = changing or _number(request.GET.get("change", ""))
    chosen = next((one for one in aspects if one.pk == changing), None)
    if chosen is not None and form is None:
        form = AspectForm(client_id=client_id, aspect=chosen)
    shown = aspects_shown(member, aspects, today=today)
    due = due_for(member, today=today, client_id=client_id, everybody=True)
    # Whatever else is done here leaves the form for changing where it is.
    here = reverse("client-support", args=[client_id]) + (
        f"?change={chosen.pk}" if chosen is not None else ""
    )
    values = {
        "client": client,
        "here": here,
        **split_shown(member, client_id, today=today),
        "aspects": [one for one in shown if not one.has_ended],
        "ended": [one for one in shown if one.has_ended],
        "changing": chosen.pk if chosen is not None else 0,
        "form": form,
        "due": duty_lines(due, today=today, back=here),
        "improvements": improvements_shown(member, client, None),
        "offered": _not_there_yet(aspects),
    }
    return page(request, member, "support/client.html", "clients", values, status)


def _not_there_yet(aspects: list[Aspect]) -> list[str]:
    """Names of the catalogue that this client does not have now."""
    there = {one.name.casefold() for one in aspects if one.until_on is None}
    numbers = {one.entry_id for one in aspects if one.until_on is None}
    return [
        one.name
        for one in catalogue()
        if one.is_offered and one.name.casefold() not in there and (one.pk is None or one.pk not in numbers)
    ]


def _number(text: str) -> int:
    return row_number(text) or 0


@require_POST
@for_support
def add(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """`entry` is a name of the catalogue; `name` one of her own."""
    client_or_404(member, client_id)
    entry, name = request.POST.get("entry", ""), request.POST.get("name", "")
    then, today = way_back(request, reverse("client-support", args=[client_id])), timezone.localdate()
    try:
        if entry:
            made = actions.add_from_catalogue(member, client_id, entry[:200], today=today)
        else:
            made = actions.add_own(member, client_id, actions.Facts(name, since_on=today))
    except Refused as error:
        say(request, str(error))
        return redirect(then)
    words = f"{made.name} is added. Open it to say how it is done and what comes again."
    return done(request, member, words, "added", then=then, id=made.pk)
