"""What an owner connects that brings no messages: a relay for calls, a language model."""

from __future__ import annotations

from django.db import models


class TurnServer(models.Model):
    """The practice's own relay for calls (coturn): one row. Browsers get credentials of an hour, never its secret."""

    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=3478)
    # 0: it speaks no TLS.
    tls_port = models.PositiveIntegerField(default=0)
    sealed_secret = models.BinaryField()


class ModelServer(models.Model):
    """The language model that an owner chose to read suggestions once more: one row, or none. Off until she says so."""

    base_url = models.CharField(max_length=500)
    model = models.CharField(max_length=200)
    sealed_secret = models.BinaryField(null=True)
    is_on = models.BooleanField(default=False)
    # What was in the way last ("" for nothing), how often in a row, and until when it is left alone.
    trouble = models.CharField(max_length=10, blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    is_being_tried = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_within_seconds = models.FloatField(null=True)
