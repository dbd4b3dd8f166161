"""Writes what comes again within an aspect, and what became of each of its days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.live.actions import tell
from alongside.support.aspects import one_line
from alongside.support.errors import Refused
from alongside.support.models import Duty, DutyDay, Repeats
from alongside.support.rules import (
    MOST_MONTHS,
    MOST_WEEKS,
    MOST_YEARS,
    due_days,
    first_of_month,
    open_days,
    shows_on,
)
from alongside.support.settling import repeat_of, settle, works_here
from alongside.support.sight import find_aspect, find_duty, home_of

MOST_OF_ONE, LONGEST_NAME = 100, 200
_MOST = {
    Repeats.WEEKS: MOST_WEEKS,
    Repeats.MONTH_DAY: MOST_MONTHS,
    Repeats.MONTH_END: MOST_MONTHS,
    Repeats.YEAR: MOST_YEARS,
}


class When(Struct, frozen=True):
    """As `rules.Repeat` reads it."""

    repeats: str
    starts_on: date
    every: int = 1
    day: int = 0
    month: int | None = None


def add_duty(member: Member, aspect_id: int, name: str, when: When) -> Duty:
    """Raises NotThere, and Refused for what cannot be."""
    aspect = find_aspect(member, aspect_id)
    duty = Duty(aspect=aspect)
    _set(duty, name, when)
    with transaction.atomic():
        if aspect.duties.count() >= MOST_OF_ONE:
            raise Refused("More than a hundred things repeat in no aspect. Change one that is there.")
        duty.save()
        settle(duty)
        tell("support", home_of(aspect))
    return duty


def change_duty(member: Member, number: int, name: str, when: When, *, today: date) -> Duty:
    """Another day holds from today on: what was due by the old one does not come up as missed."""
    duty = find_duty(member, number)
    before = (duty.repeats, duty.every, duty.day, duty.month, duty.starts_on)
    _set(duty, name, when)
    if before != (duty.repeats, duty.every, duty.day, duty.month, duty.starts_on):
        duty.starts_on = max(duty.starts_on, today)
    with transaction.atomic():
        duty.save()
        settle(duty)
        tell("support", home_of(duty.aspect))
    return duty


def _set(duty: Duty, name: str, when: When) -> None:
    name = one_line(name, LONGEST_NAME)
    if not name:
        raise Refused("Say what is to be done.")
    if when.repeats not in Repeats.values or not 1 <= when.every <= _MOST[Repeats(when.repeats)]:
        raise Refused("Choose how often it comes again.")
    is_week = when.repeats == Repeats.WEEKS
    if not (0 <= when.day <= 6 if is_week else 1 <= when.day <= 31):
        raise Refused("Choose the day on which it is due.")
    if when.repeats == Repeats.YEAR and not 1 <= (when.month or 0) <= 12:
        raise Refused("Choose the month in which it is due.")
    duty.name, duty.repeats, duty.every, duty.day = name, when.repeats, when.every, when.day
    duty.month, duty.starts_on = when.month if when.repeats == Repeats.YEAR else None, when.starts_on


def see_to(member: Member, number: int, due_on: date, outcome: str, *, now: datetime, today: date) -> DutyDay:
    """Done, or left out this time. Pressed twice it is one row, and the first press holds.

    Raises NotThere, and Refused for a day on which it is not due, or not yet.
    """
    duty, works = find_duty(member, number), works_here()
    if not any(due_days(repeat_of(duty), since=due_on, until=due_on, works=works)):
        raise Refused("It is not due on that day any more. Nothing was ticked.")
    if shows_on(due_on, works=works) > today + timedelta(days=31):
        raise Refused("That day is too far ahead to be ticked now.")
    with transaction.atomic():
        day, _ = DutyDay.objects.get_or_create(
            duty=duty, due_on=due_on, defaults={"outcome": outcome, "by": member, "at": now}
        )
        settle(duty)
        tell("support", home_of(duty.aspect))
    return day


def leave_out_missed(member: Member, number: int, *, now: datetime, today: date) -> list[date]:
    """All of its days before today that nobody saw to; those days, in order."""
    duty = find_duty(member, number)
    with transaction.atomic():
        settle(duty)
        if duty.next_on is None:
            return []
        seen_to = set(duty.days.values_list("due_on", flat=True))
        until = today - timedelta(days=1)
        missed = open_days(
            repeat_of(duty), seen_to, since=first_of_month(duty.next_on), until=until, works=works_here()
        )
        left_out = DutyDay.Outcome.LEFT_OUT
        rows = [DutyDay(duty=duty, due_on=day, outcome=left_out, by=member, at=now) for day in missed]
        DutyDay.objects.bulk_create(rows, ignore_conflicts=True)
        settle(duty)
        tell("support", home_of(duty.aspect))
    return missed


def not_yet(member: Member, number: int, *days: date) -> None:
    """Takes ticks back."""
    duty = find_duty(member, number)
    with transaction.atomic():
        DutyDay.objects.filter(duty=duty, due_on__in=days).delete()
        settle(duty)
        tell("support", home_of(duty.aspect))


def stop(member: Member, number: int) -> Duty:
    """It is not due any more, nor what was missed; what was done stays."""
    duty = find_duty(member, number)
    if duty.next_on is not None:
        _set_end(duty, duty.next_on - timedelta(days=1))
    return duty


def start_again(member: Member, number: int, ends_on: date | None) -> Duty:
    duty = find_duty(member, number)
    _set_end(duty, ends_on)
    return duty


def _set_end(duty: Duty, ends_on: date | None) -> None:
    with transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(ends_on=ends_on)
        duty.ends_on = ends_on
        settle(duty)
        tell("support", home_of(duty.aspect))
