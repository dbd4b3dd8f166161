"""An appointment in; its calendar file, and the letter that brings it to the client, out. Nothing is sent here."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.agreements.queries import zone_here
from alongside.channels.calendar.compose import Entry, compose
from alongside.channels.calendar.events import Event, Guest
from alongside.channels.calendar.repeating import clock_of, moment
from alongside.clients.queries import facts_for
from alongside.diary.errors import DiaryError
from alongside.diary.keeping import from_json
from alongside.diary.models import Appointment, Invitation, Origin, State
from alongside.diary.queries import Planned, zones_for
from alongside.diary.reconciling import own_addresses
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


ANSWERS = {"accepted": "Accepted", "tentative": "Perhaps", "declined": "Declined"}
_ANSWERED = {"accepted": "I will be there", "tentative": "I am not sure yet", "declined": "I cannot be there"}


def can_answer(row: Appointment) -> bool:
    return row.origin == Origin.INVITATION and _asked(row) is not None


def answer_invitation(member: Member, found: Planned, answer: str, *, now: datetime) -> Draft:
    """A draft to whoever invited, with the answer as calendars read it; raises DiaryError and OutboxError."""
    asked = _asked(found.row)
    if asked is None or asked.organizer is None or answer not in ANSWERS:
        raise DiaryError("This invitation cannot be answered from here. Answer it where it came.")
    draft = outbox.start_new(member, client=found.row.client, to=asked.organizer.address, now=now)
    title = asked.title or _what(found.row)
    zone = _theirs(found)
    starts = found.row.starts_at.astimezone(zone)
    when = f"{starts:%A} {starts.day} {starts:%B}" + ("" if asked.is_all_day else f", {starts:%H:%M}")
    row_words = "every time" if asked.rule else when
    text = f"{_ANSWERED[answer]}: {title}, {row_words}.\n\n"
    fields = {"subject": f"{ANSWERS[answer]}: {title}", "text": text + draft.text}
    draft = outbox.journal(member, draft.pk, revision=draft.revision, fields=fields, now=now)
    own = own_addresses()
    mine = next((one.address for one in asked.guests if one.address in own), draft.from_address)
    content = _answer_file(asked, Guest(mine, member.name, answer), here=zone_here(), now=now)
    outbox.attach(
        member, draft.pk, name="answer.ics", media_type=MEDIA_TYPE, content=BytesIO(content), now=now
    )
    draft.refresh_from_db()
    return draft


def _asked(row: Appointment) -> Event | None:
    """What the newest letter asks of us; None of what one of us invited to herself, or only hears of."""
    if row.invited_by is None or row.state == State.CANCELLED:
        return None
    kept = Invitation.objects.filter(uid=row.uid, interaction__source_key=bytes(row.invited_by)).first()
    event = from_json(kept.event) if kept is not None else None
    if event is None or event.method != "REQUEST" or event.organizer is None:
        return None
    return event if event.organizer.address not in own_addresses() else None


def _answer_file(asked: Event, mine: Guest, *, here: ZoneInfo, now: datetime) -> bytes:
    zone = here if asked.is_all_day else clock_of(asked.zone, otherwise=here)
    return compose(
        Entry(
            uid=asked.uid,
            sequence=asked.sequence,
            written_at=now,
            starts_at=moment(asked.starts, zone),
            ends_at=moment(asked.ends, zone),
            title=asked.title,
            days_of=here if asked.is_all_day else None,
            organizer=asked.organizer,
            guests=(mine,),
            repetition=moment(asked.repetition, zone) if asked.repetition is not None else None,
            is_answer=True,
        )
    )


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
