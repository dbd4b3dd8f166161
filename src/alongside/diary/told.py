"""Tells open pages, and packages above, that an appointment changed; within the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from alongside.clients.joining import homes
from alongside.diary.models import Appointment
from alongside.lib.besides import in_order
from alongside.live.actions import tell as tell_pages

Besides = Callable[[int], None]
Changed = Callable[[Appointment, frozenset[str]], None]
_BESIDES: list[Besides] = []
_CHANGED: list[Changed] = []
# With whom and by which way, as a row has it.
_HOW = ("client_id", "way", "join_url", "place", "people")


def told_besides(function: Besides) -> Besides:
    """For packages above: called with the number of the client, as it is after any join."""
    _BESIDES.append(function)
    return function


def changed_besides(function: Changed) -> Changed:
    """For packages above: called with an appointment and the names of what of `how_of` is another by now."""
    _CHANGED.append(function)
    return function


def how_of(row: Appointment) -> dict[str, object]:
    return {name: getattr(row, name) for name in _HOW}


def tell_change(row: Appointment, before: Mapping[str, object]) -> None:
    """`before`: what `how_of` was, among other things."""
    names = frozenset(name for name, value in how_of(row).items() if before[name] != value)
    for function in in_order(__name__, _CHANGED) if names else ():
        function(row, names)


def tell(row: Appointment) -> None:
    tell_all([row])


def tell_all(rows: Sequence[Appointment]) -> None:
    for row in rows:
        tell_pages("diary", row.pk)
    joined = homes() if rows else {}
    for client in sorted({joined.get(row.client_id, row.client_id) for row in rows}):
        for function in in_order(__name__, _BESIDES):
            function(client)
