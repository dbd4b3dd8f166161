"""What a calendar file says of an event: the shapes that its parser gives and that an invitation is made of."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class CannotReadError(ValueError):
    """Why it cannot be read, in words for a person."""


class Guest(Struct, frozen=True):
    """Who is invited, or invites. `answer` is lower-case PARTSTAT (RFC 5545 §3.2.12), "" for none."""

    address: str
    name: str = ""
    answer: str = ""


class Event(Struct, frozen=True):
    """An event, or a change of one of its repetitions.

    `starts`, `ends`, `except_on`, `also_on`: as the clock of `zone` shows them, without a zone of their own; `zone`
    is a name of the tz database, "UTC", or "" where the file leaves it open (RFC 5545 §3.3.5, form 1).
    `repetition` is RECURRENCE-ID, in the same way; `is_from_there_on`: it stands for all that follow as well.
    `rule` is RRULE as written; `stamp` is aware, UTC.
    """

    uid: str
    method: str
    sequence: int
    stamp: datetime | None
    is_cancelled: bool
    starts: datetime
    ends: datetime
    is_all_day: bool
    zone: str
    title: str = ""
    place: str = ""
    text: str = ""
    links: tuple[str, ...] = ()
    organizer: Guest | None = None
    guests: tuple[Guest, ...] = ()
    repetition: datetime | None = None
    is_from_there_on: bool = False
    rule: str = ""
    except_on: tuple[datetime, ...] = ()
    also_on: tuple[datetime, ...] = ()
