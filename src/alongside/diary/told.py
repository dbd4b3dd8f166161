"""Tells open pages, and packages above, that an appointment changed; within the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from alongside.clients.joining import homes
from alongside.diary.models import Appointment
from alongside.lib.besides import in_order
from alongside.live.actions import tell as tell_pages

Besides = Callable[[int], None]
_BESIDES: list[Besides] = []


def told_besides(function: Besides) -> Besides:
    """For packages above: called with the number of the client, as it is after any join."""
    _BESIDES.append(function)
    return function


def tell(row: Appointment) -> None:
    tell_all([row])


def tell_all(rows: Sequence[Appointment]) -> None:
    for row in rows:
        tell_pages("diary", row.pk)
    joined = homes() if rows else {}
    for client in sorted({joined.get(row.client_id, row.client_id) for row in rows}):
        for function in in_order(__name__, _BESIDES):
            function(client)
