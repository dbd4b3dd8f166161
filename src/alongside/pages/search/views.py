"""Search over everything the member may see; the same page as she types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from markupsafe import Markup

from alongside.accounts.models import Member
from alongside.pages.base.requests import for_member, page
from alongside.pages.search.rows import rows_of
from alongside.prepared import remembered
from alongside.support.queries import how_tos_found
from alongside.timeline.finding import Findings, find_for

LONGEST_QUERY = 400


@require_safe
@for_member
def search(request: HttpRequest, member: Member) -> HttpResponse:
    words = request.GET.get("q", "")[:LONGEST_QUERY]
    order = "best" if request.GET.get("order") == "best" else "newest"
    before = request.GET.get("before", "")
    found, rows = _found(
        member,
        words,
        order,
        int(before) if before.isdecimal() and len(before) < 18 else None,
        request.headers.get("HX-Request") == "true",
        timezone.get_current_timezone(),
        timezone.localdate(),
    )
    values = {
        "query": words,
        "order": order,
        "found": found,
        "rows": rows,
        "how_tos": how_tos_found(member, words),
    }
    if request.headers.get("HX-Target") == "results":
        return render(request, "search/_results.html", values)
    return page(request, member, "search/search.html", "search", values)


@remembered
def _found(
    member: Member, words: str, order: str, before: int | None, is_typing: bool, zone: tzinfo, today: date
) -> tuple[Findings, Sequence[Markup]]:
    """With their rows, of which `zone` and `today`, the reader's, are part: by them times are told and read."""
    found = find_for(member, words, order=order, before=before, is_typing=is_typing)
    return found, rows_of(found.hits, words)
