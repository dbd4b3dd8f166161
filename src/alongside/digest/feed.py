"""What is due for a member in, a calendar out (RFC 5545): a day for what has a day, a moment for what has an hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from alongside.accounts.models import Member
from alongside.digest.wording import shortened
from alongside.promises.queries import Kept, how_often_said, open_for

if TYPE_CHECKING:
    from icalendar import Event

# How often a calendar asks anew (RFC 7986 §5.7).
REFRESH = timedelta(hours=1)


def calendar_for(member: Member) -> bytes:
    """Open promises and to-dos of her clients that are due some day. The same bytes while nothing changes."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Alongside//Due//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Due, from Alongside")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    due = [one for one in open_for(member) if one.row.due_on is not None or one.row.due_at is not None]
    said = how_often_said({one.key for one in due})
    for one in due:
        # Who is erased in this moment is in it no more.
        if one.key in said:
            calendar.add_component(_event(one, *said[one.key]))
    return bytes(calendar.to_ical())


def _event(one: Kept, times: int, said_at: datetime) -> Event:
    """`times`, `said_at`: how often something was said of it, and when last; a calendar that knows it looks again."""
    from icalendar import Event

    row, event = one.row, Event()
    event.add("uid", f"{_uid(one.key)}@{urlsplit(settings.BASE_URL).hostname}")
    # In a calendar without a method the stamp is that of the last change (RFC 5545 §3.8.7.2).
    event.add("dtstamp", said_at)
    event.add("last-modified", said_at)
    event.add("sequence", times - 1)
    event.add("summary", _summary(one))
    event.add("url", f"{settings.BASE_URL}{reverse('promises')}{one.key}/")
    # What is due takes nobody's time: her calendar stays free.
    event.add("transp", "TRANSPARENT")
    if row.due_at is not None:
        event.add("dtstart", row.due_at)
    elif row.due_on is not None:
        event.add("dtstart", row.due_on)
        event.add("dtend", row.due_on + timedelta(days=1))
    return event


def _uid(key: str) -> str:
    """Stays the same; says nothing of the letter that it comes from."""
    return sha256(f"due {key}".encode()).hexdigest()[:32]


def _summary(one: Kept) -> str:
    name = shortened(one.client.name)
    is_mine = one.row.kind == "todo" or one.row.side == "ours"
    words = shortened(one.words)
    return f"{words} ({name})" if is_mine else f"{name}: {words}"
