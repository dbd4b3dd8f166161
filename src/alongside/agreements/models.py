"""When work is done here, what was agreed with each client about it, and when somebody is away."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alongside.clients.models import Client

WORKDAYS = "01234"


class OwnHours(models.Model):
    """When this desk works, by the practice's clock. One row, or none: then Monday to Friday, 9 to 5."""

    begins = models.TimeField(default=time(9))
    ends = models.TimeField(default=time(17))
    # Digits of weekdays, Monday is 0.
    days = models.CharField(max_length=7, default=WORKDAYS)
    # Whose public holidays are kept: "DE", "GB-ENG"; "" for none.
    holidays = models.CharField(max_length=10, blank=True, default="")


class Agreement(models.Model):
    """What was agreed with a client. What is empty is as at this desk; the zone is the client's own clock."""

    client = models.OneToOneField(Client, models.CASCADE, related_name="agreement")
    begins = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    days = models.CharField(max_length=7, blank=True, default="")
    holidays = models.CharField(max_length=10, blank=True, default="")
    # Working hours within which a question of theirs is answered.
    answer_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    channels = models.TextField(blank=True, default="")
    urgent = models.TextField(blank=True, default="")
    notes = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField(auto_now=True)


class Away(models.Model):
    """Days, the first and the last included, on which a member does not work; who looks after things then, if known."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    cover = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="away_ends_after_it_starts")
        ]
