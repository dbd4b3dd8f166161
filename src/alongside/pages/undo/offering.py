"""What was done in, a way back out: signed, and shown beside what is said of it.

Apart from what taking back takes, which nearly every package is needed for.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.pages.base.requests import is_ours
from alongside.pages.base.undo import say
from alongside.timeline.models import Decision

SALT = "undo"
# The button shows for 10 seconds; a page left open may still be undone from for a while.
SECONDS = 600


def offer(
    request: HttpRequest, member: Member, text: str, action: str, *, then: str = "/", **payload: Any
) -> None:
    """Say what was done, with a way back; taken back, `then` is where she stands again.

    Forms carry `then`, so it may be anybody's words: what is no page of ours is the first page.
    """
    if not is_ours(request, then):
        then = "/"
    token = signing.dumps([member.pk, action, {**payload, "then": then}], salt=SALT, compress=True)
    say(request, text, undo_url=reverse("undo", args=[token]))


def offer_if_said(
    request: HttpRequest,
    member: Member,
    text: str,
    action: str,
    *,
    said: int | None,
    then: str,
    **payload: Any,
) -> None:
    """With a way back of just this word; without one where nothing was said, because it stood so already."""
    if said is None:
        say(request, text)
    else:
        offer(request, member, text, action, then=then, said=said, **payload)


def newest_client() -> int:
    return Client.objects.order_by("-id").values_list("id", flat=True).first() or 0


def newest_decision() -> int:
    return Decision.objects.order_by("-id").values_list("id", flat=True).first() or 0
