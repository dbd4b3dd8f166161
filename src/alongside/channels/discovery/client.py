"""An address in, where its mailbox is out: what is known by heart, then whatever its own domain says.

Known providers are found without asking anybody. Else DNS is asked for the domain's MX and SRV, its web server for
an autoconfig file, and at last the usual names are tried. The part before the @ is told to nobody.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from alongside.channels.discovery.names import Names
from alongside.channels.discovery.providers import by_domain, by_mx
from alongside.channels.discovery.rules import (
    Found,
    Place,
    autoconfig_urls,
    from_autoconfig,
    from_services,
    guesses,
    split_address,
)
from alongside.lib.outside import Outside, OutsideError

Tell = Callable[[str], object]
IMAPS, SUBMISSIONS = 993, 465


class Network(Struct, frozen=True):
    """Who is asked, and how."""

    names: Names = field(default_factory=Names)
    outside: Outside = field(default_factory=Outside)


def known(address: str) -> Found | None:
    """Without asking anybody."""
    parts = split_address(address)
    provider = by_domain(parts[1]) if parts else None
    return provider.found_for(address.strip(), via="provider", source=provider.name) if provider else None


def find(address: str, *, network: Network | None = None, tell: Tell = lambda words: None) -> Found | None:
    """`tell` hears what is being done, in words for a person. None where nobody knows."""
    network = network or Network()
    parts = split_address(address)
    if parts is None:
        return None
    address, domain = address.strip(), parts[1]
    if (found := known(address)) is not None:
        return found
    tell(f"Asking DNS who takes the mail of {domain}")
    if provider := by_mx(network.names.mx(domain)):
        return provider.found_for(address, via="mx", source=provider.name)
    tell(f"Asking DNS for the mail servers of {domain}")
    if found := _by_services(address, domain, network):
        return found
    for url in autoconfig_urls(domain):
        tell(f"Asking {url.split('/')[2]}")
        if found := _by_autoconfig(address, url, network):
            return found
    for host in guesses(domain):
        tell(f"Trying {host}")
        if _is_mail_server(host, network):
            return _guessed(address, host, domain, network)
    return None


def _by_services(address: str, domain: str, network: Network) -> Found | None:
    ask = network.names.services
    return from_services(
        address,
        imaps=ask(f"_imaps._tcp.{domain}"),
        imap=ask(f"_imap._tcp.{domain}"),
        submissions=ask(f"_submissions._tcp.{domain}"),
        submission=ask(f"_submission._tcp.{domain}"),
    )


def _by_autoconfig(address: str, url: str, network: Network) -> Found | None:
    try:
        answer = network.outside.get(url)
    except OutsideError:
        return None
    return from_autoconfig(answer.body, address, source=url.split("/")[2]) if answer.status == 200 else None


def _is_mail_server(host: str, network: Network) -> bool:
    """Over TLS, with a certificate that holds; nothing is said there."""
    try:
        connected = network.outside.encrypted(host, IMAPS)
    except OutsideError:
        return False
    try:
        connected.settimeout(network.outside.seconds)
        greeting: bytes = connected.recv(64)
        return greeting.startswith((b"* OK", b"* PREAUTH"))
    except OSError:
        return False
    finally:
        connected.close()


def _guessed(address: str, host: str, domain: str, network: Network) -> Found:
    """Where mail is read at such a name it is nearly always sent at its twin; that is tried before it counts."""
    sent = Place(host.replace("imap.", "smtp.", 1), SUBMISSIONS, "tls", address)
    return Found(Place(host, IMAPS, "tls", address), sent, "guess", domain)
