"""A look-back to take along: to print, as PDF, as Markdown; and the next date for a calendar."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.diary.telling import MEDIA_TYPE, calendar_of
from alongside.pages.base.requests import for_member, page
from alongside.pages.base.undo import say
from alongside.pages.reviews.showing import review_or_404, shared_values
from alongside.reviews.errors import CannotPrint
from alongside.reviews.giving import markdown_of, pdf_of
from alongside.reviews.papers import paper_of


@require_safe
@for_member
def paper(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    review, client = review_or_404(member, review_id)
    values = {**shared_values(review, client, "look-back"), "paper": paper_of(review)}
    return page(request, member, "reviews/paper.html", "reviews", values)


@require_safe
@never_cache
@for_member
def pdf(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    review, client = review_or_404(member, review_id)
    try:
        content = pdf_of(paper_of(review))
    except CannotPrint as error:
        say(request, str(error))
        return redirect("review", review_id)
    return _file(content, "application/pdf", _name(client.name, review.until_on.isoformat(), "pdf"))


@require_safe
@never_cache
@for_member
def markdown(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    review, client = review_or_404(member, review_id)
    content = markdown_of(paper_of(review)).encode()
    name = _name(client.name, review.until_on.isoformat(), "md")
    return _file(content, "text/markdown; charset=utf-8", name)


@require_safe
@never_cache
@for_member
def calendar(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    """The date of the next review, else of this one."""
    review, client = review_or_404(member, review_id)
    row = review.next_appointment or review.appointment
    if row is None:
        raise Http404
    content = calendar_of(row, title=row.title or f"Review with {client.name}", now=timezone.now())
    on = timezone.localtime(row.starts_at).date().isoformat()
    return _file(content, f"{MEDIA_TYPE}; charset=utf-8", _name(client.name, on, "ics"))


def _file(content: bytes | str, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _name(client: str, on: str, ending: str) -> str:
    """Letters and digits alone: a client may be called anything."""
    plain = re.sub(r"[^a-z0-9]+", "-", client.lower()).strip("-")[:60] or "client"
    return f"review-{plain}-{on}.{ending}"
