"""A client with a past: days in contact in, entries of the timeline out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from alongside.accounts.queries import practice
from alongside.message import ParsedMessage
from alongside.processes.follow_ups import follow_all
from alongside.rhythm import counting
from alongside.rhythm.models import Day
from tests.making import ME, MONDAY, message, rewritten

MARA = "mara@harlow.example"
# A Wednesday, at noon.
NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)
TODAY = NOW.date()


def this_day() -> date:
    """The day that pages show: by the practice's clock."""
    return timezone.localdate(timezone=ZoneInfo(practice().timezone))


def at(on: date, hour: float = 10) -> float:
    """Hours as `message` counts them."""
    moment = datetime.combine(on, time(), UTC) + timedelta(hours=hour)
    return (moment - MONDAY).total_seconds() / 3600


def letter(
    on: date, *, hour: float = 10, ours: bool = False, subject: str = "", **more: object
) -> ParsedMessage:
    sides = (ME, MARA) if ours else (MARA, ME)
    return message(*sides, hours=at(on, hour), subject=subject or f"On {on} {hour}", **more)  # type: ignore[arg-type]


def exchange(on: date, *, took_hours: float, subject: str = "") -> list[ParsedMessage]:
    """We write at 9, they answer so many hours later."""
    key = f"{on}-{subject}@id.example"
    asked = letter(on, hour=9, ours=True, subject=f"Ask {on}{subject}", message_id=key)
    answered = letter(on, hour=9 + took_hours, subject=f"Re: Ask {on}{subject}", references=[key])
    return [asked, answered]


def call(on: date, *, minutes: int = 20, kind: str = "call", hour: float = 11) -> ParsedMessage:
    begun = letter(on, hour=hour, subject=f"Call {on} {hour} {kind}")
    assert begun.happened_at is not None
    return rewritten(begun, kind=kind, ended_at=begun.happened_at + timedelta(minutes=minutes))


def every(days: int, *, times: int, until: date) -> list[date]:
    """So many days, that far apart, the last one `until`."""
    return [until - timedelta(days=days * back) for back in reversed(range(times))]


def bring_level(now: datetime = NOW) -> None:
    follow_all()
    counting.recount(now=now)


def rows(clients: Iterable[int] | None = None) -> list[tuple[object, ...]]:
    """All contact days, without what may differ from machine to machine."""
    found = Day.objects.all() if clients is None else Day.objects.filter(client_id__in=list(clients))
    fields = ("client_id", "on", "kind", "incoming", "outgoing", "begun_in", "begun_out")
    return list(
        found.order_by("client_id", "on", "kind").values_list(
            *fields, "lengths", "their_answers", "our_answers"
        )
    )
