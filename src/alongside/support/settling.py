"""A duty in; on it the first of its days that nobody has seen to, which Today asks for."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.utils import timezone

from alongside.agreements.queries import clock_here
from alongside.support.models import Duty
from alongside.support.rules import Kind, Repeat, Works, next_open


def repeat_of(duty: Duty) -> Repeat:
    """Its aspect's last day is its own too."""
    ends = [day for day in (duty.ends_on, duty.aspect.until_on) if day is not None]
    return Repeat(
        kind=cast(Kind, duty.repeats),
        starts_on=duty.starts_on,
        every=duty.every,
        day=duty.day,
        month=duty.month or 1,
        ends_on=min(ends, default=None),
    )


def works_here() -> Works:
    """Whether anybody works on a day, by this desk's hours, holidays and absences."""
    clock = clock_here(now=timezone.now())
    return lambda day: day.weekday() in clock.days and day not in clock.off


def settle(duty: Duty) -> None:
    """After whatever changed it or its days, within the same transaction."""
    # Two ticks at once would each miss the other's; the second waits here, and then sees it.
    list(Duty.objects.select_for_update().filter(pk=duty.pk).values_list("pk"))
    seen_to: set[date] = set(duty.days.values_list("due_on", flat=True))
    duty.next_on = next_open(repeat_of(duty), seen_to, works=works_here())
    Duty.objects.filter(pk=duty.pk).update(next_on=duty.next_on)
