"""Whom a call, a meeting, a visit or a chat was with: numbers of entries in, names in words out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alongside.clients.queries import names_of
from alongside.prepared import prepared
from alongside.timeline.models import Party


@prepared
def _named(numbers: Any) -> Any:
    rows = Party.objects.filter(interaction_id__in=numbers.numbers).order_by("id")
    return rows.values_list("interaction_id", "interaction__direction", "role", "name", "address__value")


def others_of(numbers: Sequence[int]) -> dict[int, str]:
    """Of calls, visits and the like: whom they were with, in words; the caller has checked sight."""
    found: dict[int, list[tuple[str, str]]] = {}
    for number, direction, role, name, address in _named(numbers) if numbers else ():
        # As `channels.hand.parse` has it: the others are "from" and "cc" of what came in, "to" of what went out.
        if (role in ("from", "cc")) == (direction == "in"):
            found.setdefault(number, []).append((name, address))
    known = names_of(address for some in found.values() for name, address in some if not name)
    return {
        number: ", ".join(name or known.get(address, address) for name, address in some)
        for number, some in found.items()
    }
