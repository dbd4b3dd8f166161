"""The ledger of raw bytes: where every original stands, and what was erased for good."""

from __future__ import annotations

from django.db import models


class Original(models.Model):
    """Raw bytes kept under their SHA-256. `segment`, `offset`, `stored_bytes` say where, for the store."""

    sha256 = models.BinaryField(max_length=32, unique=True)
    segment = models.IntegerField()
    offset = models.BigIntegerField()
    stored_bytes = models.BigIntegerField()
    size_bytes = models.BigIntegerField()
    received_at = models.DateTimeField()


class Tombstone(models.Model):
    """That something was erased, and not what: a keyed hash of its SHA-256 or of its source key.

    `swept_at` is empty until its bytes have left the segments: the journal of an erasing that was killed.
    """

    digest = models.BinaryField(max_length=32, unique=True)
    erased_at = models.DateTimeField()
    swept_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(swept_at=None), name="tombstone_not_swept"),
        ]
