"""The secret address of a member's feed: made, told once, renewed, taken back; and what a calendar finds there."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.models import Member
from alongside.digest.actions import close_feed, open_feed
from alongside.digest.feed import calendar_for
from alongside.digest.queries import whose_feed
from alongside.pages.base.requests import for_member
from alongside.pages.base.undo import say
from alongside.pages.digest.views import show_settings
from alongside.pages.guests.where import mark_of

# More than any calendar asks, and far fewer than guessing would take. From one place, in an hour.
MOST_MISSES, MOST_ANSWERS, AN_HOUR = 30, 240, 3_600
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The same few bytes for an address that was taken back, was guessed, never was, or is guessed too often."""
    now = timezone.now()
    place = f"{mark_of(request, today=now.date()).hex()}:{now:%H}"
    misses = f"feed-missed:{place}"
    member = whose_feed(token, now=now) if cache.get(misses, 0) < MOST_MISSES else None
    if member is None:
        _count(misses)
        return _answer(b"Nothing here.\n", "text/plain", 404)
    if _count(f"feed-asked:{member.pk}:{place}") > MOST_ANSWERS:
        return _answer(b"Asked too often. Try again in an hour.\n", "text/plain", 429)
    return _answer(calendar_for(member), "text/calendar; charset=utf-8", 200)


def _count(key: str) -> int:
    number = int(cache.get(key, 0)) + 1
    cache.set(key, number, AN_HOUR)
    return number


def _answer(body: bytes, content_type: str, status: int) -> HttpResponse:
    return HttpResponse(body, content_type=content_type, status=status, headers=HEADERS)


@never_cache
@require_POST
@for_member
def open_(request: HttpRequest, member: Member) -> HttpResponse:
    """The address is in this one answer and kept nowhere."""
    return show_settings(request, member, feed_address=open_feed(member, now=timezone.now()))


@require_POST
@for_member
def close(request: HttpRequest, member: Member) -> HttpResponse:
    close_feed(member)
    say(request, "The address opens nothing any more.")
    return redirect("settings-digest")
