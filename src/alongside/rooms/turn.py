"""A relay of one's own and its secret in, what a browser is told of it out: credentials that are good for an hour.

coturn's `use-auth-secret`: the name is `<when it ends>:<who>`, the password its HMAC-SHA1 in base64.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Any

from msgspec import Struct

GOOD_FOR = timedelta(hours=1)


class Relay(Struct, frozen=True):
    """Where it is; `tls_port` is 0 for one without TLS."""

    host: str
    port: int
    tls_port: int
    secret: str


def servers(relay: Relay | None, *, who: str, now: datetime) -> list[dict[str, Any]]:
    """For RTCPeerConnection's `iceServers`. Nobody else's server is ever in it."""
    if relay is None:
        return []
    user = f"{int((now + GOOD_FOR).timestamp())}:{who}"
    # SHA-1 is what the relay's protocol asks for; as an HMAC it is still sound (RFC 6151 says why of MD5's).
    password = b64encode(hmac.new(relay.secret.encode(), user.encode(), sha1).digest()).decode()
    host = f"[{relay.host}]" if ":" in relay.host else relay.host
    at = f"{host}:{relay.port}"
    ways = [f"turn:{at}?transport=udp", f"turn:{at}?transport=tcp"]
    if relay.tls_port:
        ways.append(f"turns:{host}:{relay.tls_port}?transport=tcp")
    return [{"urls": [f"stun:{at}"]}, {"urls": ways, "username": user, "credential": password}]
