"""Recipients as somebody typed them in, people and what could not be read out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from alongside.channels.smtp.compose import Correspondent
from alongside.channels.smtp.headers import UnsafeAddress, one_line, wire_address

_PIECE = re.compile(r'\s*((?:"(?:[^"\\]|\\.)*"|<[^<>]*>|[^,;"<>\n])+)')
_NAMED = re.compile(r"^(?P<name>.*?)\s*<\s*(?P<address>[^<>]*?)\s*>$", re.DOTALL)
_QUOTED = re.compile(r'^"((?:[^"\\]|\\.)*)"$')
MOST_RECIPIENTS = 100


class Typed(Struct, frozen=True):
    """One recipient as it stands in a field: `text[start:end]`. `person` is None where it is no address."""

    start: int
    end: int
    written: str
    person: Correspondent | None


def read_recipients(text: str) -> list[Typed]:
    """Parted by commas, semicolons or line ends; each `Name <address>` or `address`."""
    found = []
    for match in _PIECE.finditer(text):
        written = match[1].strip()
        if written:
            start = match.start(1) + len(match[1]) - len(match[1].lstrip())
            found.append(Typed(start, start + len(written), written, _read(written)))
    return found


def _read(written: str) -> Correspondent | None:
    named = _NAMED.match(written)
    address, name = (named["address"], named["name"].strip()) if named else (written, "")
    if (quoted := _QUOTED.match(name)) is not None:
        name = re.sub(r"\\(.)", r"\1", quoted[1])
    try:
        local, _, domain = wire_address(address).rpartition("@")
    except UnsafeAddress:
        return None
    # An address without a dot in its domain is one of this machine's, and goes nowhere.
    return Correspondent(f"{local}@{domain.lower()}", one_line(name)) if "." in domain else None


def write_recipients(people: Iterable[Correspondent]) -> str:
    """As it stands in a field; read again it gives the same people."""
    return ", ".join(_written(one) for one in people)


def _written(one: Correspondent) -> str:
    if not one.name:
        return one.address
    if re.search(r'[,;"<>\\@()]', one.name):
        name = '"' + one.name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        name = one.name
    return f"{name} <{one.address}>"


def each_once(
    to: Iterable[Correspondent], cc: Iterable[Correspondent], bcc: Iterable[Correspondent]
) -> list[tuple[str, Correspondent]]:
    """Role and person; who is named twice is kept where it stands first."""
    found: dict[str, tuple[str, Correspondent]] = {}
    for role, people in (("to", to), ("cc", cc), ("bcc", bcc)):
        for one in people:
            found.setdefault(one.address.lower(), (role, one))
    return list(found.values())
