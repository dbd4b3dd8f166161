"""Backups for an owner: where they go, how they went, one now, a trial now, and the sheet that opens them."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.accounts.queries import can_return
from alongside.backups import actions, jobs, queries
from alongside.backups.sheet import sheet as sheet_of
from alongside.jobs.timetable import ask_once
from alongside.lib.reaching import is_public
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.guests.views import for_guests, gone
from alongside.pages.guests.where import address_of
from alongside.pages.safety.forms import PlanForm
from alongside.reach.actions import note_phone
from alongside.reach.jobs import look_for
from alongside.reach.queries import answer_to, is_for_a_phone

# The key opens everything that was ever backed up: a desk left open for a while must not show it.
CONFIRMED_SECONDS = 120
_NONCE = re.compile(r"[0-9a-f]{32}")


@require_safe
@for_member
def backup(request: HttpRequest, member: Member) -> HttpResponse:
    _owner_or_404(member)
    return _show(request, member, PlanForm.of(queries.plan()))


def _show(request: HttpRequest, member: Member, form: PlanForm, status: int = 200) -> HttpResponse:
    values: dict[str, Any] = {"standing": queries.standing(), "form": form, "runs": queries.runs(limit=14)}
    return page(request, member, "safety/backup.html", "settings", values, status=status)


@require_POST
@for_member
def folder(request: HttpRequest, member: Member) -> HttpResponse:
    """The first backup there follows at once."""
    _owner_or_404(member)
    form = PlanForm(request.POST)
    before = queries.plan()
    if not form.is_valid() or (chosen := form.keep()) is None:
        return _show(request, member, form, status=422)
    if before is not None and before.folder == chosen.folder:
        say(request, "Kept.")
        return redirect("backup")
    return _back_up(member)


@require_POST
@for_member
def now(request: HttpRequest, member: Member) -> HttpResponse:
    _owner_or_404(member)
    if queries.plan() is None:
        say(request, "Choose a folder first.")
        return redirect("backup")
    return _back_up(member)


def _back_up(member: Member) -> HttpResponse:
    asked = jobs.back_up_for.enqueue(member_id=member.pk, what="Backing up", then=reverse("backup"))
    return redirect("work", asked.id)


@require_POST
@for_member
def try_newest(request: HttpRequest, member: Member) -> HttpResponse:
    _owner_or_404(member)
    is_asked = ask_once(jobs.try_newest)
    say(
        request,
        "The newest backup is being tried. What comes of it will stand here."
        if is_asked
        else "One has just been tried, or is being tried now.",
    )
    return redirect("backup")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def sheet(request: HttpRequest, member: Member) -> HttpResponse:
    """The key stands in the answer to one POST, to an owner who has confirmed who they are a moment ago."""
    _owner_or_404(member)
    if request.method != "POST":
        values = {"can_return": can_return(member), "plan": queries.plan()}
        return page(request, member, "safety/sheet_asked.html", "settings", values)
    if not can_return(member):
        return redirect("set_up_sign_in")
    if not _has_just_confirmed(request, member):
        raise ReauthenticationRequired
    return render(
        request,
        "safety/sheet.html",
        {"sheet": sheet_of(actions.show_sheet()), "printed_on": f"{timezone.localdate():%-d %B %Y}"},
    )


@login_not_required
@require_safe
def reach(request: HttpRequest, nonce: str) -> HttpResponse:
    """Asked by this program itself, by way of its public address. The answer tells a stranger nothing."""
    if not _NONCE.fullmatch(nonce):
        raise Http404
    return HttpResponse(answer_to(nonce), content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def phone(request: HttpRequest, token: str) -> HttpResponse:
    """Opened by the owner's telephone with Wi-Fi off; its button says that it got here."""
    if not is_for_a_phone(token):
        return gone(request)
    if request.method == "POST" and request.POST.get("code") != token:
        return HttpResponseForbidden("Open the page, and press its button.\n", content_type="text/plain")
    came_from = address_of(request)
    is_done = request.method == "POST" and note_phone(came_from)
    values = {"is_done": is_done, "is_outside": is_public(came_from), "token": token}
    return render(request, "safety/phone.html", values)


@require_POST
@for_member
def look(request: HttpRequest, member: Member) -> HttpResponse:
    """The network is asked by work behind the page, never by the page."""
    _owner_or_404(member)
    asked = look_for.enqueue(member_id=member.pk, what="Looking at the address", then=reverse("settings"))
    return redirect("work", asked.id)


@require_POST
@for_member
def new_key(request: HttpRequest, member: Member) -> HttpResponse:
    _owner_or_404(member)
    actions.renew_key()
    say(
        request,
        "The next backup opens with another key. Print its sheet; the older one opens the older backups.",
    )
    return redirect("backup-sheet")


def _has_just_confirmed(request: HttpRequest, member: Member) -> bool:
    records = [one for one in get_authentication_records(request, member) if one.get("reauthenticated")]
    return bool(records) and time.time() - records[-1]["at"] < CONFIRMED_SECONDS


def _owner_or_404(member: Member) -> None:
    if not member.is_owner:
        raise Http404
