"""Our own Message-IDs: made with a keyed hash, so that nobody else's is taken for one of ours."""

from __future__ import annotations

import hmac
from hashlib import blake2b
from secrets import token_hex

_MAC_BYTES = 10


def make_message_id(key: bytes, address: str) -> str:
    """Without angle brackets. `address`: the sender's, of which the domain alone is shown."""
    domain = address.rpartition("@")[2].lower() or "localhost"
    token = token_hex(12)
    return f"{token}.{_mac(key, token, domain)}@{domain}"


def is_own(key: bytes, message_id: str) -> bool:
    """Whether `make_message_id` made it with this key."""
    left, _, domain = message_id.strip("<> ").partition("@")
    token, _, mac = left.partition(".")
    return hmac.compare_digest(mac.encode(), _mac(key, token, domain.lower()).encode())


def _mac(key: bytes, token: str, domain: str) -> str:
    said = f"{token}@{domain}".encode("utf-8", "replace")
    return blake2b(said, digest_size=_MAC_BYTES, key=key, person=b"message-id").hexdigest()
