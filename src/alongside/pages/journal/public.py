"""The journal as everybody reads it, without an account: the list, a post, and a reply below it.

No session is asked or made; nothing here leads into the rest of the site. While the journal is off, and for whatever
is not published, the answer is that of an address that never was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from alongside.accounts.queries import practice
from alongside.journal.pictures import sizes_in
from alongside.journal.queries import Public, journal, public_post, published
from alongside.journal.replying import take
from alongside.journal.rules import ON_A_PAGE
from alongside.journal.said import on_the_page
from alongside.lib.markdown import Placed, to_html
from alongside.pages.base import words
from alongside.pages.base.requests import mark_in
from alongside.pages.guests.forms import TEXT, Typed, stamp_for
from alongside.pages.guests.replying import Below, answer
from alongside.replies.taking import Written

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_everybody(view: View[P]) -> View[P]:
    """Open to all, by the clock of this desk. Forms carry a stamp of their page in place of a cookie; what was taken
    down is gone at once, so that whoever keeps a copy asks each time."""

    @wraps(view)
    def open_view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with timezone.override(zone()):
            response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return cast(View[P], login_not_required(csrf_exempt(open_view)))


def zone() -> ZoneInfo:
    try:
        return ZoneInfo(practice().timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def page_of(public: Public) -> str:
    """What a form below this post is stamped with."""
    return f"alongside.journal.{public.post.pk}"


def address_of(public: Public) -> str:
    """The whole address, as it stands in the feed."""
    return str(settings.BASE_URL) + reverse("journal-post", args=[public.post.slug])


def dated(at: datetime | None) -> str:
    """ "Monday 2 March 2026": a public page is read in any year."""
    return words.day(timezone.localtime(at).date(), today=date.min) if at is not None else ""


def rendered(text: str) -> Markup:
    return Markup(html_of(text))  # noqa: S704 - cleaned there


def html_of(text: str, *, before: str = "") -> str:
    """`before`: what the address of each picture begins with, where it is read elsewhere."""
    sizes = sizes_in(text)

    def picture_at(key: str) -> Placed:
        return Placed(before + reverse("journal-picture", args=[key]), *sizes.get(key, ()))

    return to_html(text, picture_at=picture_at)


@require_safe
@for_everybody
def listing(request: HttpRequest) -> HttpResponse:
    """`?before=<time>~<number>`: those older than that."""
    ours = journal()
    if not ours.is_on:
        raise Http404
    before = mark_in(request, "before")
    found = published(before=before, most=ON_A_PAGE + 1)
    shown, older = found[:ON_A_PAGE], ""
    if len(found) > ON_A_PAGE and (last := shown[-1].post).published_at is not None:
        older = f"{last.published_at.isoformat()}~{last.pk}"
    values = {
        "journal": ours,
        "title": ours.title,
        "posts": [(one, dated(one.post.published_at)) for one in shown],
        "older": older,
        "is_first": before is None,
    }
    return render(request, "journal/list.html", values)


@require_safe
@for_everybody
def post(request: HttpRequest, slug: str) -> HttpResponse:
    public = _public_or_404(slug)
    if public.post.slug != slug:
        return HttpResponse(
            status=301, headers={"Location": reverse("journal-post", args=[public.post.slug])}
        )
    return show(request, public, Typed(stamp_for(page_of(public), now=timezone.now())))


def show(
    request: HttpRequest, public: Public, typed: Typed, *, status: int = 200, **more: Any
) -> HttpResponse:
    """`is_preview`: nothing can be sent from it."""
    post_, version = public
    values: dict[str, Any] = {
        "journal": journal(),
        "title": version.title,
        "post": post_,
        "version": version,
        "html": rendered(version.text),
        "published_on": dated(post_.published_at),
        "changed_on": _changed_on(public),
        "said": on_the_page(post_) if post_.pk else [],
        "typed": typed,
        "text_name": TEXT,
        "is_sent": request.GET.get("sent") == "held",
        "is_preview": False,
    }
    return render(request, "journal/post.html", {**values, **more}, status=status)


def _changed_on(public: Public) -> str:
    """The day of its last change, where that is another than the day it was published."""
    published_on, changed_on = dated(public.post.published_at), dated(public.version.at)
    return changed_on if public.version.number > 1 and changed_on != published_on else ""


@require_POST
@for_everybody
def reply(request: HttpRequest, slug: str) -> HttpResponse:
    public, now = _public_or_404(slug), timezone.now()

    def taken(typed: Typed, sent_from: bytes) -> str:
        take(public, Written(typed.form, typed.name, typed.address, typed.texts[TEXT], sent_from), now=now)
        return f"{reverse('journal-post', args=[public.post.slug])}?sent=held#replies"

    def again(typed: Typed, status: int) -> HttpResponse:
        return show(request, public, typed, status=status)

    return answer(request, Below(page_of(public), None, again, taken, instead="Send it later."), now=now)


def _public_or_404(slug: str) -> Public:
    found = public_post(slug)
    if found is None:
        raise Http404
    return found
