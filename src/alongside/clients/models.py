"""Who is supported, the people there, how each is reached: decisions of a member, never recomputed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Client(models.Model):
    """A company or person supported."""

    name = models.CharField(max_length=200, unique=True)
    # Of its mark, when the member chose one; else it follows from the name.
    hue = models.PositiveSmallIntegerField(null=True, blank=True)
    timezone = models.CharField(max_length=64, blank=True, default="")
    added_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True, blank=True)
    # The client it turned out to be; it is shown nowhere from then on. What stood here is in `Join`.
    joined_into = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Someone at a client. One who was merged away points at the survivor and owns no handles."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="people")
    name = models.CharField(max_length=200, blank=True, default="")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")


class HandleKind(models.TextChoices):
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    CHAT = "chat", "Chat"
    NAME = "name", "Name in an export"


class Handle(models.Model):
    """An address of a person. `value` is normalised: e-mail in lower case, phone as E.164."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="handles")
    kind = models.CharField(max_length=10, choices=HandleKind.choices, default=HandleKind.EMAIL)
    value = models.CharField(max_length=320)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="handle_once")]


class CompanyDomain(models.Model):
    """Every address at this domain is the client's. Never a public mail provider's."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=255, unique=True)


class RuleField(models.TextChoices):
    SUBJECT = "subject", "the subject contains"
    SENDER = "sender", "the sender's address contains"
    RECIPIENT = "recipient", "a recipient's address contains"


class FilingRule(models.Model):
    """A member's own rule: what holds this text belongs to that client."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="rules")
    field = models.CharField(max_length=10, choices=RuleField.choices)
    pattern = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "field", "pattern"], name="filing_rule_once")
        ]


class Assignment(models.Model):
    """A member who works for a client, for good or until a date (cover)."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    client = models.ForeignKey(Client, models.CASCADE, related_name="assignments")
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "client"], name="assignment_once")]


class Merge(models.Model):
    """Two persons found to be one. Keeps which handles moved, so that it can be undone."""

    survivor = models.ForeignKey(Person, models.CASCADE, related_name="+")
    absorbed = models.ForeignKey(Person, models.CASCADE, related_name="+")
    moved_handles = models.JSONField(default=list)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)


class Join(models.Model):
    """Two clients found to be one. Keeps what moved, so that it can be undone and old decisions mean what they meant.

    `people`, `domains`, `rules`, `sources`, `assignments`: numbers of the rows that became the survivor's. Of whoever
    worked for the survivor already and does so longer now: the number with the last day before and since.
    """

    survivor = models.ForeignKey(Client, models.CASCADE, related_name="joins")
    absorbed = models.ForeignKey(Client, models.CASCADE, related_name="+")
    people = models.JSONField(default=list)
    domains = models.JSONField(default=list)
    rules = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    assignments = models.JSONField(default=list)
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)


class AnniversaryKind(models.TextChoices):
    BIRTHDAY = "birthday", "Birthday"
    SINCE = "since", "Working together since"
    OTHER = "other", "Another day"


class Anniversary(models.Model):
    """A day that comes every year: of a person, or of the client itself. The year may not be known.

    `done_on`: the last of its days that somebody has seen to.
    """

    client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="anniversaries")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="anniversaries")
    kind = models.CharField(max_length=10, choices=AnniversaryKind.choices)
    label = models.CharField(max_length=100, blank=True, default="")
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField(null=True)
    done_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(client=None, person__isnull=False) | Q(client__isnull=False, person=None),
                name="anniversary_of_one",
            )
        ]
        indexes = [models.Index(fields=["month", "day"], name="anniversary_by_day")]
