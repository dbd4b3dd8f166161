"""What django-tasks-db does not keep of a job: its lease, its attempts, how far it is, why it failed."""

from __future__ import annotations

from django.db import models
from django_tasks_db.models import DBTaskResult


class Job(models.Model):
    """Beside a row of django-tasks-db from the first time a worker takes it. `lease` names one taking."""

    result = models.OneToOneField(
        DBTaskResult, on_delete=models.CASCADE, primary_key=True, related_name="job"
    )
    lease = models.CharField(max_length=32, blank=True, default="")
    lease_ends_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    message = models.CharField(max_length=200, blank=True, default="")
    failure = models.TextField(blank=True, default="")


class Asked(models.Model):
    """When a job of the timetable was last put into its queue, so that of many processes one does it."""

    name = models.CharField(max_length=200, primary_key=True)
    asked_at = models.DateTimeField()
