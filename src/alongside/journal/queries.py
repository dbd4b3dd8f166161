"""The journal, read: by everybody as far as it is published, by members as far as it is theirs to write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from alongside.accounts.models import Member, Role
from alongside.journal.errors import NotThere
from alongside.journal.models import Address, Journal, Post, Version
from alongside.journal.rules import ON_A_PAGE

Place = tuple[datetime, int]


class Public(NamedTuple):
    """A post as everybody reads it."""

    post: Post
    version: Version


def journal() -> Journal:
    """The one row; unsaved defaults, switched off, before an owner has said anything."""
    return Journal.objects.order_by("id").first() or Journal()


def published(*, before: Place | None = None, most: int = ON_A_PAGE) -> list[Public]:
    """What everybody may read, the newest first; nothing while the journal is off."""
    if not journal().is_on:
        return []
    rows = Post.objects.filter(is_public=True)
    if before is not None:
        at, number = before
        rows = rows.filter(Q(published_at__lt=at) | Q(published_at=at, id__lt=number))
    return _public(rows.order_by("-published_at", "-id")[:most])


def _public(posts: Iterable[Post]) -> list[Public]:
    found = list(posts)
    wanted = Version.objects.filter(post__in=found, number=F("post__shown"))
    versions = {one.post_id: one for one in wanted}
    return [Public(post, versions[post.pk]) for post in found if post.pk in versions]


def public_post(slug: str) -> Public | None:
    """The post that has or had this address, if everybody may read it now; None alike for all that is not."""
    if not journal().is_on:
        return None
    known = Address.objects.filter(slug=slug, post__is_public=True).select_related("post").first()
    return next(iter(_public([known.post])), None) if known is not None else None


def may_publish(member: Member) -> bool:
    """Whoever stands in for a while may write, and publishes nothing in the desk's name."""
    return member.is_active and member.role != Role.COVER


def posts_for(member: Member) -> QuerySet[Post]:
    """An owner's are all; others have their own."""
    if not member.is_active:
        return Post.objects.none()
    return Post.objects.all() if member.is_owner else Post.objects.filter(author=member)


def post_for(member: Member, post_id: int) -> Post:
    """Raises NotThere, also for one that is not hers."""
    found = posts_for(member).filter(pk=post_id).select_related("author").first()
    if found is None:
        raise NotThere("There is no such post.")
    return found


def shown_version(post: Post) -> Version | None:
    """What of it was published last, whether or not it is public now."""
    return post.versions.filter(number=post.shown).first() if post.shown else None
