"""A colleague: as what and for whom she works, her access taken away and given back. For owners."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.errors import NotAllowed
from alongside.accounts.models import Member
from alongside.accounts.queries import can_return
from alongside.colleagues import actions, queries
from alongside.colleagues.rules import Fate
from alongside.lib.texts import row_numbers
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.settings.forms import WorkForm, end_of


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def colleague(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    found = _colleague_or_404(member, member_id)
    form = WorkForm(request.POST, member=member) if request.method == "POST" else WorkForm.of(found, member)
    if request.method == "POST" and form.is_valid() and _changed(form, found, member):
        say(request, "Kept. It holds at once.")
        return redirect("colleague", found.pk)
    status = 422 if request.method == "POST" else 200
    return _show(request, member, found, form=form, status=status)


def _changed(form: WorkForm, found: Member, member: Member) -> bool:
    given = form.cleaned_data
    until = form.last_day
    try:
        actions.change_work(
            found,
            by=member,
            role=given["role"],
            clients=given["clients"],
            until_on=until,
            ends_at=end_of(until),
        )
    except NotAllowed as error:
        form.add_error("role", str(error))
    return not form.errors


def _show(
    request: HttpRequest, member: Member, found: Member, *, form: WorkForm, link: str = "", status: int = 200
) -> HttpResponse:
    values: dict[str, Any] = {
        "colleague": found,
        "shown": _shown(found),
        "form": form,
        "link": link,
        "can_return": can_return(found),
    }
    return page(request, member, "colleagues/colleague.html", "settings", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def away(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    """What would follow, and a choice for each mailbox; then it follows."""
    found = _colleague_or_404(member, member_id)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        try:
            actions.take_access_away(found, by=member, fates=_fates(request))
        except NotAllowed as error:
            return _ask(request, member, found, refused=str(error), status=422)
        say(request, f"{_shown(found)} is out, everywhere, and can be let in again.")
        return redirect("colleague", found.pk)
    return _ask(request, member, found)


def _ask(
    request: HttpRequest, member: Member, found: Member, *, refused: str = "", status: int = 200
) -> HttpResponse:
    values = {
        "colleague": found,
        "shown": _shown(found),
        "follows": queries.consequences(found),
        "refused": refused,
    }
    return page(request, member, "colleagues/away.html", "settings", values, status=status)


def _fates(request: HttpRequest) -> dict[int, Fate]:
    wanted = (name.removeprefix("mailbox-") for name in request.POST if name.startswith("mailbox-"))
    return {
        number: Fate.HAND_OVER
        for number in row_numbers(wanted)
        if request.POST.get(f"mailbox-{number}") == Fate.HAND_OVER.value
    }


@never_cache
@require_POST
@for_member
def back_again(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    found = _colleague_or_404(member, member_id)
    link = actions.let_in_again(found, by=member)
    if link:
        return _show(request, member, found, form=WorkForm.of(found, member), link=link)
    say(request, f"{_shown(found)} signs in as before.")
    return redirect("colleague", found.pk)


@never_cache
@require_POST
@for_member
def link(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    """A new link for somebody who has none of her own ways in yet."""
    found = _colleague_or_404(member, member_id)
    try:
        made = actions.make_link(found, by=member)
    except NotAllowed as error:
        say(request, str(error))
        return redirect("colleague", found.pk)
    return _show(request, member, found, form=WorkForm.of(found, member), link=made)


def _colleague_or_404(member: Member, member_id: int) -> Member:
    found = queries.colleague_for(member, member_id)
    if found is None:
        raise Http404
    return found


def _shown(found: Member) -> str:
    return found.name or found.email
