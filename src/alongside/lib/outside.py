"""A stranger's host name in, a connection to a public address out; or one bounded answer over HTTPS.

Names that lead into this machine or its network are refused, and the address that was looked at is the one that
is connected to. `ipaddress` calls some of these global: what holds a v4 address within is unwrapped first.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from time import monotonic
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

Address = IPv4Address | IPv6Address
MAX_BYTES = 256 << 10
SECONDS = 8.0
MOST_ADDRESSES = 4
MOST_REDIRECTS = 2
_REDIRECTS = (301, 302, 303, 307, 308)

# Besides what `is_global` knows: shared by a carrier's customers, multicast, reserved, documentation, old relays.
_DENIED = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/3", "::/16", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20",
        "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


class OutsideError(Exception):
    """The message says what was in the way."""


class NotPublic(OutsideError):
    """The name leads into this machine or its network."""


class Answer(Struct, frozen=True):
    status: int
    body: bytes
    headers: Mapping[str, str]


def is_public(written: str) -> bool:
    """Whether an address is one of the internet's, also after unwrapping the v4 address within a v6 one."""
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return False
    return all(
        one.is_global and not any(one in net for net in _DENIED if net.version == one.version)
        for one in _unwrapped(address)
    )


def is_address(written: str) -> bool:
    """Whether this is the number of a machine and no name."""
    try:
        ip_address(written)
    except ValueError:
        return False
    return True


def _unwrapped(address: Address) -> list[Address]:
    """RFC 4291 §2.5.5, 3056, 6052, 4380: what a packet to such an address ends at."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if any(address in net for net in _NAT64):
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    inner: list[Address] = [address]
    if address.sixtofour is not None:
        inner.append(address.sixtofour)
    if address.teredo is not None:
        inner += address.teredo
    return inner


@lru_cache(maxsize=1)
def _default_context() -> ssl.SSLContext:
    return ssl.create_default_context()


def look_up(host: str, port: int) -> list[tuple[str, int]]:
    """Where a name leads; raises OSError or UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(one[4][0]), int(one[4][1])) for one in found))


class Outside(Struct, frozen=True):
    """How strangers are reached. Tests stand servers of their own on loopback: they give another `may_reach`."""

    may_reach: Callable[[str], bool] = is_public
    look_up: Callable[[str, int], list[tuple[str, int]]] = look_up
    context: ssl.SSLContext | None = None
    seconds: float = SECONDS

    def dial(self, host: str, port: int) -> socket.socket:
        """Connected to one of the addresses that were looked at; raises OutsideError."""
        until = monotonic() + self.seconds
        error: Exception | None = None
        for place in self._places(host, port):
            try:
                return socket.create_connection(place, max(0.1, min(self.seconds / 2, until - monotonic())))
            except OSError as one:
                error = one
        raise OutsideError(f"{host} cannot be reached") from error

    def _places(self, host: str, port: int) -> list[tuple[str, int]]:
        try:
            found = self.look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise OutsideError(f"there is no server named {host}") from error
        # One inner address among public ones is enough to refuse: which is asked next would be the stranger's choice.
        if not found or not all(self.may_reach(address) for address, _ in found):
            raise NotPublic(f"{host} is not on the internet")
        return found[:MOST_ADDRESSES]

    def encrypted(self, host: str, port: int) -> ssl.SSLSocket:
        """Over TLS, with a certificate that somebody vouches for; raises OutsideError."""
        plain = self.dial(host, port)
        try:
            context = self.context or _default_context()
            return context.wrap_socket(plain, server_hostname=host)
        except (OSError, ValueError) as error:
            plain.close()
            raise OutsideError(f"{host} shows no certificate that holds") from error

    def get(self, url: str) -> Answer:
        """Follows few redirects, each as carefully as the first address; raises OutsideError."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = self.ask("GET", url)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            try:
                url = urljoin(url, answer.headers["location"])
            except ValueError as error:
                raise OutsideError("it leads nowhere") from error
        raise OutsideError("it leads from one place to the next")

    def ask(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request over HTTPS, within limits of time and size; raises OutsideError."""
        host, port, target = _parts(url)
        connection = http.client.HTTPSConnection(host, port)
        connection.sock = self.encrypted(host, port)
        with deadline(connection.sock, self.seconds):
            try:
                connection.request(
                    method,
                    target,
                    body,
                    {"User-Agent": "Alongside", "Connection": "close", **(headers or {})},
                )
                with connection.getresponse() as got:
                    # An encoding that nobody asked for is not unpacked.
                    content = got.read(MAX_BYTES + 1)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise OutsideError(f"{host} does not answer") from error
            finally:
                connection.close()
        if len(content) > MAX_BYTES:
            raise OutsideError(f"{host} says too much")
        return Answer(got.status, content, {name.lower(): value for name, value in got.getheaders()})


@contextmanager
def deadline(connected: socket.socket, seconds: float) -> Iterator[None]:
    """For the whole of an exchange: a timeout alone counts from one byte to the next."""

    def cut() -> None:
        with suppress(OSError):
            socket.socket.shutdown(connected, socket.SHUT_RDWR)

    connected.settimeout(seconds)
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _parts(url: str) -> tuple[str, int, str]:
    """Host, port and target of an https address; raises OutsideError for any other."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError as error:
        raise OutsideError("that is no address of a web server") from error
    if parts.scheme != "https" or not host or parts.username is not None:
        raise OutsideError("only https is asked")
    if any(ord(letter) <= 32 or ord(letter) > 126 for letter in url):
        raise OutsideError("that is no address of a web server")
    return host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
