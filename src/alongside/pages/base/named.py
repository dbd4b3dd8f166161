"""What was typed of people, and who stood there before, in; names and addresses out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST_NAMED, LONGEST_NAME = 50, 200
_MOST_COMMAS = 3


def named_in(text: str, before: Iterable[Sequence[str]] = ()) -> tuple[tuple[str, str], ...]:
    """Between commas a name or an address each. The form shows one of the two of who stood there before: the other
    stays, and a name that holds commas itself stays whole."""
    names = [" ".join(name.split())[:LONGEST_NAME] for name in text.split(",")][:MOST_NAMED]
    known = {_parts(name or address): (name, address) for name, address in before if name or address}
    found, at = [], 0
    while at < len(names):
        length = next(
            (size for size in range(_MOST_COMMAS, 0, -1) if tuple(names[at : at + size]) in known), 0
        )
        if length:
            found.append(known[tuple(names[at : at + length])])
        elif names[at]:
            found.append(("", names[at]) if _is_address(names[at]) else (names[at], ""))
        at += length or 1
    return tuple(found)


def _parts(label: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split())[:LONGEST_NAME] for part in label.split(","))


def _is_address(text: str) -> bool:
    name, _, host = text.partition("@")
    return bool(name) and "." in host and not {" ", "@", "<", ">"} & {*name, *host}
