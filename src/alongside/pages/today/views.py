"""Today: who waits, what came in, what is to file. A practice without mail is shown the way in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.connections.models import Connection
from alongside.pages.base.requests import for_member, page
from alongside.timeline.queries.lists import arrived_for, waiting_for


@require_safe
@for_member
def today(request: HttpRequest, member: Member) -> HttpResponse:
    if not Connection.objects.exists():
        return page(request, member, "today/welcome.html", "today", {})
    now = timezone.now()
    return page(
        request,
        member,
        "today/today.html",
        "today",
        {
            "now": now,
            "waiting": waiting_for(member, now=now),
            "arrived": arrived_for(member),
        },
    )
