"""How often there was contact with a client, day by day; what follows from it; and what a member wishes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from alongside.clients.models import Client


class ContactKind(models.TextChoices):
    VOICE = "voice", "by voice"
    FACE = "face", "face to face"
    WRITTEN = "written", "in writing"


class Day(models.Model):
    """A day's contact with a client by one kind. Derived: counted from the timeline, and counted anew when it changes.

    `begun_in`, `begun_out`: conversations begun that day, by them and by us. `lengths`: minutes, one each.
    `their_answers`, `our_answers`: working seconds that each answer of that day took.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="+", db_index=False)
    on = models.DateField()
    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    incoming = models.PositiveIntegerField(default=0)
    outgoing = models.PositiveIntegerField(default=0)
    begun_in = models.PositiveIntegerField(default=0)
    begun_out = models.PositiveIntegerField(default=0)
    lengths = models.JSONField(default=list)
    their_answers = models.JSONField(default=list)
    our_answers = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "on", "kind"], name="rhythm_day_once")]
        indexes = [models.Index(fields=["on"], name="rhythm_day_on")]


class Standing(models.Model):
    """Where a client stands against its own past, as it was worked out last. Derived."""

    client = models.OneToOneField(Client, models.CASCADE, primary_key=True, related_name="rhythm_standing")
    is_due = models.BooleanField(default=True)
    worked_out_on = models.DateField(null=True)
    is_quiet = models.BooleanField(default=False)
    # How far from what is usual: the largest part first.
    weight = models.FloatField(default=0)
    evidence = models.JSONField(default=list)
    # Contact days of the last twelve weeks, the oldest week first: for the strip in the header.
    weeks = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["is_due"], condition=Q(is_due=True), name="rhythm_due"),
            models.Index(fields=["is_quiet"], condition=Q(is_quiet=True), name="rhythm_quiet"),
        ]


class Counts(models.TextChoices):
    SPOKEN = "spoken", "a call or a meeting"
    ANY = "any", "a call, a meeting, or a word from them"


class Wish(models.Model):
    """How often a member wants contact with a client. Only added to; the newest holds. A decision."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ideal_days = models.PositiveSmallIntegerField(null=True)
    maximum_days = models.PositiveSmallIntegerField(null=True)
    counts = models.CharField(max_length=8, choices=Counts.choices, default=Counts.SPOKEN)
    decided_at = models.DateTimeField(auto_now_add=True)


class NotNow(models.Model):
    """Until when a member does not want to hear that a client gets quiet. Only added to; the newest holds."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until_on = models.DateField()
    decided_at = models.DateTimeField(auto_now_add=True)
