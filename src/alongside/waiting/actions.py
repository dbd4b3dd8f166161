"""What a member says of a conversation that waits: a decision is added, and its row made anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alongside.accounts.models import Member
from alongside.timeline.database import hold_intake
from alongside.timeline.models import Filing
from alongside.waiting.deciding import decisions
from alongside.waiting.following import look_again
from alongside.waiting.models import Settled, Verdict, Waiting


class WaitingError(Exception):
    """Its words say what happened."""


def settle(
    member: Member, waiting: Waiting, verdict: str, *, now: datetime, seen: datetime | None = None
) -> Settled:
    """Nobody waits there any more, until something is said that is newer than what she has `seen`."""
    return _decide(member, waiting, verdict, None, seen, now=now)


def put_off(
    member: Member, waiting: Waiting, *, until: datetime, now: datetime, seen: datetime | None = None
) -> Settled:
    """Out of sight until then, or until they ask again. Nothing is sent."""
    return _decide(member, waiting, Verdict.LATER, until, seen, now=now)


def _decide(
    member: Member,
    waiting: Waiting,
    verdict: str,
    until: datetime | None,
    seen: datetime | None,
    *,
    now: datetime,
) -> Settled:
    with transaction.atomic():
        hold_intake()
        made = Settled.objects.create(
            source_key=bytes(waiting.source_key),
            client_id=waiting.client_id,
            verdict=verdict,
            through_at=min(waiting.until, seen or waiting.until),
            hidden_until=until,
            member=member,
        )
        look_again([waiting.thread_id], now=now)
    return made


def reopen(member: Member, made: Settled, *, now: datetime) -> None:
    """Take a decision back: what held before it holds again. Twice changes nothing.

    Raises WaitingError where something else was decided since.
    """
    key = bytes(made.source_key)
    with transaction.atomic():
        hold_intake()
        left = next((some for some in decisions([key]).values() if made in some), None)
        if left is None:
            return
        if left[-1] != made:
            raise WaitingError("Something else was decided since, so that it stands as it is.")
        Settled.objects.create(
            source_key=key,
            client_id=made.client_id,
            verdict=Verdict.OPEN,
            through_at=made.through_at,
            member=member,
        )
        threads = Filing.objects.filter(interaction__source_key=key, thread__isnull=False)
        look_again(threads.values_list("thread_id", flat=True), now=now)
