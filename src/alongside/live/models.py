"""What open pages are told of: a kind and an id, never a word of what it is about."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something changed. Kept for an hour, for pages that were away for a while."""

    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40)
    told_at = models.DateTimeField(auto_now_add=True, db_index=True)
