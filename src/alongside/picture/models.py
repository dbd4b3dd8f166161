"""What is known of a client besides what was said with it: decisions of members, kept until they change them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alongside.clients.models import Client, Person
from alongside.timeline.models import Interaction


class Line(models.Model):
    """One thing known of a client, as it stands now: a place, a tool, a preference; or what is known of a person.

    `private_to`: for that member alone. `fields`: by name what is filled in, as `rules` has them.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120, blank=True, default="")
    fields = models.JSONField(default=dict)
    private_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    is_gone = models.BooleanField(default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            # What everybody sees of a person stands once; so does what one member noted for herself.
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(person__isnull=False, private_to=None),
                name="picture_person_once",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "private_to"],
                condition=Q(person__isnull=False, private_to__isnull=False),
                name="picture_aside_once",
            ),
        ]


class Change(models.Model):
    """Who changed a line when, and what it was before; only added to. `was` is null where there was none."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=10)
    was = models.JSONField(null=True)


class Face(models.Model):
    """A small picture of a person, drawn anew from what was given. Taken away, nothing of it stays."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    # Of the bytes, so that a browser keeps a face until there is another.
    digest = models.CharField(max_length=32)
    image = models.BinaryField()
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kept_at = models.DateTimeField()


class StartingList(models.Model):
    """What is seen to when a client begins, one thing a line: the list that the practice edits. One row."""

    text = models.TextField()
    changed_at = models.DateTimeField()


class Step(models.Model):
    """One thing of that list, for one client."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    words = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Taken off this client's list, or its beginning was taken back.
    is_gone = models.BooleanField(default=False)


class Questionnaire(models.Model):
    """What a client is asked by a link, and what was answered so far, at the client's own pace.

    `answers`: by kind a list of rows, each by field. `revision` counts what was kept, so that two browsers do not
    take each other's words away. Who answers is said with sending alone, and stands in the entry.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)


class Proposal(models.Model):
    """One line that a client answered, beside what is known: nothing until a member takes it over.

    `source_key`: of the entry that the answers are. `digest`: of kind and words, so that what is sent again is one.
    """

    class State(models.TextChoices):
        OPEN = "open", "waits for you"
        TAKEN = "taken", "taken over"
        LEFT = "left", "left out"

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="proposals")
    source_key = models.BinaryField(max_length=16, db_index=True)
    digest = models.CharField(max_length=32)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "digest"], name="proposal_once")]


class ClientFile(models.Model):
    """A file or a link to one in an entry of a client. Derived: made anew when the entry changes or moves.

    `kind`: of a file ("pdf", "sheet") or the place a link leads to ("drive"). `key`: of the attachment, "" for a link.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="+", db_index=False)
    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="+")
    happened_at = models.DateTimeField()
    is_link = models.BooleanField()
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=255)
    key = models.CharField(max_length=40, blank=True, default="")
    size_bytes = models.BigIntegerField(null=True)
    url = models.CharField(max_length=1000, blank=True, default="")
    is_ours = models.BooleanField()
    sender = models.CharField(max_length=320, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(F("client"), F("happened_at").desc(), F("id").desc(), name="file_of_client"),
            models.Index(
                F("client"), F("kind"), F("happened_at").desc(), F("id").desc(), name="file_of_kind"
            ),
        ]
