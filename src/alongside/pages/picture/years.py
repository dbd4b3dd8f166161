"""Two years of contact with a client on one page: week by week as a picture, as a table, and its silences by name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.models import Member
from alongside.pages.base.requests import client_or_404, for_member, page
from alongside.pages.picture import weeks
from alongside.pages.picture.weeks import weeks_of
from alongside.picture.met import MOST_DAYS, met_for
from alongside.rhythm.queries import days_for


@require_safe
@for_member
def years(request: HttpRequest, member: Member, client_id: int) -> HttpResponse:
    client, today = client_or_404(member, client_id), timezone.localdate()
    days = days_for(member, client_id)
    begin = weeks.first_monday(today)
    spoken = sorted(
        {day.on for day in days if day.kind != "written" and begin <= day.on <= today}, reverse=True
    )
    values = {
        "client": client,
        "has_past": any(begin <= day.on <= today for day in days),
        "drawn": weeks_of(days, today=today),
        "size": weeks,
        "met": met_for(member, client_id, spoken),
        "is_more": len(spoken) > MOST_DAYS,
    }
    return page(request, member, "picture/years.html", "clients", values)
