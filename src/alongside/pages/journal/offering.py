"""What was done to a post in; the words for it with a way back, on the page that follows, out."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from alongside.accounts.models import Member
from alongside.journal.actions import Before
from alongside.journal.models import Post
from alongside.pages.undo.offering import offer


def offer_back(request: HttpRequest, member: Member, post: Post, before: Before | None, text: str) -> None:
    """`before`: how it stood to its readers; None where only the draft was put away."""
    stood = (
        [before.shown, before.slug, before.is_public, before.was_published] if before is not None else None
    )
    there = reverse("journal-posts")
    offer(request, member, text, "journal-back", then=there, post=post.pk, stood=stood)
