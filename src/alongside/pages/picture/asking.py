"""For the client, without an account: questions to begin with, kept at their own pace, then sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.pages.base.requests import client_or_404, for_member
from alongside.pages.guests.forms import EMPTY, new_stamp, shown_at
from alongside.pages.guests.replying import see_other
from alongside.pages.guests.views import for_guests, gone, note_seen
from alongside.pages.guests.where import mark_of
from alongside.pages.guests.who import who_errors
from alongside.pages.picture.questions import Typed, rows_of, typed_in
from alongside.pages.shares.views import show_links
from alongside.picture.asking import ASKED, ASKED_OF, MONTHS, read
from alongside.picture.errors import PictureError
from alongside.picture.merging import read_had
from alongside.picture.models import Questionnaire
from alongside.picture.questionnaires import (
    QUESTIONNAIRE,
    Sender,
    ask,
    keep_answers,
    questionnaire_of,
    send,
)
from alongside.picture.questionnaires import Typed as Sent
from alongside.replies.errors import NotTaken, TooMany
from alongside.replies.rules import SLOWEST, is_a_persons
from alongside.sharing.actions import note_opened
from alongside.sharing.errors import NotThere, SharingError
from alongside.sharing.kinds import kind_of
from alongside.sharing.models import Share
from alongside.sharing.queries import resolve, share_for

_BOTH = (
    "Somebody else filled in the same lines at the same time. Nothing is lost: what both of you wrote stands below."
    " Empty what you do not want."
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guests
def questionnaire(request: HttpRequest, token: str) -> HttpResponse:
    share = resolve(token, kind=QUESTIONNAIRE)
    row = questionnaire_of(share) if share is not None else None
    if share is None or row is None:
        return gone(request)
    now = timezone.now()
    if request.method != "POST":
        typed = Typed(new_stamp(share, now=now))
        typed.show(row)
        return _show(request, share, row, typed, token=token)
    at = shown_at(share, request.POST.get("form", ""))
    if at is None:
        return HttpResponseForbidden(
            "Open the page once more, and answer there.\n", content_type="text/plain"
        )
    return _take(request, share, row, token, age_seconds=now.timestamp() - at, now=now)


def _take(
    request: HttpRequest, share: Share, row: Questionnaire, token: str, *, age_seconds: float, now: datetime
) -> HttpResponse:
    what, _, section = request.POST.get("do", "").partition("-")
    answers, errors = read(request.POST)
    typed = typed_in(request.POST, errors)
    try:
        if request.POST.get(EMPTY):
            raise PictureError(
                "This was not kept yet: a field that nobody sees was filled in. Press once more."
            )
        # What holds is kept, also beside a field that does not; what that field held before stays.
        sent = Sent(answers, typed.revision, read_had(typed.had), tuple(errors))
        row, doubled = keep_answers(share, sent, now=now)
        typed.show(row)
        if what == "send":
            if doubled:
                raise PictureError(f"{_BOTH} Then press Send once more.")
            errors.update(who_errors(typed.name, typed.address, so_that="an answer reaches you"))
            if not errors:
                _check_person(share, typed, age_seconds, now=now)
                sender = Sender(typed.form, typed.name, typed.address, mark_of(request, today=now.date()))
                send(share, row, sender, now=now)
    except (PictureError, NotTaken, SharingError) as error:
        typed.errors = {"form": str(error)}
        status = 429 if isinstance(error, TooMany) else 422
        return _show(request, share, row, typed, token=token, status=status)
    if errors:
        return _show(request, share, row, typed, token=token, status=422)
    note_opened(share, now=now)
    return see_other(
        reverse("questionnaire", args=[token]) + _what_next(what, section, is_doubled=bool(doubled))
    )


def _what_next(what: str, section: str, *, is_doubled: bool) -> str:
    both = "&both=1" if is_doubled else ""
    if what == "send":
        return "?sent=1"
    return f"?more={section}{both}#{section}" if what == "more" and section in ASKED_OF else f"?kept=1{both}"


def _check_person(share: Share, typed: Typed, age_seconds: float, *, now: datetime) -> None:
    """As below other shared pages: nobody fills it in within two seconds, and after a week it is asked once more."""
    if is_a_persons(age_seconds):
        return
    if age_seconds > SLOWEST.total_seconds():
        typed.form = new_stamp(share, now=now)
    raise PictureError("This was not sent yet. Your answers are kept: press Send once more.")


def _show(
    request: HttpRequest,
    share: Share,
    row: Questionnaire,
    typed: Typed,
    *,
    token: str = "",
    status: int = 200,
) -> HttpResponse:
    """Without `token` it is a preview: nothing can be sent."""
    more = request.GET.get("more", "")
    values: dict[str, Any] = {
        "share": share,
        "title": kind_of(share.kind).title(share),
        "client_name": share.client.name,
        "ours": practice().name or (share.made_by.name if share.made_by else ""),
        "sections": [(one, rows_of(one, typed, more)) for one in ASKED],
        "months": list(enumerate(MONTHS, start=1)),
        "typed": typed,
        "token": token,
        "row": row,
        "both": _BOTH if token and "both" in request.GET else "",
        "done": next((name for name in ("sent", "kept") if name in request.GET), "") if token else "",
    }
    return render(request, "picture/questions.html", values, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def make(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    """The address stands in this one answer, as with every link; read again, it is the list of links."""
    client_or_404(member, client_id)
    if request.method != "POST":
        return redirect("shares", client_id)
    return show_links(request, member, client_id, made=ask(member, client_id, now=timezone.now()))


@require_safe
@never_cache
@for_member
def preview(request: HttpRequest, member: Member, share_id: int) -> HttpResponse:
    try:
        share = share_for(member, share_id)
    except NotThere as error:
        raise Http404 from error
    row = questionnaire_of(share)
    if row is None:
        raise Http404
    typed = Typed("")
    typed.show(row)
    return _show(request, share, row, typed)


@require_POST
@for_guests
def seen(request: HttpRequest, token: str) -> HttpResponse:
    """As `guests.views.seen`: a browser has shown it for a while."""
    return note_seen(request, resolve(token, kind=QUESTIONNAIRE))
