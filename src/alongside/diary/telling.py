"""An appointment in; its calendar file, and the letter that brings it to the client, out. Nothing is sent here."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.agreements.queries import zone_here
from alongside.channels.calendar.compose import Entry, compose
from alongside.channels.calendar.events import Event, Guest
from alongside.channels.calendar.repeating import clock_of, moment
from alongside.clients.joining import homes
from alongside.clients.queries import facts_for
from alongside.diary.errors import DiaryError
from alongside.diary.keeping import from_json
from alongside.diary.models import Appointment, Invitation, Origin, Said, State
from alongside.diary.queries import Planned, zones_for
from alongside.diary.reconciling import own_addresses
from alongside.diary.rules import PLANNED_CALL, VOICE_WAYS, begins_by
from alongside.outbox.models import Draft
from alongside.outbox.occasions import File, Letter, begin_once, to_people
from alongside.outbox.ways_out import sender_for
from alongside.reach.queries import reachability
from alongside.sharing.actions import Made, make

MEDIA_TYPE = "text/calendar"
FILE_WORDS = "The file beside this letter puts it into your calendar."


def calendar_of(
    row: Appointment, *, title: str, now: datetime, organizer: Guest | None = None, link: str = ""
) -> bytes:
    """`organizer`: who asks, in a letter to those it is with; without, a file for her own calendar.

    `link`: what leads into the call where its own link does not.
    """
    return compose(
        Entry(
            uid=row.uid,
            sequence=row.sequence,
            written_at=now,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            title=title,
            place=row.place,
            link=row.join_url or link,
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
    us = member.name or practice().name
    title = row.title or (f"{_what(row)} with {us}" if us else _what(row))
    sender = sender_for(member, client=row.client)
    organizer = Guest(sender, us) if sender else None
    link = _way_in(member, row, now=now)
    content = calendar_of(row, title=title, now=now, organizer=organizer, link=link)
    letter = Letter(
        subject=_subject(row, title),
        words=_words(row, _theirs(found), title=title, link=link),
        to=_recipients(member, found),
        files=[File("invitation.ics", MEDIA_TYPE, content)],
    )
    # Said of it since, the letter is another one: a place, a link, a length.
    occasion = f"appointment {row.pk} {row.state} {Said.objects.filter(appointment=row).count()}"
    return begin_once(member, occasion, letter, client=row.client, now=now)


ANSWERS = {"accepted": "Accepted", "tentative": "Perhaps", "declined": "Declined"}
_ANSWERED = {"accepted": "I will be there", "tentative": "I am not sure yet", "declined": "I cannot be there"}


def can_answer(row: Appointment) -> bool:
    return row.origin == Origin.INVITATION and _asked(row) is not None


def answer_invitation(member: Member, found: Planned, answer: str, *, now: datetime) -> Draft:
    """A draft to whoever invited, with the answer as calendars read it; raises DiaryError and OutboxError."""
    asked = _asked(found.row)
    if asked is None or asked.organizer is None or answer not in ANSWERS:
        raise DiaryError("This invitation cannot be answered from here. Answer it where it came.")
    title = asked.title or _what(found.row)
    zone = _theirs(found)
    starts = begins_by(found.row, zone)
    when = f"{starts:%A} {starts.day} {starts:%B}" + ("" if asked.is_all_day else f", {starts:%H:%M}")
    row_words = "every time" if asked.rule else when
    text = f"{_ANSWERED[answer]}: {title}, {row_words}.\n\n"
    own, sender = own_addresses(), sender_for(member, client=found.row.client)
    mine = next((one.address for one in asked.guests if one.address in own), sender)
    content = _answer_file(asked, Guest(mine, member.name, answer), here=zone_here(), now=now)
    letter = Letter(
        subject=f"{ANSWERS[answer]}: {title}",
        words=text,
        to=to_people([("", asked.organizer.address)]),
        files=[File("answer.ics", MEDIA_TYPE, content)],
    )
    occasion = f"invitation {found.row.pk} {asked.sequence} {answer}"
    return begin_once(member, occasion, letter, client=found.row.client, now=now)


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
    named = to_people(found.row.people)
    facts = facts_for(member, found.client.id)
    known = [one for person in facts.people for one in person.addresses if "@" in one] if facts else []
    return named or (to_people([("", known[0])]) if len(known) == 1 else "")


def _theirs(found: Planned) -> ZoneInfo:
    return zones_for([found.client.id]).get(found.client.id) or zone_here()


def _what(row: Appointment) -> str:
    return "Visit" if row.way == "visit" else "Call" if row.way in VOICE_WAYS else "Meeting"


def _subject(row: Appointment, title: str) -> str:
    if row.state == State.CANCELLED:
        return f"Cancelled: {title}"
    return f"New time: {title}" if row.times_moved else title


def _way_in(member: Member, row: Appointment, *, now: datetime) -> str:
    """Into a room here; none as long as they could not open it."""
    is_of_use = row.way == "room" and row.state == State.PLANNED and reachability().is_reachable
    return link_for_them(member, row, now=now).address if is_of_use else ""


def link_for_them(member: Member, row: Appointment, *, now: datetime) -> Made:
    """The page of a call that she planned in a room here. Raises NotThere, and SharingError where it is none."""
    client_id = homes().get(row.client_id, row.client_id)
    return make(member, kind=PLANNED_CALL, client_id=client_id, object_id=row.pk, now=now)


def _words(row: Appointment, zone: ZoneInfo, *, title: str, link: str = "") -> str:
    """By the client's clock, in words that no calendar is needed for; she goes on from there."""
    hello = hello_to(row)
    if row.state == State.CANCELLED:
        return f"{hello}{title} on {day_and_hours(row, zone)}, will not take place.\n\n"
    begins = "has moved to" if row.times_moved else "is on"
    lines = [f"{title} {begins} {day_and_hours(row, zone)}.", *how_words(row)]
    if link:
        lines.append(f"Join here: {link}")
    return hello + "\n".join(lines) + f"\n\n{FILE_WORDS}\n\n"


def hello_to(row: Appointment) -> str:
    who = next((name.partition(" ")[0] for name, _ in row.people if name), "")
    return f"Hello {who},\n\n" if who else "Hello,\n\n"


def day_and_hours(row: Appointment, zone: ZoneInfo) -> str:
    """ "Thursday 3 December 2026, 10:00 to 10:30 (New York time)"."""
    starts, ends = begins_by(row, zone), row.ends_at.astimezone(zone)
    day = f"{starts:%A} {starts.day} {starts:%B %Y}"
    place = zone.key.rpartition("/")[2].replace("_", " ")
    hours = "all day" if row.is_all_day else f"{starts:%H:%M} to {ends:%H:%M} ({place} time)"
    return f"{day}, {hours}"


def how_words(row: Appointment) -> list[str]:
    """How they come together, as far as it is known, a line each."""
    where = "You will be rung at" if row.way in VOICE_WAYS else "Where:"
    lines = [f"Join here: {row.join_url}"] if row.join_url else []
    return [*lines, f"{where} {row.place}"] if row.place else lines
