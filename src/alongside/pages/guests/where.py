"""A request in, from where it came out: as an address for a look, and as a mark that means nothing tomorrow."""

from __future__ import annotations

from datetime import date
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def address_of(request: HttpRequest) -> str:
    """The one that the last trusted proxy has seen; the socket's own where there is none."""
    proxies = int(settings.ALLAUTH_TRUSTED_PROXY_COUNT)
    passed_on = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    if proxies and len(passed_on) >= proxies and passed_on[-proxies]:
        return passed_on[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def mark_of(request: HttpRequest, *, today: date) -> bytes:
    """16 bytes: equal for one address on one day. An IPv6 line counts as a whole, since it has 2^64 addresses."""
    line = _line_of(address_of(request))
    return salted_hmac("alongside.sharing.where", f"{line} {today}", algorithm="sha256").digest()[:16]


def _line_of(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return text[:100]
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(address)
