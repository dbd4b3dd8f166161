"""Notes with marked lines and the entry made of them in, promises in the ledger out."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.calls.rules import written
from alongside.promises.actions import mark
from alongside.promises.errors import PromisesError
from alongside.promises.finder import due_in
from alongside.timeline.models import Interaction


def mark_promises(member: Member, notes: str, entry: int, *, now: datetime) -> None:
    """What she marked goes into the ledger, with the day that it speaks of: counted from the talk, however much later
    it is kept. `entry` has the words of these notes."""
    said, place = written(notes), practice()
    at = Interaction.objects.filter(pk=entry).values_list("happened_at", flat=True).first() or now
    for one in said.promises:
        words = said.text[one.start : one.end]
        due = due_in(words, said_at=at, timezone=place.timezone, locale=f"en-{place.region or 'GB'}")
        # Made private or filed elsewhere since it was cut short: there is nothing to promise in it.
        with suppress(PromisesError):
            mark(
                member,
                entry,
                (one.start, one.end),
                side=one.side,
                due_on=due.on if due is not None else None,
                now=now,
            )
