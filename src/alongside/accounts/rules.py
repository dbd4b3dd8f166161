"""Who may sign in at a given moment, how long a link lives, and what of it is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

SIGN_IN_LINK_LIVES = timedelta(hours=1)
INVITATION_LIVES = timedelta(days=7)


def new_token() -> str:
    """256 random bits, as they stand in a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """A random token needs no salt: there is nothing to guess it from."""
    return hashlib.sha256(token.encode()).digest()


def may_sign_in(*, is_active: bool, cover_ends_at: datetime | None, now: datetime) -> bool:
    return is_active and (cover_ends_at is None or now < cover_ends_at)
