"""An appointment in; its calendar file, and the letter that brings it to the client, out. Nothing is sent here."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.agreements.queries import zone_here
from alongside.channels.calendar.compose import Entry, compose
from alongside.channels.calendar.events import Guest
from alongside.clients.queries import facts_for
from alongside.diary.models import Appointment, State
from alongside.diary.queries import Planned, zones_for
from alongside.diary.rules import VOICE_WAYS
from alongside.outbox import actions as outbox
from alongside.outbox.models import Draft

MEDIA_TYPE = "text/calendar"


def calendar_of(row: Appointment, *, title: str, now: datetime, organizer: Guest | None = None) -> bytes:
    """`organizer`: who asks, in a letter to those it is with; without, a file for her own calendar."""
    return compose(
        Entry(
            uid=row.uid,
            sequence=row.sequence + (row.state == State.CANCELLED),
            written_at=now,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            title=title,
            place=row.place,
            link=row.join_url,
            days_of=_zone(row.zone) if row.is_all_day else None,
            is_cancelled=row.state == State.CANCELLED,
            organizer=organizer,
            guests=tuple(Guest(address, name) for name, address in row.people if "@" in address),
        )
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return zone_here()


def write_to_client(member: Member, found: Planned, *, now: datetime) -> Draft:
    """A draft with the date by both clocks and the file for their calendar; raises OutboxError."""
    row = found.row
    draft = outbox.start_new(member, client=row.client, to=_recipients(member, found), now=now)
    us = member.name or practice().name
    title = row.title or (f"{_what(row)} with {us}" if us else _what(row))
    words = _words(row, _theirs(found), title=title)
    fields = {"subject": _subject(row, title), "text": words + draft.text}
    draft = outbox.journal(member, draft.pk, revision=draft.revision, fields=fields, now=now)
    organizer = Guest(draft.from_address, us) if draft.from_address else None
    content = calendar_of(row, title=title, now=now, organizer=organizer)
    outbox.attach(
        member, draft.pk, name="invitation.ics", media_type=MEDIA_TYPE, content=BytesIO(content), now=now
    )
    draft.refresh_from_db()
    return draft


def _recipients(member: Member, found: Planned) -> str:
    """Whom it is with; where no address is known of them, the only person of the client."""
    named = [address for _, address in found.row.people if "@" in address]
    facts = facts_for(member, found.client.id)
    known = [one for person in facts.people for one in person.addresses if "@" in one] if facts else []
    return ", ".join(named) or (known[0] if len(known) == 1 else "")


def _theirs(found: Planned) -> ZoneInfo:
    return zones_for([found.client.id]).get(found.client.id) or zone_here()


def _what(row: Appointment) -> str:
    return "Visit" if row.way == "visit" else "Call" if row.way in VOICE_WAYS else "Meeting"


def _subject(row: Appointment, title: str) -> str:
    if row.state == State.CANCELLED:
        return f"Cancelled: {title}"
    return f"New time: {title}" if row.times_moved else title


def _words(row: Appointment, zone: ZoneInfo, *, title: str) -> str:
    """By the client's clock, in words that no calendar is needed for; she goes on from there."""
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    day = f"{starts:%A} {starts.day} {starts:%B %Y}"
    place = zone.key.rpartition("/")[2].replace("_", " ")
    hours = "all day" if row.is_all_day else f"{starts:%H:%M} to {ends:%H:%M} ({place} time)"
    who = next((name.partition(" ")[0] for name, _ in row.people if name), "")
    hello = f"Hello {who},\n\n" if who else "Hello,\n\n"
    if row.state == State.CANCELLED:
        return f"{hello}{title} on {day}, {hours}, will not take place.\n\n"
    begins = "has moved to" if row.times_moved else "is on"
    lines = [f"{title} {begins} {day}, {hours}."]
    if row.join_url:
        lines.append(f"Join here: {row.join_url}")
    if row.place:
        lines.append(f"Where: {row.place}")
    return hello + "\n".join(lines) + "\n\nThe file beside this letter puts it into your calendar.\n\n"
