"""One aspect of what is done for a client: what, how, by whom; changed, moved, ended, and taken up again."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.pages.base.requests import page
from alongside.pages.base.undo import say
from alongside.pages.support import client as clients_page
from alongside.pages.support.forms import AspectForm, DutyForm
from alongside.pages.support.requests import done, for_support, way_back
from alongside.pages.support.showing import aspects_shown, duty_shown, improvements_shown, ratings_shown
from alongside.pages.support.words import STARS, duty_lines, name_of
from alongside.support import actions
from alongside.support.due import due_for
from alongside.support.errors import Refused
from alongside.support.models import Aspect
from alongside.support.queries import days_seen_to
from alongside.support.sight import find_aspect, home_of

MOST_DAYS, MOST_RATINGS = 12, 20


@require_http_methods(["GET", "HEAD", "POST"])
@for_support
def aspect(request: HttpRequest, member: Member, aspect_id: int) -> HttpResponse:
    found = find_aspect(member, aspect_id)
    if request.method != "POST":
        return show(request, member, found)
    client_id, is_in_list = home_of(found), request.POST.get("at") == "client"
    form = AspectForm(request.POST, client_id=client_id, aspect=found)
    if form.is_valid():
        try:
            kept = actions.change(member, aspect_id, form.facts(), only=form.changed())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            say(request, f"{kept.name} is kept as it stands now.")
            if is_in_list:
                return redirect(f"{reverse('client-support', args=[client_id])}#a{kept.pk}")
            return redirect("aspect", kept.pk)
    if is_in_list:
        return clients_page.show(request, member, client_id, changing=aspect_id, form=form, status=422)
    return show(request, member, found, form=form, status=422)


def show(
    request: HttpRequest,
    member: Member,
    found: Aspect,
    *,
    form: AspectForm | None = None,
    duty_form: DutyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today, home = timezone.localdate(), home_of(found)
    (shown,) = aspects_shown(member, [found], today=today)
    is_changing = form is not None or "change" in request.GET
    # Whatever else is done here leaves the form for changing where it is.
    here = reverse("aspect", args=[found.pk]) + ("?change" if is_changing else "")
    due = due_for(member, today=today, client_id=home, everybody=True)
    client = found.client if found.client_id == home else Client.objects.get(pk=home)
    values = {
        "client": client,
        "shown": shown,
        "aspect": found,
        "is_changing": is_changing,
        "form": form or AspectForm(client_id=home, aspect=found),
        "due": duty_lines([one for one in due if one.duty.aspect_id == found.pk], today=today, back=here),
        "stopped": [duty_shown(one, today=today) for one in found.duties.filter(next_on=None)],
        "duty_form": duty_form or DutyForm(today=today),
        "is_adding_duty": duty_form is not None,
        "seen_to": [(one, name_of(one.by, to=member)) for one in days_seen_to(found, most=MOST_DAYS)],
        "ratings": ratings_shown(member, client, found.pk, most=MOST_RATINGS),
        "stars": STARS,
        "improvements": improvements_shown(member, client, found.pk),
        "today": today,
    }
    return page(request, member, "support/aspect.html", "clients", values, status)


@require_POST
@for_support
def say_of_it(request: HttpRequest, member: Member, aspect_id: int) -> HttpResponse:
    """`do`: end (with `until`), again, up, down."""
    found, what = find_aspect(member, aspect_id), request.POST.get("do", "")
    then = way_back(request, reverse("client-support", args=[home_of(found)]))
    if what in ("up", "down"):
        actions.move(member, aspect_id, by=-1 if what == "up" else 1)
        return redirect(f"{then}#a{aspect_id}")
    before = found.until_on.isoformat() if found.until_on else ""
    try:
        if what == "again":
            actions.go_on(member, aspect_id)
            words = f"{found.name} goes on."
        else:
            until_on = _day_in(request.POST.get("until", ""))
            actions.end(member, aspect_id, until_on)
            has_ended = until_on <= timezone.localdate()
            words = f"{found.name} {'has ended' if has_ended else 'ends'}. It stays below, with its days."
    except Refused as error:
        say(request, str(error))
        return redirect("aspect", aspect_id)
    return done(request, member, words, "ended", then=then, id=aspect_id, until=before)


def _day_in(text: str) -> date:
    """Today where no day is given that anybody would mean."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return day if 1950 <= day.year <= 2200 else timezone.localdate()
