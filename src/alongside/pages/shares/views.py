"""A client's links: made, shown once, renewed, taken back, seen as the client sees them; and what was replied there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.accounts.rules import token_hash
from alongside.outbox.occasions import Letter, begin_once
from alongside.pages.base.requests import back, client_or_404, for_member, page
from alongside.pages.base.undo import say
from alongside.pages.guests import besides, monthly
from alongside.pages.guests.contents import AGREEMENT, CLIENTS_PAGE
from alongside.pages.guests.forms import Typed
from alongside.pages.guests.needs import box_of, choices_for, items_of
from alongside.pages.guests.views import show
from alongside.pages.support.shared import SUPPORT
from alongside.pages.undo.offering import offer
from alongside.pages.writing.ready import can_write
from alongside.reach.queries import reachability
from alongside.sharing import actions, replying
from alongside.sharing.actions import Made
from alongside.sharing.errors import NotThere, SharingError
from alongside.sharing.kinds import kind_of
from alongside.sharing.models import Reply, Share
from alongside.sharing.queries import address_of, home_of, share_for, shares_of
from alongside.sharing.said import of_shares

# What can be shared from this page; other pages share what is theirs.
SECTIONS = (besides.NEXT, besides.RECAPS, besides.HOURS)
OFFERED = (CLIENTS_PAGE, AGREEMENT, SUPPORT)


@require_safe
@for_member
def shares(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    return show_links(request, member, client_id)


def show_links(
    request: HttpRequest,
    member: Member,
    client_id: int,
    *,
    made: Made | None = None,
    arrived: str = "",
    status: int = 200,
) -> HttpResponse:
    """`arrived`: the form whose words the browser need not keep any longer (js/typed/form.js)."""
    client = client_or_404(member, client_id)
    listed = shares_of(member, client_id, now=timezone.now())
    # What is no word below a page has a place of its own.
    said = of_shares(one.share for one in listed if one.kind.takes_replies)
    titles = {one.share.pk: one.title or one.kind.label for one in listed}
    values: dict[str, Any] = {
        "client": client,
        "open": [one for one in listed if one.is_open],
        "closed": [one for one in listed if not one.is_open],
        "said": [(one, titles[one.reply.share_id]) for one in said],
        "offered": [kind_of(name) for name in OFFERED],
        "clients_page": CLIENTS_PAGE,
        "made": made,
        "arrived": arrived,
        "made_kind": kind_of(made.share.kind) if made else None,
        "made_title": kind_of(made.share.kind).title(made.share) if made else "",
        "reach": reachability(),
        "can_write": can_write(member, client_id),
    }
    return page(request, member, "shares/shares.html", "clients", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def make(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """The address stands in this one answer, and nowhere afterwards; read again, it is the list of links."""
    client_or_404(member, client_id)
    if request.method != "POST":
        return redirect("shares", client_id)
    kind = request.POST.get("kind", "")
    if kind not in OFFERED:
        raise BadRequest
    now = timezone.now()
    # What she left out of the one before is left out of this one too, until she chooses anew.
    before = (one.share for one in shares_of(member, client_id, now=now) if one.share.kind == kind)
    was = max(before, key=lambda one: (one.made_at, one.pk), default=None)
    chosen = was.choices if was is not None else None
    made = actions.make(member, kind=kind, client_id=client_id, now=now, choices=chosen)
    return show_links(request, member, client_id, made=made)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def renew(request: HttpRequest, member: Member, share_id: int) -> HttpResponse:
    share = _share_or_404(member, share_id)
    if request.method != "POST":
        return redirect("shares", home_of(share))
    try:
        made = actions.renew(member, share.pk, now=timezone.now())
    except SharingError as error:
        say(request, str(error))
        return redirect("shares", home_of(share))
    return show_links(request, member, home_of(share), made=made)


@require_POST
@for_member
def revoke(request: HttpRequest, member: Member, share_id: int) -> HttpResponse:
    share = _share_or_404(member, share_id)
    actions.revoke(member, share.pk, now=timezone.now())
    home = home_of(share)
    offer(
        request,
        member,
        "This link opens nothing any more. What was written there stays here.",
        "share-open",
        then=f"/clients/{home}/links/",
        share=share.pk,
    )
    return redirect("shares", home)


@require_safe
@never_cache
@for_member
def preview(request: HttpRequest, member: Member, share_id: int) -> HttpResponse:
    """As the client sees it; nothing is counted and nothing can be sent."""
    share = _share_or_404(member, share_id)
    if not kind_of(share.kind).takes_replies:
        raise Http404
    return show(request, share, Typed(""), now=timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def choose(request: HttpRequest, member: Member, share_id: int) -> HttpResponse:
    """What of the client's matters shows on its page; she reads each in the words that the client would."""
    share = _share_or_404(member, share_id)
    if share.kind != CLIENTS_PAGE:
        raise Http404
    items = items_of(share, now=timezone.now())
    if request.method == "POST":
        given, there = request.POST, request.POST.getlist("there") or None
        ticked, was = given.getlist("show"), share.choices
        chosen = choices_for(items, ticked, sections=SECTIONS, there=there, was=was)
        actions.choose(member, share.pk, chosen)
        say(request, "The page shows this from now on.")
        return redirect("shares", home_of(share))
    values = {
        "share": share,
        "client": client_or_404(member, home_of(share)),
        "asked": [one for one in items if one.is_needed and not one.is_own_words],
        "noted": [one for one in items if one.is_needed and one.is_own_words],
        "in_hand": [one for one in items if not one.is_needed],
        "next_call": besides.next_of(share, now=timezone.now()),
        "recaps": besides.recaps_of(share),
        "hours_left": monthly.left_shown(share),
        "sections": {one for one in SECTIONS if besides.is_chosen(share, one)},
        "box_of": box_of,
    }
    return page(request, member, "shares/choose.html", "clients", values)


