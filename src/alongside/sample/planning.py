"""Plans what comes next in the sample practice: a call today or on the next working day, a standing one, a visit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from alongside.channels.sample.cast import CAST
from alongside.channels.sample.when import LONDON, is_working_day, working_days_from
from alongside.diary.actions import plan
from alongside.diary.models import Appointment, Way
from alongside.diary.rules import Facts
from alongside.sample.keeping import Desk
from alongside.visits.actions import LegFacts, keep_leg, prepare, put_on_agenda, set_why
from alongside.visits.models import Way as By

_LAST_CALL = time(16, 0)


def plan_ahead(desk: Desk) -> None:
    """Where nothing is planned by hand yet."""
    if Appointment.objects.filter(
        client__in=desk.clients.values(), member=desk.member, origin="hand"
    ).exists():
        return
    _call(desk, "Harlow & Sons", "The post, read out to Ray", _next_call(desk), 15, Way.MOBILE, "ray")
    tuesday = _at(_next(desk.today, weekday=1), time(10))
    _call(desk, "Imogen Vale Coaching", "Tuesday at ten", tuesday, 30, Way.ROOM, "imogen")
    wednesday = _at(_next(desk.today, weekday=2), time(11))
    _call(desk, "Thornley Green Larder", "Hampers: how many, by when", wednesday, 30, Way.MOBILE, "margaret")
    _visit(desk)


def _call(desk: Desk, client: str, title: str, at: datetime, minutes: int, way: Way, who: str) -> Appointment:
    facts = Facts(
        starts_at=at,
        ends_at=at + timedelta(minutes=minutes),
        zone=LONDON.key,
        way=way,
        title=title,
        people=((CAST[who].name, CAST[who].address),),
    )
    return plan(desk.member, desk.clients[client], facts, now=desk.now)


def _visit(desk: Desk) -> None:
    """In about three weeks, with the way there and back."""
    day = _next(desk.today + timedelta(weeks=2), weekday=3)
    begins, ends = _at(day, time(10, 30)), _at(day, time(14))
    facts = Facts(
        starts_at=begins,
        ends_at=ends,
        zone=LONDON.key,
        way=Way.VISIT,
        title="The quarter, and how I fit in",
        place="Unit 4, Weir Lane, Calderby",
        people=tuple((CAST[who].name, CAST[who].address) for who in ("tom", "ray", "priya")),
    )
    planned = plan(desk.member, desk.clients["Harlow & Sons"], facts, now=desk.now)
    visit = prepare(desk.member, planned.pk, now=desk.now)
    why = "See where quotes go to sleep now, and talk through every part of the support."
    set_why(desk.member, visit.pk, why=why, wanted_minutes=20, people=facts.people)
    for leg in (
        LegFacts(
            "Skelby", "Calderby", By.TRAIN, _at(day, time(8, 52)), _at(day, time(9, 47)), reference="4TB8QW"
        ),
        LegFacts("Calderby station", "Weir Lane", By.WALK, _at(day, time(9, 50)), _at(day, time(10, 10))),
        LegFacts("Calderby", "Skelby", By.TRAIN, _at(day, time(14, 41)), _at(day, time(15, 36))),
    ):
        keep_leg(desk.member, visit.pk, leg)
    put_on_agenda(desk.member, visit.pk, "The tray by the saw\nStairs: do they still run over?", now=desk.now)


def _next_call(desk: Desk) -> datetime:
    """In about an hour, else on the next working day at eleven."""
    here = desk.now.astimezone(LONDON)
    if is_working_day(here.date()) and here.time() < _LAST_CALL:
        return here.replace(minute=30 * (here.minute // 30), second=0, microsecond=0) + timedelta(hours=1)
    return _at(working_days_from(here.date() + timedelta(days=1), 0), time(11))


def _next(day: date, *, weekday: int) -> date:
    """The next such weekday after this day on which people work."""
    at = day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)
    return at if is_working_day(at) else _next(at, weekday=weekday)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, LONDON)
