"""What was said in a call, in words for the client: to copy, for her own mail program, or by a link."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Member
from alongside.calls.errors import CallsError
from alongside.calls.models import Call
from alongside.calls.queries import home_of
from alongside.calls.recap import day_of
from alongside.calls.rules import RecapWords, recap_of
from alongside.calls.shared import LONGEST_RECAP, share_recap
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.words import day
from alongside.pages.calls.showing import call_or_404, shared_values
from alongside.pages.shares.views import show_links
from alongside.reach.queries import reachability
from alongside.sharing.errors import SharingError


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def words(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    """She reads and changes every line before anybody else does; the address of a link stands in one answer alone."""
    call = call_or_404(member, call_id)
    on = day(timezone.localtime(day_of(call)).date(), today=timezone.localdate())
    if request.method != "POST":
        text = recap_of(call.said, RecapWords(on, [name for name, _ in call.people]))
        return _show(request, member, call, on, text)
    text = request.POST.get("words", "")
    try:
        made = share_recap(member, call.pk, text, title=f"Our call on {on}", now=timezone.now())
    except (CallsError, SharingError) as error:
        return _show(request, member, call, on, text, problem=str(error))
    return show_links(request, member, home_of(call), made=made)


def _show(
    request: HttpRequest, member: Member, call: Call, on: str, text: str, *, problem: str = ""
) -> HttpResponse:
    values: dict[str, Any] = {
        **shared_values(member, call, now=timezone.now()),
        "words": text,
        "longest": LONGEST_RECAP,
        "mailto": _mailto(call, f"Our call on {on}"),
        "reach": reachability(),
        "problem": problem,
    }
    status = 422 if problem else 200
    return page(request, member, "calls/recap.html", "calls", values, status=status)


def _mailto(call: Call, subject: str) -> str:
    """Their addresses and the subject; the words she pastes herself, as they were changed."""
    addresses = ",".join(quote(address, safe="@") for _, address in call.people if "@" in address)
    return f"mailto:{addresses}?subject={quote(subject)}"
