"""An https address in, what is found on the way there out: name, address, certificate, and who answers."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

Kind = Literal["no_name", "private", "no_answer", "certificate", "other", "reached"]
TIMEOUT_SECONDS = 10.0
_MOST_BYTES = 4096

# What `ipaddress` calls global, and nobody outside reaches: shared address space, multicast, NAT64 and 6to4 around
# an inner address are looked into below (RFC 6598, RFC 6052 §2.1, RFC 3056 §2).
_NOT_PUBLIC = [
    ipaddress.ip_network(one)
    for one in ("100.64.0.0/10", "224.0.0.0/4", "ff00::/8", "192.0.0.0/24", "fec0::/10")
]
_NAT64, _6TO4 = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16")

Resolve = Callable[[str, int], list[str]]
Connect = Callable[[str, int], socket.socket]


class Found(Struct, frozen=True):
    """`detail`: the address, or the error in the words of whoever told it. `expires_at`: the certificate's."""

    kind: Kind
    detail: str = ""
    expires_at: datetime | None = None


def is_public(address: str) -> bool:
    """Whether the world outside can send to this address."""
    try:
        inner = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return inner.is_global and not any(
        inner in network for network in _NOT_PUBLIC if inner.version == network.version
    )


def _unwrapped(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _6TO4:
        return ipaddress.IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    return address


def addresses_of(host: str, port: int) -> list[str]:
    return [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def connect(host: str, port: int) -> socket.socket:
    return socket.create_connection((host, port), timeout=TIMEOUT_SECONDS)


def look(
    url: str,
    *,
    path: str,
    expected: str,
    resolve: Resolve = addresses_of,
    connect: Connect = connect,
    context: ssl.SSLContext | None = None,
) -> Found:
    """Ask `path` of the https address `url` for `expected`, as a stranger's browser would; follows no redirect."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        addresses = resolve(host, port)
    except OSError as error:
        return Found("no_name", error.strerror or str(error))
    if not any(is_public(address) for address in addresses):
        return Found("private", ", ".join(sorted(set(addresses))[:3]))
    try:
        with connect(host, port) as plain:
            return _ask(plain, parts, path, expected, context or ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        return Found("certificate", error.verify_message)
    except (ssl.SSLError, http.client.HTTPException) as error:
        return Found("other", str(error.args[-1] if error.args else error))
    except OSError as error:
        return Found("no_answer", error.strerror or str(error) or "no answer")


def _ask(
    plain: socket.socket, parts: SplitResult, path: str, expected: str, context: ssl.SSLContext
) -> Found:
    with context.wrap_socket(plain, server_hostname=parts.hostname) as secure:
        expires_at = _expiry(secure)
        host = parts.netloc.rpartition("@")[2]
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAccept: text/plain\r\n\r\n"
        secure.sendall(request.encode("ascii"))
        answer = http.client.HTTPResponse(secure)
        answer.begin()
        body = answer.read(_MOST_BYTES).decode("latin1")
    if answer.status == 200 and body.strip() == expected:
        return Found("reached", expires_at=expires_at)
    return Found("other", f"it answered {answer.status}", expires_at)


def _expiry(secure: ssl.SSLSocket) -> datetime | None:
    certificate = secure.getpeercert() or {}
    until = certificate.get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC) if isinstance(until, str) else None
