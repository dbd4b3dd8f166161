"""What was found when the program last looked for itself at its own address."""

from __future__ import annotations

from django.db import models


class Look(models.Model):
    """One row for each address that was ever $BASE_URL; only that of the present one counts."""

    address = models.CharField(max_length=300, unique=True)
    looked_at = models.DateTimeField()
    state = models.CharField(max_length=20)
    detail = models.CharField(max_length=300, blank=True, default="")
    expires_at = models.DateTimeField(null=True)
    # When a telephone outside of this network opened it last.
    phoned_at = models.DateTimeField(null=True)
