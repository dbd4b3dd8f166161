"""What is written of booked calls behind the pages."""

from __future__ import annotations

from django.utils import timezone

from alongside.diary.confirming import tell_anew_of, tell_of
from alongside.diary.reminding import remind_due
from alongside.jobs.registry import job


# All are safe to run twice: each letter has one row, written with it. Their queue is that of letters.
@job(label="Confirming a booked call", queue="send", attempts=3)
def confirm(appointment_id: int, occasion: str) -> bool:
    """Whether there is a letter that was not there before."""
    return tell_of(appointment_id, occasion, now=timezone.now()) is not None


@job(label="Writing anew of a booked call", queue="send", attempts=3)
def confirm_anew(appointment_id: int, is_news: bool) -> bool:
    return tell_anew_of(appointment_id, is_news=is_news, now=timezone.now()) is not None


@job(label="Reminding of booked calls", queue="send", attempts=3)
def remind() -> int:
    return remind_due(now=timezone.now())
