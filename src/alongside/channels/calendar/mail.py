"""A mail in, the events that its calendar files speak of out; read in a worker under limits."""

from __future__ import annotations

from alongside.channels.calendar.events import CannotReadError, Event
from alongside.channels.calendar.parse import parse
from alongside.channels.email.parse import calendar_parts

MOST_FILES = 10


def events_in(raw: bytes) -> tuple[Event, ...]:
    """What stands in several of its parts alike, as Google and Microsoft send it, is one."""
    found: list[Event] = []
    for content in calendar_parts(raw)[:MOST_FILES]:
        try:
            found += parse(content)
        except CannotReadError:
            # The file itself stays with its mail, to be opened elsewhere.
            continue
    return tuple({(one.uid, one.repetition, one.method): one for one in found}.values())
