"""The recap of a review, to copy or by a link: a review in; its page out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.accounts.models import Member
from alongside.pages.base.requests import for_member
from alongside.pages.base.words import day
from alongside.pages.reviews.showing import review_or_404
from alongside.pages.shares.recapping import Recap, recap_page
from alongside.reviews.outcome import people_of, words_for
from alongside.reviews.shared import share_recap


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_member
def words(request: HttpRequest, member: Member, review_id: int) -> HttpResponse:
    review, client = review_or_404(member, review_id)
    at = review.held_at or timezone.now()
    on = day(timezone.localtime(at).date(), today=timezone.localdate())
    subject = f"Our review on {on}"
    recap = Recap(
        client,
        subject,
        people_of(review),
        "reviews",
        ("The outcome", reverse("review-outcome", args=[review.pk])),
        lambda: words_for(review, on=on),
        lambda text: share_recap(member, review.pk, text, title=subject, now=timezone.now()),
    )
    return recap_page(request, member, recap)
