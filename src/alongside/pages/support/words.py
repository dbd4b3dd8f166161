"""What is kept of support in, the words and lines that a page shows for it out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from urllib.parse import urlencode

from django.urls import reverse
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.pages.base.marks import Mark, mark
from alongside.pages.base.parts import Action
from alongside.pages.base.words import DAYS, MONTHS, count, due
from alongside.support.due import Due
from alongside.support.models import Duty, Repeats

STARS = {1: "poor", 2: "could be better", 3: "all right", 4: "good", 5: "as good as can be"}


def ordinal(number: int) -> str:
    """ "1st", "22nd"."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def how_often(duty: Duty) -> str:
    """ "every Monday", "every 2 weeks on Monday", "every month on the last working day"."""
    every = duty.every
    if duty.repeats == Repeats.WEEKS:
        day = DAYS[duty.day % 7]
        return f"every {day}" if every == 1 else f"every {every} weeks on {day}"
    if duty.repeats == Repeats.YEAR:
        years = "every year" if every == 1 else f"every {every} years"
        return f"{years} on {duty.day} {MONTHS[(duty.month or 1) - 1]}"
    months = "every month" if every == 1 else f"every {every} months"
    if duty.repeats == Repeats.MONTH_END:
        return f"{months} on the last working day"
    if duty.day == 31:
        return f"{months} on the last day"
    return f"{months} on the {ordinal(duty.day)}"


def name_of(member: Member | None, *, to: Member) -> str:
    """As one of us is called on a page: "You", a name; "" for nobody."""
    if member is None:
        return ""
    return "You" if member.pk == to.pk else member.name or member.email


def day_words(on: date, *, today: date) -> str:
    """ "today", "Fri 6 Mar"."""
    return due(on, None, now=datetime.combine(today, time(), UTC))


class DutyLine(Struct, frozen=True):
    """A duty on one of its days. `when`: "today", "was due Mon 3 Mar"; `earlier`: "and 3 times before"."""

    id: str
    duty_id: int
    client: str
    mark: Mark
    name: str
    aspect: str
    url: str
    tick: str
    when: str
    is_missed: bool
    earlier: str
    actions: tuple[Action, ...]


def duty_lines(found: list[Due], *, today: date, back: str) -> list[DutyLine]:
    """`back`: where she stands again after a tick."""
    return [_line(one, today=today, back=back) for one in found]


def _line(one: Due, *, today: date, back: str) -> DutyLine:
    query = urlencode({"on": one.due_on.isoformat(), "next": back})
    tick = f"{reverse('duty-tick', args=[one.duty.pk])}?{query}"
    when = day_words(one.due_on, today=today)
    return DutyLine(
        id=f"u{one.duty.pk}-{one.due_on:%Y%m%d}",
        duty_id=one.duty.pk,
        client=one.client,
        mark=mark(one.client, hue=one.hue),
        name=one.duty.name,
        aspect=one.duty.aspect.name,
        url=reverse("aspect", args=[one.duty.aspect_id]),
        tick=tick,
        when=f"was due {when}" if one.is_missed else when,
        is_missed=one.is_missed,
        earlier=f"and {count(one.earlier, 'time', 'times')} before" if one.earlier else "",
        actions=(
            Action("Done", tick, key="e", name="do", value="done"),
            Action("Leave out this time", tick, key="x", name="do", value="left_out"),
        ),
    )
