"""Links for people without an account: what each opens, and what was written there."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from alongside.clients.models import Client
from alongside.replies.models import GuestReply


class Share(models.Model):
    """An address that opens one object of one client. It carries 256 random bits; only their SHA-256 is kept.

    `openings`: how often a browser has shown it, as far as that can be told from a mail scanner's reading.
    """

    kind = models.CharField(max_length=20)
    # Of the kind's own table, which may stand on a higher floor; 0 where the client itself is the object.
    object_id = models.BigIntegerField(default=0)
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    first_opened_at = models.DateTimeField(null=True)
    last_opened_at = models.DateTimeField(null=True)
    openings = models.PositiveIntegerField(default=0)
    # What the kind itself keeps of this link: a member's choices of what shows.
    choices = models.JSONField(default=dict)
    # Whether what is written on its page is looked at first.
    holds_replies = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["client", "-made_at"], name="share_of_client")]


class Reply(GuestReply):
    """What became of something that was written on a shared page: it stands there by itself.

    `about`: which question of the page it answers, as the kind names it; "" for a word besides.
    """

    share = models.ForeignKey(Share, models.CASCADE, related_name="replies", db_index=False)
    about = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(max_length=6, choices=GuestReply.State.choices, default=GuestReply.State.SHOWN)
    is_answer_shown = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["share", "sent_at"], name="reply_of_share"),
            models.Index(fields=["sent_from", "sent_at"], name="reply_sent_from"),
        ]

    @property
    def answers_something(self) -> bool:
        return bool(self.about)
