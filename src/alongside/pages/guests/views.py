"""Pages for people without an account: what a link opens, what they reply, and the one page for all that opens nothing.

No session is asked or made; nothing here leads into the rest of the site.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.queries import practice
from alongside.pages.guests import forms
from alongside.pages.guests.contents import ROUTE, Content, content_of
from alongside.pages.guests.forms import ANSWER, TEXT, Typed, new_stamp
from alongside.pages.guests.replying import Below, answer
from alongside.sharing.actions import note_opened
from alongside.sharing.kinds import kind_of
from alongside.sharing.models import Reply, Share
from alongside.sharing.queries import resolve_page
from alongside.sharing.replying import Written, take
from alongside.sharing.said import on_the_page

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
HEADERS = {
    "Cache-Control": "private, no-store",
    # The address of the page is its key: no other server may hear of it.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def for_guests(view: View[P]) -> View[P]:
    """Open to everybody. Forms carry a stamp of their page in place of a cookie (see `forms.new_stamp`): under
    `no-referrer` a browser says of every form that it comes from nowhere, and Django would refuse it."""

    @wraps(view)
    def open_view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return cast(View[P], login_not_required(csrf_exempt(open_view)))


def gone(request: HttpRequest) -> HttpResponse:
    """The same bytes for a link that ran out, was taken back, was guessed, or never was."""
    return render(request, "guests/gone.html", status=404)


@require_safe
@for_guests
def shared(request: HttpRequest, token: str) -> HttpResponse:
    share = resolve_page(token, route=ROUTE)
    if share is None:
        return gone(request)
    now = timezone.now()
    return show(request, share, Typed(new_stamp(share, now=now)), token=token, now=now)


@require_POST
@for_guests
def reply(request: HttpRequest, token: str) -> HttpResponse:
    share = resolve_page(token, route=ROUTE)
    if share is None:
        return gone(request)
    now = timezone.now()
    content = content_of(share, now=now)

    def taken(typed: Typed, sent_from: bytes) -> str:
        kept = _take_all(share, typed, content, sent_from, now=now)
        note_opened(share, now=now)
        state = "held" if any(one.state == Reply.State.HELD for one in kept) else "shown"
        return f"{reverse(ROUTE, args=[token])}?sent={state}#replies"

    def again(typed: Typed, status: int) -> HttpResponse:
        return show(request, share, typed, token=token, now=now, content=content, status=status)

    return answer(request, Below(forms.page_of(share), content.questions, again, taken), now=now)


@require_POST
@for_guests
def seen(request: HttpRequest, token: str) -> HttpResponse:
    """Sent by the page's script once a browser has shown it for a while: what reads mail for links does not."""
    return note_seen(request, resolve_page(token, route=ROUTE))


def note_seen(request: HttpRequest, share: Share | None) -> HttpResponse:
    if share is None:
        return gone(request)
    if forms.shown_at(share, request.POST.get("form", "")) is None:
        return HttpResponseForbidden("Nothing was counted.\n", content_type="text/plain")
    note_opened(share, now=timezone.now())
    return HttpResponse(status=204)


def _take_all(
    share: Share, typed: Typed, content: Content, sent_from: bytes, *, now: datetime
) -> list[Reply]:
    asked = {ANSWER + one.about: one for one in content.questions}
    kept = []
    for name, text in typed.texts.items():
        question = asked.get(name)
        written = Written(
            form=typed.form,
            name=typed.name,
            address=typed.address,
            text=text,
            sent_from=sent_from,
            about=name.removeprefix(ANSWER) if name.startswith(ANSWER) else "",
            question=question.words if question else "",
            asked_in=question.asked_in if question else None,
        )
        kept.append(take(share, written, now=now))
    return kept


def show(
    request: HttpRequest,
    share: Share,
    typed: Typed,
    *,
    now: datetime,
    token: str = "",
    content: Content | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page by the client's own clock. Without `token` it is a preview: nothing can be sent."""
    with timezone.override(_zone_of(share)):
        content = content or content_of(share, now=now)
        values: dict[str, Any] = {
            **content.values,
            "share": share,
            "title": kind_of(share.kind).title(share),
            "client_name": share.client.name,
            "ours": practice().name or (share.made_by.name if share.made_by else ""),
            "content": content,
            "said": on_the_page(share),
            "typed": typed,
            "token": token,
            "zone_name": str(timezone.get_current_timezone_name()).replace("_", " "),
            "sent": request.GET.get("sent", "") if token else "",
            "field_names": (TEXT, ANSWER),
        }
        return render(request, "guests/shared.html", values, status=status)


def _zone_of(share: Share) -> ZoneInfo:
    for name in (share.client.timezone, practice().timezone):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")
