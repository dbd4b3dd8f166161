"""The recap of a visit, to copy or by a link: a visit in; its page out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Member
from alongside.pages.base.requests import for_member
from alongside.pages.base.words import day
from alongside.pages.shares.recapping import Recap, recap_page
from alongside.pages.visits.showing import client_of, visit_or_404
from alongside.visits.queries import times_of
from alongside.visits.recap import words_for
from alongside.visits.shared import share_recap


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def words(request: HttpRequest, member: Member, visit_id: int) -> HttpResponse:
    visit = visit_or_404(member, visit_id)
    on = day(timezone.localtime(times_of(visit)[0]).date(), today=timezone.localdate())
    subject = f"My visit on {on}"
    recap = Recap(
        client_of(member, visit),
        subject,
        visit.people,
        "diary",
        ("After the visit", reverse("visit-after", args=[visit.pk])),
        lambda: words_for(visit, on=on),
        lambda text: share_recap(member, visit.pk, text, title=subject, now=timezone.now()),
    )
    return recap_page(request, member, recap)
