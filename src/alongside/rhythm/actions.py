"""What a member wishes of a client's rhythm, and when she does not want to hear of it. Only added to."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.rhythm.counting import mark_due, work_out
from alongside.rhythm.models import Counts, NotNow, Wish
from alongside.rhythm.queries import days_for

MOST_DAYS = 730
NOT_NOW_DAYS = 14


class RhythmError(Exception):
    """What was asked cannot be; says what to change."""


def wish(
    member: Member,
    client: Client,
    *,
    ideal_days: int | None,
    maximum_days: int | None,
    counts: str,
    today: date,
) -> None:
    """How often she wants contact; both None takes the wish away. What follows is worked out at once."""
    if any(days is not None and not 1 <= days <= MOST_DAYS for days in (ideal_days, maximum_days)):
        raise RhythmError(f"A number of days is between 1 and {MOST_DAYS}.")
    if ideal_days is not None and maximum_days is not None and maximum_days < ideal_days:
        raise RhythmError("The longest silence cannot be shorter than what you would like.")
    if counts not in Counts.values:
        raise RhythmError("Choose what counts as contact.")
    with transaction.atomic():
        Wish.objects.create(
            client=client, member=member, ideal_days=ideal_days, maximum_days=maximum_days, counts=counts
        )
        mark_due([client.pk])
    work_out(client.pk, days_for(member, client.pk), today=today)


def not_now(member: Member, client: Client, *, today: date, days: int = NOT_NOW_DAYS) -> date:
    """Leave a client out of what she is shown for a while; returns until when."""
    until_on = today + timedelta(days=days)
    NotNow.objects.create(client=client, member=member, until_on=until_on)
    return until_on


def again(member: Member, client: Client, *, today: date) -> None:
    """She wants to hear of it again."""
    NotNow.objects.create(client=client, member=member, until_on=today)
