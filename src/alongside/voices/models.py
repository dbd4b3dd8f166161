"""Whom a member has spoken with. Every row is hers alone: no other member, the owner included, ever sees one."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class By(models.TextChoices):
    VOICE = "voice", "by voice"
    FACE = "face", "face to face"


class CompanyKind(models.TextChoices):
    PEER = "peer", "A peer"
    FRIEND = "friend", "A friend"
    FAMILY = "family", "Family"


class Company(models.Model):
    """Somebody whose company does a member good, named by herself. A decision."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=CompanyKind.choices, default=CompanyKind.PEER)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="company_once")]


class Spoken(models.Model):
    """One time a member spoke with somebody of her own; noted by hand. A decision."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="spoken")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField(null=True)
    by = models.CharField(max_length=5, choices=By.choices, default=By.VOICE)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["member", "on"], name="spoken_day")]


class SwitchedOff(models.Model):
    """A member who does not want to be shown this. A decision; without a row it is on."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    since = models.DateTimeField(auto_now_add=True)


class Talk(models.Model):
    """An entry of the timeline in which a member spoke with somebody. Derived by a follower."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    # Plain number: it is made anew with the entry.
    interaction_id = models.BigIntegerField(db_index=True)
    happened_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(null=True)
    by = models.CharField(max_length=5, choices=By.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "interaction_id"], name="talk_once")]
        indexes = [models.Index(fields=["member", "happened_at"], name="talk_day")]
