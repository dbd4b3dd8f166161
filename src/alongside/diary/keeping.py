"""Events as they are kept beside their mail, and the names by which their appointments are found again. Pure."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Any

from msgspec import to_builtins

from alongside.channels.calendar.events import Event, Guest

_MOMENTS, _LISTS = frozenset({"starts", "ends", "repetition", "stamp"}), frozenset({"except_on", "also_on"})


def as_json(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = to_builtins(event, builtin_types=(datetime,))
    for name in _MOMENTS:
        found[name] = found[name].isoformat() if found[name] is not None else None
    for name in _LISTS:
        found[name] = [one.isoformat() for one in found[name]]
    return found


def from_json(kept: dict[str, Any]) -> Event:
    values = {name: kept[name] for name in Event.__struct_fields__}
    for name in _MOMENTS:
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    for name in _LISTS:
        values[name] = tuple(datetime.fromisoformat(one) for one in values[name])
    values["links"] = tuple(values["links"])
    values["organizer"] = Guest(**values["organizer"]) if values["organizer"] else None
    values["guests"] = tuple(Guest(**one) for one in values["guests"])
    return Event(**values)


def event_name(uid: str, repetition: str) -> str:
    return blake2b(f"{uid}\0{repetition}".encode(), digest_size=16, person=b"event").hexdigest()


def key_of(event: str, client_id: int) -> str:
    return blake2b(f"{event}\0{client_id}".encode(), digest_size=16, person=b"appointment").hexdigest()
