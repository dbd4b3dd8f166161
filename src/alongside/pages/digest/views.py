"""The day on one page that prints well, and when it comes by mail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.models import Member
from alongside.digest.content import day_for
from alongside.digest.queries import feed_of, newest_sent_for, wish_of
from alongside.outbox.to_herself import boxes_of_her_own
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.base.words import clock
from alongside.pages.digest.forms import WishForm


@never_cache
@require_safe
@for_member
def digest(request: HttpRequest, member: Member) -> HttpResponse:
    """As of now."""
    now = timezone.now()
    wish = wish_of(member)
    comes = f"It comes by mail at {wish.at:%H:%M} on days on which you work." if wish.is_on else ""
    values = {"shown": day_for(member, now=now), "at": clock(timezone.localtime(now)), "comes": comes}
    return page(request, member, "digest/digest.html", "today", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def settings(request: HttpRequest, member: Member) -> HttpResponse:
    """Off until she says when."""
    wish = wish_of(member)
    form = WishForm(request.POST if request.method == "POST" else None, member=member, wish=wish)
    if request.method == "POST" and form.is_valid() and form.keep():
        is_on = form.cleaned_data["is_on"]
        words = f"Your day comes at {form.cleaned_data['at']:%H:%M}." if is_on else "No day comes by mail."
        say(request, words)
        return redirect("settings-digest")
    return show_settings(request, member, form=form, status=422 if request.method == "POST" else 200)


def show_settings(
    request: HttpRequest,
    member: Member,
    *,
    form: WishForm | None = None,
    feed_address: str = "",
    status: int = 200,
) -> HttpResponse:
    """`feed_address`: of a feed that was just made, to be copied now or never."""
    values = {
        "form": form or WishForm(None, member=member, wish=wish_of(member)),
        "has_mailbox": bool(boxes_of_her_own(member)),
        "sent": newest_sent_for(member),
        "feed": feed_of(member),
        "feed_address": feed_address,
    }
    return page(request, member, "digest/settings.html", "settings", values, status)
