"""An address in, where its mailbox may be out: pure rules over data, DNS answers and an autoconfig file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal
from xml.etree.ElementTree import Element, ParseError

import idna
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from msgspec import Struct

Security = Literal["tls", "starttls"]
Via = Literal["provider", "mx", "srv", "autoconfig", "guess"]
MAX_ADDRESS, MAX_XML_BYTES = 320, 128 << 10
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_SECURITIES: dict[str, Security] = {"ssl": "tls", "starttls": "starttls"}


class Place(Struct, frozen=True):
    """A server and the name to sign in with."""

    host: str
    port: int
    security: Security
    user: str


class Found(Struct, frozen=True):
    """Where a mailbox is, who said so (`source`: a name for a person), and whose service it is, where known."""

    imap: Place
    smtp: Place | None
    via: Via
    source: str
    provider: str = ""


def split_address(written: str) -> tuple[str, str] | None:
    """Local part, and domain as DNS spells it (xn--…); None for what is no address."""
    local, at, domain = written.strip().rpartition("@")
    if (
        not at
        or not local
        or len(written) > MAX_ADDRESS
        or any(ord(one) <= 32 or ord(one) == 127 for one in written.strip())
    ):
        return None
    ascii_domain = ascii_host(domain)
    return (local, ascii_domain) if "." in ascii_domain else None


def ascii_host(name: str) -> str:
    """A host name as DNS spells it, "" for what can be none."""
    name = name.strip().rstrip(".").lower()
    if len(name) > 253:
        return ""
    try:
        spelled = name if name.isascii() else idna.encode(name, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return ""
    return spelled if spelled and all(map(_LABEL.fullmatch, spelled.split("."))) else ""


# RFC 6186, RFC 8314 §5.1


class Service(Struct, frozen=True):
    """A SRV record."""

    priority: int
    weight: int
    port: int
    target: str


def best(services: Iterable[Service]) -> tuple[str, int] | None:
    """The first of the lowest priority; a target of "." says that there is none (RFC 2782)."""
    for one in sorted(services, key=lambda one: (one.priority, -one.weight)):
        host = ascii_host(one.target)
        return (host, one.port) if host and 0 < one.port < 65536 else None
    return None


def from_services(
    address: str, *, imaps: Sequence[Service], imap: Sequence[Service], submissions: Sequence[Service],
    submission: Sequence[Service],
) -> Found | None:  # fmt: skip
    """Implicit TLS before STARTTLS, as RFC 8314 §3 asks."""
    read = _place(best(imaps), "tls", address) or _place(best(imap), "starttls", address)
    sent = _place(best(submissions), "tls", address) or _place(best(submission), "starttls", address)
    return Found(read, sent, "srv", address.rpartition("@")[2]) if read else None


def _place(where: tuple[str, int] | None, security: Security, user: str) -> Place | None:
    return Place(where[0], where[1], security, user) if where else None


# https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat


def from_autoconfig(raw: bytes, address: str, *, source: str) -> Found | None:
    """None for whatever is not such a file; only servers that encrypt count."""
    if len(raw) > MAX_XML_BYTES:
        return None
    try:
        root = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    provider = root.find("emailProvider")
    if provider is None:
        return None
    read = _first(provider.findall("incomingServer"), "imap", address)
    sent = _first(provider.findall("outgoingServer"), "smtp", address)
    return Found(read, sent, "autoconfig", source) if read else None


def _first(servers: Sequence[Element], kind: str, address: str) -> Place | None:
    places = [_server(one, address) for one in servers[:20] if one.get("type") == kind]
    encrypted = [one for one in places if one is not None]
    return min(encrypted, key=lambda one: one.security != "tls", default=None)


def _server(server: Element, address: str) -> Place | None:
    def text(name: str) -> str:
        return _filled((server.findtext(name) or "").strip()[:400], address)

    security, port = _SECURITIES.get(text("socketType").lower()), text("port")
    host = ascii_host(text("hostname"))
    if (
        security is None
        or not host
        or not port.isascii()
        or not port.isdecimal()
        or not 0 < int(port[:6]) < 65536
    ):
        return None
    user = text("username") or address
    return Place(host, int(port), security, user if user.isprintable() else address)


def _filled(text: str, address: str) -> str:
    local, _, domain = address.rpartition("@")
    for mark, value in (("%EMAILADDRESS%", address), ("%EMAILLOCALPART%", local), ("%EMAILDOMAIN%", domain)):
        text = text.replace(mark, value)
    return text


def autoconfig_urls(domain: str) -> tuple[str, ...]:
    """The address itself is not sent along, though the servers would take it."""
    return (
        f"https://autoconfig.{domain}/mail/config-v1.1.xml",
        f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
    )


def guesses(domain: str) -> tuple[str, ...]:
    return (f"imap.{domain}", f"mail.{domain}")
