"""Hours of tests, in a line each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.hours.models import Entry

# A Monday.
DAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def worked(member: Member, client: Client, minutes: int, *, ahead: int = 0, **more: object) -> Entry:
    """An amount on Monday, or so many days later."""
    return Entry.objects.create(
        member=member, client=client, on=DAY + timedelta(days=ahead), minutes=minutes, **more
    )


def spent(member: Member, client: Client, begins: float, minutes: float, **more: object) -> Entry:
    """A span that begins so many hours after Monday at nine."""
    started_at = NINE + timedelta(hours=begins)
    return Entry.objects.create(
        member=member,
        client=client,
        source="timer",
        started_at=started_at,
        ended_at=started_at + timedelta(minutes=minutes),
        **more,
    )
