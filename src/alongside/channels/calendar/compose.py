"""What is planned in, a calendar file (RFC 5545) out, for a calendar of hers or a client's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from msgspec import Struct

from alongside.channels.calendar.events import Guest

if TYPE_CHECKING:
    from icalendar import Event, vCalAddress

PRODUCT = "-//Alongside//Diary//EN"


class Entry(Struct, frozen=True):
    """`days_of`: the clock by which a whole day is meant; None for what has hours."""

    uid: str
    sequence: int
    written_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    link: str = ""
    text: str = ""
    days_of: tzinfo | None = None
    is_cancelled: bool = False
    organizer: Guest | None = None
    guests: tuple[Guest, ...] = ()
    # Of an answer: the beginning of the one repetition that it is about.
    repetition: datetime | None = None
    is_answer: bool = False


def compose(entry: Entry) -> bytes:
    """With an organizer it asks, calls off or answers (RFC 5546); without it only tells."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("METHOD", _method(entry))
    calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _method(entry: Entry) -> str:
    if entry.organizer is None:
        return "PUBLISH"
    if entry.is_answer:
        return "REPLY"
    return "CANCEL" if entry.is_cancelled else "REQUEST"


def _event(entry: Entry) -> Event:
    from icalendar import Event

    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.written_at.astimezone(UTC))
    if entry.days_of is None:
        event.add("DTSTART", entry.starts_at.astimezone(UTC))
        event.add("DTEND", entry.ends_at.astimezone(UTC))
    else:
        first, last = (at.astimezone(entry.days_of).date() for at in (entry.starts_at, entry.ends_at))
        event.add("DTSTART", first)
        event.add("DTEND", max(last, first + timedelta(days=1)))
    if entry.repetition is not None:
        event.add("RECURRENCE-ID", entry.repetition.astimezone(UTC))
    event.add("SUMMARY", entry.title)
    if entry.place or entry.link:
        event.add("LOCATION", entry.place or entry.link)
    if text := "\n".join(part for part in (entry.text, entry.link) if part):
        event.add("DESCRIPTION", text)
    if entry.link:
        event.add("URL", entry.link)
    if not entry.is_answer:
        event.add("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.organizer is not None:
        event.add("ORGANIZER", _address(entry.organizer))
        for guest in entry.guests:
            event.add("ATTENDEE", _address(guest, asks=not entry.is_answer))
    return event


def _address(guest: Guest, *, asks: bool = False) -> vCalAddress:
    from icalendar import vCalAddress

    found = vCalAddress(f"mailto:{guest.address}")
    if guest.name:
        # A quotation mark cannot stand in a parameter (RFC 5545 §3.2).
        found.params["CN"] = guest.name.replace('"', "'")
    if guest.answer:
        found.params["PARTSTAT"] = guest.answer.upper()
    if asks:
        found.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    return found
