"""Where backups go, and what became of each."""

from __future__ import annotations

from django.db import models


class Plan(models.Model):
    """The folder that was chosen, and how many backups stay there. One row; none before the choice.

    `is_on_other_disk`: when it was chosen, the folder was not on the disk of the data folder. A folder that is
    on it later stands where an unplugged disk used to be.
    """

    folder = models.CharField(max_length=1000)
    is_on_other_disk = models.BooleanField(default=False)
    at_hour = models.PositiveSmallIntegerField(default=2)
    keep_daily = models.PositiveSmallIntegerField(default=7)
    keep_weekly = models.PositiveSmallIntegerField(default=4)
    keep_monthly = models.PositiveSmallIntegerField(default=12)
    chosen_at = models.DateTimeField()
    sheet_shown_at = models.DateTimeField(null=True)


class RunKind(models.TextChoices):
    BACKUP = "backup", "Backup"
    TRY = "try", "Trial"


class Run(models.Model):
    """One backup, or one trial of a backup. `trouble` is empty when it went well, and `ended_at` while it runs
    or when it was killed. `letters` counts entries, known only of a trial; `detail` is for the second sentence.
    """

    kind = models.CharField(max_length=6, choices=RunKind.choices)
    begun_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=200, blank=True, default="")
    size_bytes = models.PositiveBigIntegerField(default=0)
    letters = models.PositiveBigIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True, default="")
    detail = models.TextField(blank=True, default="")