@require_POST
@for_member
def write(request: HttpRequest, member: Member, share_id: int) -> HttpResponse:
    """A letter to the client with the link in it, begun; only while its address is still on her page."""
    share = _share_or_404(member, share_id)
    token = request.POST.get("token", "")
    if token_hash(token) != bytes(share.token_hash):
        say(request, "This address is not the newest one. Make a new one, and write from there.")
        return redirect("shares", home_of(share))
    client, title = client_or_404(member, home_of(share)), kind_of(share.kind).title(share)
    letter = Letter(subject=title, words=f"\n{title}:\n{address_of(share.kind, token)}\n")
    # Of this address: a link that was renewed since has another, and the letter before names the old one.
    occasion = f"link {share.pk} {token_hash(token).hex()[:16]}"
    draft = begin_once(member, occasion, letter, client=client, now=timezone.now())
    return redirect("write", draft.pk)


@require_POST
@for_member
def hold(request: HttpRequest, member: Member, share_id: int) -> HttpResponse:
    share = _share_or_404(member, share_id)
    holds = request.POST.get("holds") == "yes"
    replying.hold_replies(member, share.pk, holds=holds)
    say(
        request,
        "From now on, what is written there waits until you have shown it."
        if holds
        else "From now on, what is written there stands on the page at once.",
    )
    return redirect("shares", home_of(share))


_STATES = {"show": Reply.State.SHOWN, "hide": Reply.State.HIDDEN}
_DONE = {
    "show": "It stands on the page now.",
    "hide": "It is off the page. Here it stays.",
    "show-answer": "Your answer stands below it on the page too.",
    "hide-answer": "Your answer goes by mail alone.",
}


@require_POST
@for_member
def reply(request: HttpRequest, member: Member, reply_id: int) -> HttpResponse:
    """On the page or off it; and whether her answers stand below."""
    what = request.POST.get("do", "")
    try:
        if what in _STATES:
            changed = replying.set_state(member, reply_id, _STATES[what])
        else:
            changed = replying.show_answer(member, reply_id, is_shown=what == "show-answer")
    except NotThere as error:
        raise Http404 from error
    say(request, _DONE.get(what, _DONE["hide-answer"]))
    return back(request, reverse("shares", args=[home_of(changed.share)]))


def _share_or_404(member: Member, share_id: int) -> Share:
    try:
        return share_for(member, share_id)
    except NotThere as error:
        raise Http404 from error
