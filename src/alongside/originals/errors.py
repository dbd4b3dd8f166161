"""What can go wrong with originals, in words for the member."""

from __future__ import annotations


class OriginalsError(Exception):
    """Base of them all."""


class MissingOriginalError(OriginalsError):
    """No original has this number; it may have been erased."""


class DamagedOriginalError(OriginalsError):
    """The ledger knows the original, but its bytes are not what they were."""


class BackupError(OriginalsError):
    """The backup or the restore did not take place; nothing was changed."""


class OtherKeyError(BackupError):
    """The backup was encrypted, and not for a key that is here."""
