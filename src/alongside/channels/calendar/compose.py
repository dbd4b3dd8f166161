"""What is planned in, a calendar file (RFC 5545) out, for a calendar of hers or a client's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from icalendar import Calendar, Event, vCalAddress

from alongside.channels.calendar.events import Guest

PRODUCT = "-//Alongside//Diary//EN"


@dataclass(frozen=True, slots=True)
class Entry:
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


def compose(entry: Entry) -> bytes:
    """With an organizer it asks, or calls off (RFC 5546); without it only tells."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    method = "PUBLISH" if entry.organizer is None else "CANCEL" if entry.is_cancelled else "REQUEST"
    calendar.add("METHOD", method)
    calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
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
    event.add("SUMMARY", entry.title)
    if entry.place or entry.link:
        event.add("LOCATION", entry.place or entry.link)
    if text := "\n".join(part for part in (entry.text, entry.link) if part):
        event.add("DESCRIPTION", text)
    if entry.link:
        event.add("URL", entry.link)
    event.add("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.organizer is not None:
        event.add("ORGANIZER", _address(entry.organizer))
        for guest in entry.guests:
            event.add("ATTENDEE", _address(guest, asks=True))
    return event


def _address(guest: Guest, *, asks: bool = False) -> vCalAddress:
    found = vCalAddress(f"mailto:{guest.address}")
    if guest.name:
        # A quotation mark cannot stand in a parameter (RFC 5545 §3.2).
        found.params["CN"] = guest.name.replace('"', "'")
    if asks:
        found.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    return found
