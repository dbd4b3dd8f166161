"""Pictures of posts: bytes in, a picture that holds nothing but its points kept, and shown to whom its post is."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from alongside.accounts.models import Member
from alongside.journal.actions import Typed, keep
from alongside.journal.errors import NotThere, Refused
from alongside.journal.models import Picture, Post
from alongside.journal.queries import journal, posts_for
from alongside.journal.rules import MOST_PICTURES, picture_words
from alongside.lib.faces import MOST_BYTES, Drawn, whole
from alongside.lib.limited import LimitedPool, PoolError
from alongside.lib.limited import Refused as Cut

_NAMED = re.compile(r"picture:([A-Za-z0-9_-]{16,40})")
_NO_PICTURE = f"This is no JPEG, PNG or WebP picture of up to {MOST_BYTES >> 20} MB. Nothing was added."


def add(member: Member, post: Post, content: bytes, words: str, *, now: datetime) -> Post:
    """Drawn anew in a process of its own, and named at the end of the text. Raises Refused, ChangedMeanwhile."""
    words = picture_words(words)
    if not words:
        raise Refused("Say in words what it shows, for whoever does not see it. Nothing was added.")
    if post.pictures.count() >= MOST_PICTURES:
        raise Refused(f"A post has {MOST_PICTURES} pictures at most. Take one away first.")
    drawn, key = _drawn(content), secrets.token_urlsafe(16)
    text = f"{post.text.rstrip()}\n\n![{words}](picture:{key})\n".lstrip("\n")
    with transaction.atomic():
        kept = keep(member, post.pk, Typed(post.title, text, post.address), revision=post.revision, now=now)
        size = {"width": drawn.width, "height": drawn.height}
        Picture.objects.create(
            post=kept, key=key, words=words, image=drawn.content, **size, by=member, at=now
        )
    return kept


def _drawn(content: bytes) -> Drawn:
    if len(content) > MOST_BYTES:
        raise Refused(_NO_PICTURE)
    try:
        with LimitedPool[bytes, Drawn | None](whole, workers=1) as pool:
            ((found,),) = pool.map([[content]])
    except PoolError as error:
        raise Refused("It could not be looked at just now. Try once more.") from error
    if found is None or isinstance(found, Cut):
        raise Refused(_NO_PICTURE)
    return found


def drop(member: Member, picture_id: int) -> Post:
    """Nothing of it stays, so there is no way back. Raises NotThere."""
    found = Picture.objects.filter(pk=picture_id, post__in=posts_for(member)).select_related("post").first()
    if found is None:
        raise NotThere("There is no such picture.")
    found.delete()
    return found.post


def pictures_of(post: Post) -> QuerySet[Picture]:
    return post.pictures.defer("image").order_by("id")


def sizes_in(text: str) -> dict[str, tuple[int, int]]:
    """Width and height of the pictures that a text names, by key. Whether they may be seen is asked with each."""
    keys = _NAMED.findall(text)[:MOST_PICTURES]
    if not keys:
        return {}
    rows = Picture.objects.filter(key__in=keys, width__isnull=False).values_list("key", "width", "height")
    return {key: (width or 0, height or 0) for key, width, height in rows}


def public_picture(key: str) -> bytes | None:
    """As long as what everybody reads of its post names it."""
    found = Picture.objects.filter(key=key, post__is_public=True).select_related("post").first()
    if found is None or not journal().is_on:
        return None
    shown = found.post.versions.filter(number=found.post.shown, text__contains=f"picture:{key})")
    return bytes(found.image) if shown.exists() else None


def picture_for(member: Member, key: str) -> bytes | None:
    """Of a post that she may write, published or not."""
    found = Picture.objects.filter(key=key, post__in=posts_for(member)).first()
    return bytes(found.image) if found is not None else None
