"""What was found in letters, what members said of it, and what stands now of every promise and to-do."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from alongside.clients.models import Client
from alongside.timeline.models import Interaction


class Side(models.TextChoices):
    """Whose turn it is to do something."""

    OURS = "ours", "yours"
    THEIRS = "theirs", "theirs"


class Kind(models.TextChoices):
    PROMISE = "promise", "promise"
    TODO = "todo", "to-do"


class Finding(models.Model):
    """A sentence that promises, asks or settles something. Derived; its words stay in the body of the entry."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="findings", db_index=False)
    source_key = models.BinaryField(max_length=16)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    # Who says it: the side of the practice, or of the client.
    side = models.CharField(max_length=6, choices=Side.choices)
    speaker = models.CharField(max_length=320, blank=True, default="")
    said_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    precision = models.CharField(max_length=8, blank=True, default="")
    is_ambiguous = models.BooleanField(default=False)
    confidence = models.FloatField()
    is_unconfirmed = models.BooleanField(default=False)
    rule = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interaction", "start", "end", "kind"], name="finding_once")
        ]
        indexes = [
            models.Index(
                fields=["said_at"],
                condition=Q(is_unconfirmed=False, kind__in=["promise", "request"]),
                name="finding_to_suggest",
            )
        ]


class Verdict(models.Model):
    """What a member said of a finding, a promise or a to-do. A decision: only added to, in the order of `id`.

    `key` names the promise for ever: made of source key, span and kind where it was found, of chance where it
    was written by hand. Every verdict carries all that it changes, so that it holds without the finding.
    """

    class Word(models.TextChoices):
        MADE = "made", "written by hand"
        ACCEPTED = "accepted", "kept in mind"
        REFUSED = "refused", "not one"
        EDITED = "edited", "changed"
        KEPT = "kept", "kept"
        SLIPPED = "slipped", "slipped"
        DROPPED = "dropped", "dropped"
        MOVED = "moved", "moved"
        TICKED = "ticked", "ticked"
        REOPENED = "reopened", "opened again"
        UNDONE = "undone", "taken back"

    key = models.CharField(max_length=32, db_index=True)
    source_key = models.BinaryField(max_length=16, null=True, db_index=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    word = models.CharField(max_length=8, choices=Word.choices)
    # Not with the client's row: what was said of a letter that stays with another client stays as well.
    client = models.ForeignKey(Client, models.SET_NULL, null=True, related_name="+")
    person = models.CharField(max_length=320, blank=True, default="")
    # `promises.rules.Facts`, those that it sets; dates as ISO writes them.
    facts = models.JSONField(default=dict)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()


class Promise(models.Model):
    """What stands now of a promise or to-do: its verdicts, added up. Derived; `key` outlives every rebuild."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        KEPT = "kept", "kept"
        SLIPPED = "slipped", "slipped"
        DROPPED = "dropped", "dropped"
        REFUSED = "refused", "not one"

    key = models.CharField(max_length=32, primary_key=True)
    interaction = models.ForeignKey(Interaction, models.CASCADE, null=True, related_name="promises")
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    # None while the entry that it comes from is filed to nobody, or private.
    client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    side = models.CharField(max_length=6, choices=Side.choices)
    person = models.CharField(max_length=320, blank=True, default="")
    wording = models.CharField(max_length=500, blank=True, default="")
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    repeat = models.CharField(max_length=12, blank=True, default="")
    checklist = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices)
    # For weighing suggestions: which rule found it, and in whose words.
    rule = models.CharField(max_length=80, blank=True, default="")
    speaker = models.CharField(max_length=320, blank=True, default="")
    times_moved = models.PositiveIntegerField(default=0)
    times_done = models.PositiveIntegerField(default=0)
    said_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_on", "client"], condition=Q(state="open"), name="promise_open"),
            models.Index(fields=["client", "closed_at"], name="promise_of_client"),
            models.Index(fields=["rule", "speaker"], condition=~Q(rule=""), name="promise_judged"),
        ]


class Reading(models.Model):
    """What a model said of a sentence that the finder had found; evidence, so that nobody is asked twice.

    `key` as a promise made of the finding would have it. Places and no words: `told` holds
    `promises.rereading.Spot`s, empty where it saw neither a promise nor a request.
    """

    key = models.CharField(max_length=32)
    # Address and name of the model: another one may be asked again.
    model = models.CharField(max_length=704)
    source_key = models.BinaryField(max_length=16, db_index=True)
    told = models.JSONField(default=list)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "model"], name="reading_once")]


class NotRead(models.Model):
    """A client of whose letters nothing is shown to the model."""

    client = models.OneToOneField(Client, models.CASCADE, primary_key=True, related_name="+")
