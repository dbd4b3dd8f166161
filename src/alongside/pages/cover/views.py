"""Cover: prepared beside an absence or for one client, read, changed, shared by a link, and what changed meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.agreements.models import Away
from alongside.agreements.queries import absence_for
from alongside.clients.queries import all_for
from alongside.handover import covering, words
from alongside.handover.errors import HandoverError, NotThere
from alongside.handover.packs import (
    KIND,
    Pack,
    changed_for,
    frozen_parts,
    pack_for,
    packs_of,
    parts_for,
)
from alongside.lib.texts import row_number
from alongside.pages.base.requests import client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.cover.forms import CoverForm
from alongside.pages.weekly.editing import edits_in
from alongside.reach.queries import reachability
from alongside.replies.errors import NotTaken
from alongside.sharing.actions import Made
from alongside.sharing.errors import SharingError
from alongside.sharing.models import Share
from alongside.sharing.queries import shares_of
from alongside.sharing.said import of_shares

STATES = {"coming": "to come", "on": "now", "over": "over"}


@require_safe
@for_member
def covers(request: HttpRequest, member: Member) -> HttpResponse:
    """Every client of hers, with who looks after it while she is away; `away` names an absence of hers."""
    now = timezone.now()
    away = _away(request, member)
    today = timezone.localdate(now)
    rows = []
    for client in all_for(member):
        if client.ended_on is None or client.ended_on > today:
            packs = [one for one in packs_of(member, client.pk, now=now) if one.state != "over"]
            rows.append((client, packs))
    values = {"rows": rows, "away": away, "states": STATES}
    return page(request, member, "cover/list.html", "clients", values)


def _away(request: HttpRequest, member: Member) -> Away | None:
    number = row_number(request.POST.get("away") or request.GET.get("away", ""))
    return absence_for(member, number) if number is not None else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def client(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """Whoever works for the client reads what is on; below it another one is prepared."""
    found, now = client_or_404(member, client_id), timezone.now()
    away = _away(request, member)
    colleagues = covering.who_could_cover(member)
    form = CoverForm(request.POST if request.method == "POST" else None, colleagues=colleagues, away=away)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("cover-pack", _prepared(member, client_id, form, away))
        except HandoverError as error:
            form.add_error(None, str(error))
    packs = packs_of(member, client_id, now=now)
    values = {
        "client": found,
        "form": form,
        "away": away,
        "has_colleagues": bool(colleagues),
        "packs": [(one, STATES[one.state]) for one in packs],
    }
    status = 422 if request.method == "POST" else 200
    return page(request, member, "cover/client.html", "clients", values, status=status)


def _prepared(member: Member, client_id: int, form: CoverForm, away: Away | None) -> int:
    given = form.cleaned_data
    return covering.prepare(
        member,
        client_id,
        starts_on=given["starts_on"],
        until_on=given["until_on"],
        colleague=form.colleague_chosen,
        name=given["name"],
        away=away,
        now=timezone.now(),
    ).pk


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def pack(request: HttpRequest, member: Member, pack_id: int) -> HttpResponse:
    """Lines to change for whoever made it; for a colleague who covers the same, to read."""
    found = _pack_or_404(member, pack_id)
    if request.method == "POST":
        if not found.is_hers:
            raise Http404
        _keep(request, member, found)
        say(request, "Kept.")
        return redirect("cover-pack", pack_id)
    return _show(request, member, found)


def _show(
    request: HttpRequest,
    member: Member,
    found: Pack,
    *,
    made: Made | None = None,
    typed: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    shares = [
        one
        for one in shares_of(member, found.client.pk, now=now)
        if one.kind.name == KIND and one.share.object_id == found.id and one.is_open
    ]
    values: dict[str, Any] = {
        "pack": found,
        "row": found.row,
        "client": found.client,
        "state_words": STATES[found.state],
        "parts": parts_for(member, found, now=now),
        "now": now,
        "links": [one.share for one in shares],
        "frozen": frozen_parts(found.row),
        "said": of_shares(_links(member, found)),
        "below": words.words_below(found),
        "reader": words.reader_for(member, found, now=now),
        "form_id": request.POST.get("form", "")[:32] or get_random_string(32),
        "typed": typed,
        "problem": problem,
        "made": made,
        "reach": reachability(),
    }
    template = "cover/edit.html" if found.is_hers and found.state != "over" else "cover/read.html"
    return page(request, member, template, "clients", values, status=status)


def _links(member: Member, found: Pack) -> list[Share]:
    """Also those that open nothing any more: what was written there is still hers to answer."""
    listed = shares_of(member, found.client.pk, now=timezone.now())
    return [one.share for one in listed if one.kind.name == KIND and one.share.object_id == found.id]


def _keep(request: HttpRequest, member: Member, found: Pack) -> None:
    now = timezone.now()
    parts = parts_for(member, found, now=now)
    covering.keep_edits(member, found.id, edits_in(request.POST, parts), now=now)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def share(request: HttpRequest, member: Member, pack_id: int) -> HttpResponse:
    """The address stands in this one answer; read again, it is the pack."""
    found = _own_or_404(member, pack_id)
    if request.method != "POST":
        return redirect("cover-pack", pack_id)
    if "top" in request.POST:
        _keep(request, member, found)
    try:
        made = covering.share(member, pack_id, now=timezone.now())
    except (HandoverError, SharingError) as error:
        say(request, str(error))
        return redirect("cover-pack", pack_id)
    return _show(request, member, _own_or_404(member, pack_id), made=made)


@require_POST
@for_member
def renew(request: HttpRequest, member: Member, pack_id: int) -> HttpResponse:
    """Whoever has the link reads it as it stands now."""
    found = _own_or_404(member, pack_id)
    if "top" in request.POST:
        _keep(request, member, found)
    covering.freeze(member, pack_id, now=timezone.now())
    say(request, f"{found.who} reads it as it stands now.")
    return redirect("cover-pack", pack_id)


@require_POST
@for_member
def end(request: HttpRequest, member: Member, pack_id: int) -> HttpResponse:
    found = _own_or_404(member, pack_id)
    covering.end(member, pack_id, now=timezone.now())
    say(request, f"{found.client.name} is back with you. The link opens nothing any more.")
    return redirect("cover-meanwhile", pack_id)


@require_POST
@for_member
def word(request: HttpRequest, member: Member, pack_id: int) -> HttpResponse:
    """Of a colleague who covers, to whoever asked her to; what cannot be taken stays in the form."""
    found, text, now = _pack_or_404(member, pack_id), request.POST.get("text", ""), timezone.now()
    reader = words.reader_for(member, found, now=now)
    try:
        words.write(member, pack_id, form=request.POST.get("form", "")[:32], text=text, now=now)
    except NotThere as error:
        raise Http404 from error
    except (HandoverError, NotTaken, SharingError) as error:
        return _show(request, member, found, typed=text, problem=str(error), status=422)
    if reader is not None:
        say(request, f"It waits for {reader.name or reader.email} now.")
    return redirect(reverse("cover-pack", args=[pack_id]) + "?sent=1#replies")


@require_POST
@for_member
def seen(request: HttpRequest, member: Member, pack_id: int) -> HttpResponse:
    """From Today, once: then it is off that page."""
    _pack_or_404(member, pack_id)
    covering.note_seen(member, pack_id, now=timezone.now())
    return redirect("cover-meanwhile", pack_id)


@require_safe
@for_member
def meanwhile(request: HttpRequest, member: Member, pack_id: int) -> HttpResponse:
    found = _pack_or_404(member, pack_id)
    values = {
        "pack": found,
        "row": found.row,
        "client": found.client,
        "parts": changed_for(member, found, now=timezone.now()),
    }
    return page(request, member, "cover/meanwhile.html", "clients", values)


def _pack_or_404(member: Member, pack_id: int) -> Pack:
    try:
        return pack_for(member, pack_id, now=timezone.now())
    except NotThere as error:
        raise Http404 from error


def _own_or_404(member: Member, pack_id: int) -> Pack:
    found = _pack_or_404(member, pack_id)
    if not found.is_hers:
        raise Http404
    return found
