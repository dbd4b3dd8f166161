"""A SHA-256 or a source key in, the content-free digest of a tombstone out."""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

KeyKind = Literal["sha256", "source_key"]

DIGEST_BYTES = 32


def tombstone_key(secret: str) -> bytes:
    """The practice's own key: without it nobody can try out whether a known text was erased here."""
    return hmac.digest(secret.encode(), b"alongside.originals.tombstone", "sha256")


def tombstone_digest(value: bytes, *, kind: KeyKind, key: bytes) -> bytes:
    return hmac.digest(key, kind.encode() + b"\0" + value, "sha256")


def fingerprint(key: bytes) -> str:
    """Tells whether two installations share a key, and nothing about the key."""
    return hashlib.sha256(b"alongside.originals.fingerprint\0" + key).hexdigest()[:16]
