"""The common providers, from `providers.toml`: an address or an MX host in, whose service it is out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from alongside.channels.discovery.rules import Found, Place, Security, Via

FILE = Path(__file__).with_name("providers.toml")
# `sign_in`: a password works no more. `bridge`: only through a program on her own machine.
Needs = Literal["password", "app_password", "sign_in", "bridge"]


class Provider(Struct, frozen=True):
    """`steps`: what has to be done at the provider before, in its order; `sign_in_at`: google or microsoft."""

    key: str
    name: str
    domains: frozenset[str]
    mx: tuple[str, ...]
    imap: str
    smtp: str
    user: Literal["address", "local"]
    smtp_user: Literal["address", "local"]
    needs: Needs
    sign_in_at: str
    steps: tuple[str, ...]
    link: str
    link_words: str
    source: str

    def found_for(self, address: str, *, via: Via, source: str) -> Found:
        smtp = _place(self.smtp, self.smtp_user, address) if self.smtp else None
        return Found(_place(self.imap, self.user, address), smtp, via, source, self.key)


def _place(written: str, user: str, address: str) -> Place:
    """Of `imap.example.com:993 tls`."""
    where, _, security = written.partition(" ")
    host, _, port = where.rpartition(":")
    kind: Security = "tls" if security == "tls" else "starttls"
    return Place(host, int(port), kind, address.rpartition("@")[0] if user == "local" else address)


@lru_cache(maxsize=1)
def providers() -> dict[str, Provider]:
    return {key: _provider(key, row) for key, row in tomllib.loads(FILE.read_text()).items()}


def _provider(key: str, row: dict[str, Any]) -> Provider:
    user = row.get("user", "address")
    return Provider(
        key=key,
        name=row["name"],
        domains=frozenset(row.get("domains", [])),
        mx=tuple(row.get("mx", [])),
        imap=row["imap"],
        smtp=row.get("smtp", ""),
        user=user,
        smtp_user=row.get("smtp_user", user),
        needs=row.get("needs", "password"),
        sign_in_at=row.get("sign_in_at", ""),
        steps=tuple(row.get("steps", [])),
        link=row.get("link", ""),
        link_words=row.get("link_words", ""),
        source=row["source"],
    )


def by_domain(domain: str) -> Provider | None:
    return next((one for one in providers().values() if domain in one.domains), None)


def by_mx(hosts: Iterable[str]) -> Provider | None:
    """Whose machines take the mail in: the best of them that is known decides."""
    for host in hosts:
        for one in providers().values():
            if any(host == name or host.endswith(f".{name}") for name in one.mx):
                return one
    return None
