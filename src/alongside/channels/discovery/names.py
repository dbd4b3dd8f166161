"""A domain in, what its DNS says of its mail out: MX hosts and SRV records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alongside.channels.discovery.rules import Service

if TYPE_CHECKING:
    import dns.resolver

SECONDS = 4.0
MOST_RECORDS = 20


@dataclass(slots=True)
class Names:
    """Asks the name servers of this machine, or the one that is given (`host`, or `host:port`).

    Once nobody answered it asks no more: else somebody without a network waits for each question anew.
    """

    server: str = ""
    is_silent: bool = field(default=False, init=False)

    def mx(self, domain: str) -> list[str]:
        """The best first; none where there are none, or nobody answers."""
        found = sorted(
            (int(one.preference), str(one.exchange).rstrip(".").lower()) for one in self._ask(domain, "MX")
        )
        return [host for _, host in found if host]

    def services(self, name: str) -> list[Service]:
        return [
            Service(int(one.priority), int(one.weight), int(one.port), str(one.target))
            for one in self._ask(name, "SRV")
        ]

    def _ask(self, name: str, kind: str) -> list[Any]:
        # Only here, because it takes 3 MB of every process, and is asked when a mailbox is connected.
        import dns.exception

        if self.is_silent:
            return []
        try:
            answer = self._resolver().resolve(name, kind, search=False, lifetime=SECONDS)
        except dns.exception.Timeout:
            self.is_silent = True
            return []
        except (dns.exception.DNSException, OSError, ValueError):
            return []
        return list(answer)[:MOST_RECORDS]

    def _resolver(self) -> dns.resolver.Resolver:
        import dns.resolver

        if not self.server:
            return dns.resolver.Resolver()
        made = dns.resolver.Resolver(configure=False)
        host, _, port = self.server.rpartition(":") if self.server.count(":") == 1 else (self.server, "", "")
        made.nameservers, made.port = [host], int(port or 53)
        return made
