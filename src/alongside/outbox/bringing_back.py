"""A practice that was brought back from a backup in; letters that were due since then are not sent again.

The one before may have sent them after the backup was made. So they are shown as maybe sent, looked for in Sent,
and sent again only when a member says so. What is to be sent later than now has gone out nowhere, and waits on.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from alongside.live.actions import tell
from alongside.outbox.copies import look_later
from alongside.outbox.models import Attempt, Letter, RecipientState
from alongside.outbox.outcomes import OPEN, hold
from alongside.outbox.states import state_of

_UNSURE = (Attempt.Outcome.CUT, Attempt.Outcome.UNKNOWN)


def doubt_what_was_due(now: datetime) -> int:
    """How many letters may have been sent by the one before."""
    was_due = Q(due_at__lte=now) | ~Q(lease="")
    due = list(Letter.objects.filter(was_due).values_list("pk", flat=True))
    for letter_id in due:
        with transaction.atomic(durable=True):
            _doubt(hold(letter_id), now)
    return len(due)


def _doubt(letter: Letter, now: datetime) -> None:
    waiting = letter.recipients.filter(state__in=OPEN)
    known = {
        number
        for numbers in letter.tries.filter(data_at__isnull=False, outcome__in=_UNSURE).values_list(
            "recipients", flat=True
        )
        for number in numbers
    }
    unknown = [number for number in waiting.values_list("pk", flat=True) if number not in known]
    if unknown:
        Attempt.objects.create(
            letter=letter,
            recipients=unknown,
            data_at=now,
            ended_at=now,
            outcome=Attempt.Outcome.UNKNOWN,
        )
    waiting.update(state=RecipientState.MAYBE)
    states = list(letter.recipients.values_list("state", flat=True))
    Letter.objects.filter(pk=letter.pk).update(
        state=state_of(states, is_tried_again=False),
        due_at=None,
        lease="",
        lease_ends_at=None,
        trouble="restored",
        said="",
    )
    look_later(letter.pk)
    tell("outbox", letter.pk)
