"""The recap of a call, to copy or by a link: a call in; its page out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Member
from alongside.calls.recap import day_of
from alongside.calls.rules import RecapWords, recap_of
from alongside.calls.shared import share_recap
from alongside.pages.base.requests import for_member
from alongside.pages.base.words import day
from alongside.pages.calls.showing import call_or_404, client_of
from alongside.pages.shares.recapping import Recap, recap_page


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def words(request: HttpRequest, member: Member, call_id: int) -> HttpResponse:
    call = call_or_404(member, call_id)
    on = day(timezone.localtime(day_of(call)).date(), today=timezone.localdate())
    subject = f"Our call on {on}"
    recap = Recap(
        client_of(member, call),
        subject,
        call.people,
        "calls",
        ("After the call", reverse("call-after", args=[call.pk])),
        lambda: recap_of(call.said, RecapWords(on, [name for name, _ in call.people])),
        lambda text: share_recap(member, call.pk, text, title=subject, now=timezone.now()),
    )
    return recap_page(request, member, recap)
