"""The journal, written: switched on, posts kept as they are typed, published, taken down. Members come first."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.journal.errors import ChangedMeanwhile, NotThere, Refused
from alongside.journal.models import Address, Journal, Post, Version
from alongside.journal.queries import journal, may_publish, post_for
from alongside.journal.rules import (
    LONGEST_NAME,
    LONGEST_SLUG,
    LONGEST_TEXT,
    LONGEST_TITLE,
    clean,
    first_words,
    free_slug,
    lacks,
    one_line,
    slug_of,
)
from alongside.lib.markdown import to_words


class Typed(Struct, frozen=True):
    """What stands in the fields of a post."""

    title: str
    text: str
    address: str = ""


def set_up(member: Member, *, title: str, byline: str, is_on: bool, now: datetime) -> Journal:
    """Only an owner; what is public speaks for the whole desk. Raises NotThere, Refused."""
    if not member.is_owner:
        raise NotThere("Only an owner switches the journal on.")
    title, byline = one_line(title)[:LONGEST_TITLE], one_line(byline)[:LONGEST_NAME]
    if is_on and not title:
        raise Refused("Give the journal a title first. It is still off.")
    row = journal()
    row.title, row.byline, row.is_on, row.changed_at = title, byline, is_on, now
    row.save()
    return row


def begin(member: Member, *, now: datetime) -> Post:
    return Post.objects.create(author=member, made_at=now, changed_at=now)


def keep(member: Member, post_id: int, typed: Typed, *, revision: int, now: datetime) -> Post:
    """As it stands in her window, seen by nobody else before it is published. Raises Refused, ChangedMeanwhile."""
    post, text = post_for(member, post_id), clean(typed.text)
    if len(text) > LONGEST_TEXT:
        raise Refused(f"This is {len(text) - LONGEST_TEXT:,} letters too long. Part it into two posts.")
    kept = Post.objects.filter(pk=post.pk, revision=revision).update(
        title=one_line(typed.title)[:LONGEST_TITLE],
        address=one_line(typed.address)[:LONGEST_SLUG],
        text=text,
        revision=F("revision") + 1,
        changed_at=now,
    )
    post.refresh_from_db()
    if not kept:
        raise ChangedMeanwhile(post.revision)
    return post


def publish(member: Member, post_id: int, *, now: datetime) -> Post:
    """What is written now is what everybody reads from this moment. Raises Refused."""
    post_for(member, post_id)
    if not may_publish(member):
        raise Refused(
            "Whoever stands in publishes nothing. What you wrote is kept; ask an owner to publish it."
        )
    with transaction.atomic():
        post = Post.objects.select_for_update().get(pk=post_id)
        if missing := lacks(post.title, post.text):
            raise Refused(missing)
        last = post.versions.aggregate(last=Max("number"))["last"] or 0
        before = post.versions.filter(number=post.shown).first()
        if before is None or (before.title, before.text) != (post.title, post.text):
            words = first_words(to_words(post.text))
            Version.objects.create(
                post=post,
                number=last + 1,
                title=post.title,
                text=post.text,
                first_words=words,
                by=member,
                at=now,
            )
            post.shown = last + 1
        post.slug = _take_address(post)
        post.is_public, post.published_at, post.put_away_at = True, post.published_at or now, None
        post.save(update_fields=["shown", "slug", "is_public", "published_at", "put_away_at"])
    return post


def _take_address(post: Post) -> str:
    """The one she wants, or one of its title; one that it had before is its own still."""
    wanted = slug_of(post.address) or post.slug or slug_of(post.title) or "post"
    others = Address.objects.filter(slug__startswith=wanted).exclude(post=post)
    slug = free_slug(wanted, set(others.values_list("slug", flat=True)))
    Address.objects.get_or_create(slug=slug, defaults={"post": post})
    return slug


def take_down(member: Member, post_id: int) -> Post:
    """From this moment nobody reads it; it stays here, with what was replied."""
    post = post_for(member, post_id)
    Post.objects.filter(pk=post.pk).update(is_public=False)
    post.is_public = False
    return post


def put_away(member: Member, post_id: int, at: datetime | None) -> Post:
    """A draft that will come to nothing leaves the list; None brings it back. Raises Refused for what is public."""
    post = post_for(member, post_id)
    if post.is_public:
        raise Refused("Everybody can read it. Take it down first.")
    Post.objects.filter(pk=post.pk).update(put_away_at=at)
    post.put_away_at = at
    return post


class Before(Struct, frozen=True):
    """How a post stood to its readers."""

    shown: int
    slug: str
    is_public: bool
    was_published: bool


def standing(post: Post) -> Before:
    return Before(post.shown, post.slug, post.is_public, post.published_at is not None)


def put_back(member: Member, post_id: int, before: Before) -> Post:
    """Readers see it, or see nothing, as before; what is being written is left alone."""
    post = post_for(member, post_id)
    if before.shown and not post.versions.filter(number=before.shown).exists():
        raise NotThere("There is no such version.")
    post.shown, post.slug, post.is_public = before.shown, before.slug, before.is_public
    if not before.was_published:
        post.published_at = None
    post.save(update_fields=["shown", "slug", "is_public", "published_at"])
    return post
