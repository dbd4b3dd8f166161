"""Writes the support of the sample practice: its parts, what comes again, hours agreed and worked, what is tried."""

from __future__ import annotations

from datetime import date, timedelta

from alongside.channels.sample.monthly import hours_billed
from alongside.channels.sample.when import is_working_day
from alongside.hours.agreeing import agree
from alongside.hours.entries import set_cell
from alongside.hours.models import Carry, Entry
from alongside.sample.keeping import Desk
from alongside.sample.words import ASPECTS, DUTIES, HOURS, HOW_TO, IMPROVEMENTS, RATINGS
from alongside.support import improving
from alongside.support.aspects import Facts, add_own
from alongside.support.duties import When, add_duty
from alongside.support.how_tos import write_new
from alongside.support.models import Aspect

_MONTHS, _STEP = 2, 15
Parts = dict[tuple[str, str], Aspect]


def keep_support(desk: Desk) -> None:
    """All of it, where there is none yet."""
    if Aspect.objects.filter(client__in=desk.clients.values()).exists():
        return
    parts = _parts(desk)
    _duties(desk, parts)
    client, part, title, text = HOW_TO
    write_new(desk.member, parts[client, part].pk, title, text, now=desk.now)
    _ratings(desk, parts)
    _improvements(desk, parts)


def _parts(desk: Desk) -> Parts:
    since = desk.today - timedelta(weeks=51)
    return {
        (client, name): add_own(
            desk.member, desk.clients[client].pk, Facts(name, what, how, None, since, hours * 60)
        )
        for client, parts in ASPECTS.items()
        for name, what, how, hours in parts
    }


def _duties(desk: Desk, parts: Parts) -> None:
    """From this week on, so that nothing is missed before anybody looked."""
    for client, part, name, repeats, day in DUTIES:
        add_duty(desk.member, parts[client, part].pk, name, When(repeats, desk.today, 1, day))


def _ratings(desk: Desk, parts: Parts) -> None:
    for client, part, ours, theirs, words in RATINGS:
        aspect = parts[client, part].pk
        at = desk.now - timedelta(weeks=9)
        improving.rate(desk.member, aspect, ours, now=at)
        improving.rate(desk.member, aspect, theirs, words, now=at, by_client=True)


def _improvements(desk: Desk, parts: Parts) -> None:
    for client, part, text, owner, outcome in IMPROVEMENTS:
        idea = improving.Idea(text, parts[client, part].pk, owner)
        made = improving.add_improvement(
            desk.member, desk.clients[client].pk, idea, now=desk.now - timedelta(weeks=20)
        )
        if outcome:
            improving.say(desk.member, made.pk, "kept", outcome, now=desk.now - timedelta(weeks=4))


def keep_hours(desk: Desk) -> None:
    """Agreed for two months and this one; worked as the bills of those months say, in quarters of an hour."""
    first = _months_before(desk.today, _MONTHS)
    for name, billed in hours_billed().items():
        client = desk.clients[name]
        if Entry.objects.filter(client=client).exists():
            continue
        agree(desk.member, client.pk, from_on=first, minutes=HOURS[name] * 60, carry=Carry.CAP, limit=5 * 60)
        parts = list(Aspect.objects.filter(client=client).order_by("order").values_list("id", flat=True))
        for ago in range(_MONTHS + 1):
            # This month's bill is not written yet: it goes like the one before.
            month = _months_before(desk.today, ago)
            _work(desk, client.pk, parts, month, minutes=billed[max(0, ago - 1)])


def _work(desk: Desk, client_id: int, parts: list[int], month: date, *, minutes: int) -> None:
    days = _days_of(month)
    quarters, left = divmod(minutes // _STEP, len(days))
    for number, day in enumerate(days):
        worked = (quarters + (number < left)) * _STEP
        if worked and day < desk.today:
            part = parts[number % len(parts)] if parts else None
            set_cell(desk.member, client_id, aspect_id=part, on=day, minutes=worked, was=0, now=desk.now)


def _days_of(month: date) -> list[date]:
    """Every other of its working days."""
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    days = [month + timedelta(days=n) for n in range((after - month).days)]
    return [day for day in days if is_working_day(day)][::2]


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
