"""Who waits for whom, in each conversation, and what a member said of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from alongside.clients.models import Client
from alongside.timeline.models import Interaction, Thread


class Side(models.TextChoices):
    """`QUIET`: they wrote last and ask nothing, as far as can be told."""

    THEIRS = "theirs", "they wait for an answer"
    QUIET = "quiet", "they wrote last"
    OURS = "ours", "an answer of theirs is waited for"


class Waiting(models.Model):
    """A conversation that waits. Derived: made anew from its entries and from `Settled` whenever either changes."""

    thread = models.OneToOneField(Thread, models.CASCADE, related_name="+", primary_key=True)
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    side = models.CharField(max_length=6, choices=Side.choices)
    # The first entry without an answer that asks, when it was said, why it waits, and the sentence itself.
    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="+")
    source_key = models.BinaryField(max_length=16)
    since = models.DateTimeField()
    why = models.CharField(max_length=7)
    words = models.CharField(max_length=400, blank=True, default="")
    # When its newest entry without an answer was said: what is done with it is done with all until then.
    until = models.DateTimeField()
    hidden_until = models.DateTimeField(null=True)
    # The later of `until` and `hidden_until`: what is older than some weeks has been settled elsewhere.
    fresh_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["side", "fresh_at", "client"], name="waiting_fresh")]


class Answered(models.Model):
    """A question of theirs and when it was answered. Derived, for the last year; hours are counted when looked at."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["client", "asked_at"], name="answered_to_client")]


class Verdict(models.TextChoices):
    PHONE = "phone", "answered by phone"
    MET = "met", "answered in person"
    NONE = "none", "needs no answer"
    LATER = "later", "not before a time"
    OPEN = "open", "waits after all"


DONE = frozenset({Verdict.PHONE, Verdict.MET, Verdict.NONE})


class Settled(models.Model):
    """What a member said of a conversation that waits. Append-only; the newest for an entry and client holds."""

    source_key = models.BinaryField(max_length=16, db_index=True)
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=5, choices=Verdict.choices)
    # It holds for what was said until then; what is said later opens anew.
    through_at = models.DateTimeField()
    hidden_until = models.DateTimeField(null=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
