"""What was found at the address in; whether clients reach it, and what to do where not, out."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import urlsplit

AGAIN_AFTER = timedelta(hours=1)
EVERY = timedelta(days=1)
EXPIRES_SOON = timedelta(days=14)


class State(Enum):
    LOCAL = "local"
    PLAIN = "plain"
    UNKNOWN = "unknown"
    NO_NAME = "no_name"
    PRIVATE = "private"
    NO_ANSWER = "no_answer"
    CERTIFICATE = "certificate"
    OTHER = "other"
    REACHED = "reached"


SENTENCES = {
    State.LOCAL: "Alongside answers on this machine alone, at {address}. Nothing is wrong with that; links for clients"
    " and calls will need an address that they reach.",
    State.PLAIN: "{address} is not https: passwords and letters travel in the open. Put a proxy with a certificate in"
    " front.",
    State.UNKNOWN: "Nobody has looked yet whether {address} is reached from outside.",
    State.NO_NAME: "The name of {address} leads nowhere ({detail}). Look at its entry at your domain’s provider.",
    State.PRIVATE: "{address} leads to {detail}, which is within your own network: clients outside do not reach it. Let"
    " the name lead to your public address, and your router pass ports 80 and 443 on.",
    State.NO_ANSWER: "Nothing answers at {address} ({detail}). Look whether the proxy runs and the router passes port"
    " 443 on. Some routers do not let a machine reach itself: then try it by telephone, without Wi-Fi.",
    State.CERTIFICATE: "The certificate of {address} is refused ({detail}): every browser will warn of it. Look at the"
    " proxy that has it.",
    State.OTHER: "Something else answers at {address} ({detail}). Let the proxy pass the name on to this Alongside.",
    State.REACHED: "{address} leads here over https, with a certificate that holds.",
}


def known_of(address: str) -> State | None:
    """What the address itself says, without looking; None where one has to look."""
    parts = urlsplit(address)
    host = parts.hostname or "localhost"
    if host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "::1":
        return State.LOCAL
    return State.PLAIN if parts.scheme != "https" else None


def sentence(state: State, *, address: str, detail: str) -> str:
    return SENTENCES[state].format(address=address, detail=detail.rstrip(" ."))


def expiry_words(expires_at: datetime | None, *, now: datetime) -> str:
    """ "" unless the certificate ends soon: most are renewed by themselves long before."""
    if expires_at is None or expires_at - now > EXPIRES_SOON:
        return ""
    return f"The certificate ends on {expires_at:%-d %B}, and should have been renewed by now. Look at the proxy."


def next_look_at(*, state: State | None, looked_at: datetime | None, now: datetime) -> datetime:
    """At once where nobody has looked; daily while all is well, hourly while something is wrong."""
    if looked_at is None:
        return now
    return looked_at + (EVERY if state is State.REACHED else AGAIN_AFTER)
