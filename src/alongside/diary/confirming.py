"""A call that a client booked, moved or called off in; the letters that say so out, each once, whoever is killed.

Nothing goes by itself unless the member said so for that booking link; else her draft is ready. Neither does
anything to an address that only whoever holds the link has named: a stranger would send letters in her name.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.accounts.queries import practice, zone_of
from alongside.agreements.queries import zone_here
from alongside.channels.calendar.events import Guest
from alongside.channels.smtp.compose import Attached
from alongside.clients.joining import homes
from alongside.clients.models import Client, CompanyDomain, Handle
from alongside.clients.queries import ended_clients
from alongside.diary.models import Appointment, BookingNotice, Origin, Said, State
from alongside.diary.queries import zones_for
from alongside.diary.rules import BOOKED, BOOKING, occasion_of
from alongside.diary.telling import FILE_WORDS, MEDIA_TYPE, calendar_of, day_and_hours, hello_to, how_words
from alongside.live.actions import tell as tell_pages
from alongside.outbox.actions import discard
from alongside.outbox.errors import OutboxError
from alongside.outbox.letters import send
from alongside.outbox.models import Draft
from alongside.outbox.occasions import File, Letter, begin_once, to_people
from alongside.outbox.sight import seen_clients, with_joined
from alongside.outbox.to_herself import boxes_of_her_own, ready_for_herself, send_to_herself
from alongside.outbox.ways_out import sender_for
from alongside.sharing.actions import make
from alongside.sharing.models import Share

STRANGE = "Their address is not known here: look at the letter, and send it yourself."


def tell_of(appointment_id: int, occasion: str, *, now: datetime) -> BookingNotice | None:
    """The letter of this occasion, in one transaction with the row that says it was written.

    None where it was written already, where something else holds by now, or where nobody here writes to them.
    """
    with transaction.atomic():
        rows = Appointment.objects.select_for_update().filter(pk=appointment_id, origin=Origin.BOOKING)
        row = rows.first()
        if row is None or row.member is None or occasion not in (occasion_of(row), reminder_of(row)):
            return None
        is_reminder = occasion != occasion_of(row)
        by_itself = tells_by_itself(row)
        if (is_reminder and not (by_itself and may_remind(row))) or not _is_written_to(row, row.member):
            return None
        notice, is_first = BookingNotice.objects.get_or_create(
            appointment=row, occasion=occasion, defaults={"made_at": now}
        )
        if not is_first:
            return None
        _write(row.member, row, notice, by_itself=by_itself, is_reminder=is_reminder, now=now)
        notice.save()
        tell_pages("diary", row.pk)
    return notice


def tell_anew_of(appointment_id: int, *, is_news: bool, now: datetime) -> BookingNotice | None:
    """After she changed it herself: the letter that is ready and untouched gives way to one of what holds now.

    Of what they were told already she writes herself. `is_news`: it is at another time, or takes place after all.
    """
    with transaction.atomic():
        rows = Appointment.objects.select_for_update().filter(pk=appointment_id, origin=Origin.BOOKING)
        row = rows.first()
        if row is None or row.member is None or not _is_written_to(row, row.member):
            return None
        occasion = f"{occasion_of(row)}, said {Said.objects.filter(appointment=row).count()}"
        if BookingNotice.objects.filter(appointment=row, occasion=occasion).exists():
            return None
        before = _throw_away_unsent(row.member, row, now=now)
        if before.were_told or not (before.had_one or is_news):
            return None
        if row.state != State.PLANNED or row.starts_at <= now:
            return None
        notice = BookingNotice.objects.create(appointment=row, occasion=occasion, made_at=now)
        _write(row.member, row, notice, by_itself=False, is_reminder=False, now=now)
        notice.save()
        tell_pages("diary", row.pk)
    return notice


def _is_written_to(row: Appointment, member: Member) -> bool:
    """She works for the client, whose work goes on."""
    client = _home(row).pk
    return client in seen_clients(member) and client not in ended_clients()


def may_remind(row: Appointment) -> bool:
    """Not before they were told of it: what was written of it goes first, or is thrown away by her."""
    unsent = BookingNotice.objects.filter(appointment=row, draft__sent_at=None, draft__discarded_at=None)
    return (
        row.member is not None and _is_written_to(row, row.member) and not unsent.exclude(draft=None).exists()
    )


def reminder_of(row: Appointment) -> str:
    """Once for each time that it was moved to."""
    return f"reminder {row.sequence}" if row.state == State.PLANNED else ""


def tells_by_itself(row: Appointment) -> bool:
    """As she chose for the link that is open now; taken back, it says nothing any more."""
    shares = Share.objects.filter(
        kind=BOOKING, client_id__in=with_joined(_home(row).pk), made_by_id=row.member_id
    )
    newest = shares.order_by("-id").first()
    return newest is not None and newest.revoked_at is None and newest.choices.get("by_itself") is True


def _home(row: Appointment) -> Client:
    """Whose it is now, after any join."""
    return Client.objects.get(pk=homes().get(row.client_id, row.client_id))


def _write(
    member: Member,
    row: Appointment,
    notice: BookingNotice,
    *,
    by_itself: bool,
    is_reminder: bool,
    now: datetime,
) -> None:
    # A reminder says nothing new: whatever was written before it holds.
    were_told = not is_reminder and _throw_away_unsent(member, row, now=now).were_told
    client = _home(row)
    if row.state == State.CANCELLED and not (were_told or by_itself):
        return
    if not sender_for(member, client=client):
        if by_itself:
            notice.trouble = (
                "No mailbox of yours sends. Connect one, and write to them from the page of the call."
            )
        return
    letter = _letter(member, row, client, is_reminder=is_reminder, now=now)
    draft = begin_once(member, f"booking {row.pk} {notice.occasion}", letter, client=client, now=now)
    notice.draft, notice.revision = draft, draft.revision
    if by_itself:
        notice.trouble = _send(member, draft, row, client, now=now)
        if not is_reminder:
            _tell_herself(member, row, client, now=now)


class _Before(Struct):
    """Of letters of this call: whether they were sent any, and whether one was thrown away just now."""

    were_told: bool = False
    had_one: bool = False


def _throw_away_unsent(member: Member, row: Appointment, *, now: datetime) -> _Before:
    """What was written of it before and holds no more, as long as she did not touch it."""
    found = _Before()
    for before in BookingNotice.objects.filter(appointment=row).exclude(draft=None).select_related("draft"):
        draft = before.draft
        if draft is None or draft.discarded_at is not None:
            continue
        found.were_told = found.were_told or draft.sent_at is not None
        if draft.sent_at is None and draft.revision == before.revision:
            discard(member, draft.pk, now=now)
            found.had_one = True
    return found


def _send(member: Member, draft: Draft, row: Appointment, client: Client, *, now: datetime) -> str:
    """What is in the way, in words; "" when it goes."""
    if not all(_is_known(client, address) for _, address in row.people):
        return STRANGE
    try:
        send(member, draft.pk, revision=draft.revision, now=now, is_automatic=True)
    except OutboxError as error:
        return str(error)[:300]
    return ""


def _is_known(client: Client, address: str) -> bool:
    """Of a person of this client, or at a domain that is all its own."""
    clients, address = with_joined(client.pk), address.strip().lower()
    people = Handle.objects.filter(kind="email", value=address, person__client_id__in=clients)
    domains = CompanyDomain.objects.filter(client_id__in=clients, domain=address.rpartition("@")[2])
    return people.exists() or domains.exists()


def _letter(member: Member, row: Appointment, client: Client, *, is_reminder: bool, now: datetime) -> Letter:
    us = member.name or practice().name
    title, sender = title_for_them(row, us), sender_for(member, client=client)
    link = _link(member, row, client, now=now) if row.state == State.PLANNED else ""
    content = calendar_of(
        row, title=title, now=now, organizer=Guest(sender, us), link=link if row.way == "room" else ""
    )
    names = {State.CANCELLED: "Cancelled: ", State.PLANNED: "New time: " if row.times_moved else ""}
    return Letter(
        subject=f"Reminder: {title}" if is_reminder else f"{names.get(State(row.state), '')}{title}",
        words=_words(row, client, title=title, link=link, is_reminder=is_reminder),
        to=to_people(row.people),
        files=() if is_reminder else [File("invitation.ics", MEDIA_TYPE, content)],
    )


def title_for_them(row: Appointment, us: str) -> str:
    """As they named it when they booked; what she calls it since is her own."""
    first = Said.objects.filter(appointment=row, word=Said.Word.PLANNED, member=None).order_by("id").first()
    about = str(first.facts.get("title", "")) if first is not None else ""
    return about or (f"Call with {us}" if us else "Call")


def _link(member: Member, row: Appointment, client: Client, *, now: datetime) -> str:
    """The page on which they join, move or cancel it: what the browser was shown is kept nowhere."""
    return make(member, kind=BOOKED, client_id=client.pk, object_id=row.pk, now=now).address


def _words(row: Appointment, client: Client, *, title: str, link: str, is_reminder: bool) -> str:
    zone = zones_for([client.pk]).get(client.pk) or zone_here()
    hello, at = hello_to(row), day_and_hours(row, zone)
    if row.state == State.CANCELLED:
        return f"{hello}Our call on {at}, will not take place: {title}.\n\n"
    begins = "has moved to" if row.times_moved and not is_reminder else "is on"
    lines = [f"Our call {begins} {at}: {title}.", *how_words(row)]
    if row.way == "room":
        lines.append(f"Join, move or cancel it here: {link}")
    else:
        lines.append(f"To move or cancel it: {link}")
    return hello + "\n".join(lines) + ("\n\n" if is_reminder else f"\n\n{FILE_WORDS}\n\n")


def _tell_herself(member: Member, row: Appointment, client: Client, *, now: datetime) -> None:
    """For her own calendar; only through a mailbox that is hers alone."""
    box = next(iter(boxes_of_her_own(member)), None)
    if box is None:
        return
    who = next((name or address for name, address in row.people), "") or client.name
    words = {State.CANCELLED: "Called off by", State.PLANNED: "Moved by" if row.times_moved else "Booked by"}
    subject = f"{words.get(State(row.state), 'Booked by')} {who} ({client.name})"
    content = calendar_of(row, title=f"{who} ({client.name})", now=now)
    text = f"{subject}: {day_and_hours(row, zone_of(member))}.\n\n{FILE_WORDS}\n"
    made = ready_for_herself(
        member, box.pk, subject=subject, text=text, files=[Attached("call.ics", MEDIA_TYPE, content)], at=now
    )
    send_to_herself(member, made, subject=subject, now=now)
