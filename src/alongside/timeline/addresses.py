"""Addresses written once: texts in, their ids out."""

from __future__ import annotations

from collections.abc import Iterable

from alongside.timeline.database import insert, select_in

_SELECT = "SELECT value, id FROM timeline_address WHERE value IN ({})"


def address_ids(values: Iterable[str]) -> dict[str, int]:
    """The id of every address, made where it is new. Inside the writing transaction."""
    wanted = {value[:320] for value in values}
    known: dict[str, int] = dict(select_in(_SELECT, wanted))
    missing = sorted(wanted - known.keys())
    if missing:
        rows = [(value, value.rpartition("@")[2][:255]) for value in missing]
        insert("timeline_address", ("value", "domain"), rows, ignore=True)
        known.update(select_in(_SELECT, missing))
    return known
