"""Search over everything the member may see; the same page as she types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from markupsafe import Markup
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.lib.texts import row_number
from alongside.pages.base.requests import for_member, page
from alongside.pages.search.rows import rows_of
from alongside.prepared import remembered
from alongside.support.queries import how_tos_found
from alongside.timeline.finding import find_for

LONGEST_QUERY = 400
LONGEST_KEPT = 100


class Shown(Struct, frozen=True):
    """What a search found as it is shown; `next_before` and `problem` as of `Findings`."""

    rows: Sequence[Markup]
    next_before: int | None
    problem: str


@require_safe
@for_member
def search(request: HttpRequest, member: Member) -> HttpResponse:
    words = request.GET.get("q", "")[:LONGEST_QUERY]
    order = "best" if request.GET.get("order") == "best" else "newest"
    before = request.GET.get("before", "")
    is_typing = request.headers.get("HX-Request") == "true"
    # What is half typed is not asked for again.
    find = _found if is_typing or len(words) > LONGEST_KEPT else _found_once
    found = find(
        member,
        words,
        order,
        row_number(before),
        is_typing,
        timezone.get_current_timezone(),
        timezone.localdate(),
    )
    values = {
        "query": words,
        "order": order,
        "found": found,
        "rows": found.rows,
        "how_tos": how_tos_found(member, words),
    }
    if request.headers.get("HX-Target") == "results":
        return render(request, "search/_results.html", values)
    return page(request, member, "search/search.html", "search", values)


def _found(
    member: Member, words: str, order: str, before: int | None, is_typing: bool, zone: tzinfo, today: date
) -> Shown:
    """`zone` and `today`, the reader's: by them times are told and read."""
    found = find_for(member, words, order=order, before=before, is_typing=is_typing)
    return Shown(rows_of(found.hits, words), found.next_before, found.problem)


_found_once = remembered(_found)
