"""Who wants the day by mail, on which days it was sent, and whose calendar may ask for what is due."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models

from alongside.connections.models import Connection
from alongside.outbox.models import Letter


class Wish(models.Model):
    """The day by mail, at this time of her clock, through a mailbox of her own. Off until she asks for it."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=False)
    at = models.TimeField(default=time(8))
    connection = models.ForeignKey(Connection, models.SET_NULL, null=True, related_name="+")


class Sent(models.Model):
    """That a member's day was sent, so that it is sent once. Without a letter it could not be: `trouble` says why."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    on = models.DateField()
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, related_name="+")
    trouble = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "on"], name="digest_once_a_day")]


class Feed(models.Model):
    """A secret address at which a calendar finds what is due for a member. Only its hash is kept."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
