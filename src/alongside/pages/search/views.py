"""Search over everything the member may see; the same page as she types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.pages.base.requests import for_member, page
from alongside.pages.search.rows import rows_of
from alongside.support.queries import how_tos_found
from alongside.timeline.finding import find_for

LONGEST_QUERY = 400


@require_safe
@for_member
def search(request: HttpRequest, member: Member) -> HttpResponse:
    words = request.GET.get("q", "")[:LONGEST_QUERY]
    order = "best" if request.GET.get("order") == "best" else "newest"
    before = request.GET.get("before", "")
    found = find_for(
        member,
        words,
        order=order,
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
        is_typing=request.headers.get("HX-Request") == "true",
    )
    values = {
        "query": words,
        "order": order,
        "found": found,
        "rows": rows_of(found.hits, words),
        "how_tos": how_tos_found(member, words),
    }
    if request.headers.get("HX-Target") == "results":
        return render(request, "search/_results.html", values)
    return page(request, member, "search/search.html", "search", values)
