"""Calls that clients booked in; those whose reminder is due, and their letters, out."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from alongside.diary.confirming import may_remind, reminder_of, tell_of, tells_by_itself
from alongside.diary.models import Appointment, BookingNotice, Origin, Said, State
from alongside.diary.rules import LATEST_REMINDER, remind_at

MOST_AT_ONCE = 200


def still_to_remind(*, now: datetime) -> list[tuple[datetime, Appointment]]:
    """What is booked with a link that sends by itself, with the moment of its reminder, soonest first.

    What no letter would be written of is left out: it would be asked for without end.
    """
    rows = Appointment.objects.filter(
        origin=Origin.BOOKING, state=State.PLANNED, starts_at__gt=now + LATEST_REMINDER
    )
    rows = rows.exclude(member=None).order_by("starts_at", "id")[:MOST_AT_ONCE]
    found = []
    for row in rows:
        at = remind_at(row.starts_at, agreed_at=_agreed_at(row))
        if at is not None and tells_by_itself(row) and may_remind(row) and not _is_reminded(row):
            found.append((at, row))
    return found


def _agreed_at(row: Appointment) -> datetime:
    words = (Said.Word.PLANNED, Said.Word.MOVED)
    newest = Said.objects.filter(appointment=row, word__in=words).order_by("-id").first()
    return newest.said_at if newest is not None else row.made_at


def _is_reminded(row: Appointment) -> bool:
    return BookingNotice.objects.filter(appointment=row, occasion=reminder_of(row)).exists()


def remind_due(*, now: datetime) -> int:
    """Returns how many letters were written; each once, however often it is called."""
    due = [row for at, row in still_to_remind(now=now) if at <= now]
    return sum(tell_of(row.pk, reminder_of(row), now=now) is not None for row in due)


def next_reminder_at() -> datetime | None:
    """For the timetable."""
    return min((at for at, _ in still_to_remind(now=timezone.now())), default=None)
