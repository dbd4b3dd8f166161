"""The journal of this desk: posts that everybody may read, what was published of each, and what is replied below."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models

from alongside.journal.rules import LONGEST_NAME, LONGEST_SLUG, LONGEST_TITLE, LONGEST_WORDS
from alongside.replies.models import GuestReply


class Journal(models.Model):
    """One row, or none. Off until an owner switches it on; `feed_id` names its feed for ever (RFC 4287 §4.2.6)."""

    is_on = models.BooleanField(default=False)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True, default="")
    byline = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    feed_id = models.UUIDField(default=uuid4)
    changed_at = models.DateTimeField(null=True)


class Post(models.Model):
    """A post as it is being written, under a revision number that no two windows can both take.

    What readers see is the version `shown` of it, as long as it `is_public`. `address`: what she wants its address to
    be, "" for one made of its title; `slug`: what it is. `feed_id` stays whatever else changes.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    feed_id = models.UUIDField(default=uuid4, unique=True)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True, default="")
    address = models.CharField(max_length=LONGEST_SLUG, blank=True, default="")
    text = models.TextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    slug = models.CharField(max_length=LONGEST_SLUG + 8, blank=True, default="")
    shown = models.PositiveIntegerField(default=0)
    is_public = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["is_public", "-published_at", "-id"], name="post_in_public")
        ]


class Version(models.Model):
    """What was published, word for word; only added to. `number` counts from 1 within its post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    text = models.TextField()
    first_words = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "number"], name="post_version_once")]


class Address(models.Model):
    """Every address that a post has had: those of before lead on to the one of now."""

    slug = models.CharField(max_length=LONGEST_SLUG + 8, unique=True)
    post = models.ForeignKey(Post, models.CASCADE, related_name="addresses")


class Picture(models.Model):
    """A picture of a post, drawn anew from what was given; its text names it by `key`, which nobody guesses.

    Taken away, nothing of it stays.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="pictures")
    key = models.CharField(max_length=40, unique=True)
    # What stands for it where it is not seen.
    words = models.CharField(max_length=LONGEST_WORDS)
    image = models.BinaryField()
    # In points; none of those that were taken in before they were measured.
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class Reply(GuestReply):
    """What became of something that was written below a post: nothing of it stands there by itself."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="replies", db_index=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["post", "sent_at"], name="reply_below_post"),
            models.Index(fields=["sent_at"], name="journal_reply_sent"),
            models.Index(fields=["sent_from", "sent_at"], name="journal_reply_from"),
        ]
