"""The form by which something is planned: what was typed in, the facts that are wanted or what is wrong out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from msgspec import Struct, field
from msgspec.structs import replace

from alongside.clients.queries import PersonFacts
from alongside.diary.errors import DiaryError
from alongside.diary.models import Appointment
from alongside.diary.rules import EARLIEST, LATEST, Facts
from alongside.pages.base.named import MOST_NAMED, named_in
from alongside.pages.base.parts import Option
from alongside.pages.diary.words import WAYS

if TYPE_CHECKING:
    from django.http import QueryDict

# What this desk cannot do yet is not offered; an appointment that has it keeps it.
OFFERED = ("mobile", "room", "zoom", "teams", "meet", "link", "visit")
QUICK_MINUTES = (15, 30, 45, 60)
USUAL_MINUTES = "30"
LONGEST_MINUTES = 62 * 24 * 60
# What has begun is still planned; what is longer ago is written down.
JUST_BEGUN = timedelta(hours=1)


class Typed(Struct, frozen=True):
    """What stands in the form, as text. `clock`: "hers" or "theirs", by which day and time are meant."""

    client: str = ""
    way: str = ""
    on: str = ""
    at: str = ""
    clock: str = "hers"
    minutes: str = ""
    length: str = USUAL_MINUTES
    join_url: str = ""
    place: str = ""
    title: str = ""
    people: tuple[str, ...] = ()
    others: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def typed_in(given: QueryDict) -> Typed:
    return Typed(
        client=given.get("client", ""),
        way=given.get("way", ""),
        on=given.get("on", "").strip()[:20],
        at=given.get("at", "").strip()[:20],
        clock="theirs" if given.get("clock") == "theirs" else "hers",
        minutes=given.get("minutes", "").strip()[:20],
        length=given.get("length", USUAL_MINUTES)[:20],
        join_url=given.get("join_url", "").strip()[:2001],
        place=given.get("place", "")[:500],
        title=given.get("title", "")[:300],
        people=tuple(given.getlist("person")[:MOST_NAMED]),
        others=given.get("others", "")[:2000],
    )


def typed_of(
    row: Appointment, people: Iterable[PersonFacts], *, hers: tzinfo, theirs: tzinfo | None
) -> Typed:
    """As the form shows what is planned already, by the clock that it was planned by."""
    is_theirs = theirs is not None and str(theirs) == row.zone and str(hers) != row.zone
    starts_at = row.starts_at.astimezone(theirs if is_theirs else hers)
    minutes = str(round((row.ends_at - row.starts_at).total_seconds() / 60))
    known = {one.name: str(one.id) for one in people if one.name}
    names = [name or address for name, address in row.people]
    is_quick = minutes.isdecimal() and len(minutes) < 5 and int(minutes) in QUICK_MINUTES
    return Typed(
        client=str(row.client_id),
        way=row.way,
        on=starts_at.date().isoformat(),
        at=starts_at.strftime("%H:%M"),
        clock="theirs" if is_theirs else "hers",
        minutes="" if is_quick else minutes,
        length=minutes if is_quick else "",
        join_url=row.join_url,
        place=row.place,
        title=row.title,
        people=tuple(known[name] for name in names if name in known),
        others=", ".join(name for name in names if name not in known),
    )


def facts_of(
    typed: Typed,
    people: Mapping[str, PersonFacts],
    *,
    hers: tzinfo,
    theirs: tzinfo | None,
    before: Appointment | None = None,
) -> tuple[Facts | None, dict[str, str]]:
    """What is to be planned; or None, and by field what is wrong in words. `people`: the client's, by number.

    `before`: what is planned already. What the form does not show of it stays: addresses, and that it is a whole day.
    """
    errors: dict[str, str] = {}
    zone = theirs if typed.clock == "theirs" and theirs is not None else hers
    minutes = _minutes(typed, errors)
    starts_at = _starts_at(typed, zone, errors)
    if starts_at is None or minutes is None:
        return None, errors
    found = Facts(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        zone=str(zone),
        way=typed.way,
        title=typed.title,
        place=typed.place,
        join_url=typed.join_url if typed.way not in ("mobile", "phone", "visit") else "",
        people=_people(typed, people, before.people if before is not None else ()),
    )
    if before is not None and before.is_all_day:
        shown = typed_of(before, people.values(), hers=hers, theirs=theirs)
        is_same = (typed.at, typed.clock, minutes) == (
            shown.at,
            shown.clock,
            int(shown.minutes or shown.length),
        )
        found = _whole_days(found, before) if is_same else found
    return found, errors


def _whole_days(found: Facts, before: Appointment) -> Facts:
    """As many as before, by their own clock; a day on which clocks change is another number of hours."""
    try:
        zone = ZoneInfo(before.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return found
    first, was_first, was_last = (
        at.astimezone(zone) for at in (found.starts_at, before.starts_at, before.ends_at)
    )
    if first.time() != time():
        return found
    ends_on = first.date() + (was_last.date() - was_first.date())
    ends_at = datetime.combine(ends_on, time(), zone).astimezone(UTC)
    return replace(found, ends_at=ends_at, zone=before.zone, is_all_day=True)


def is_past(facts: Facts, *, now: datetime) -> bool:
    return facts.ends_at < now - JUST_BEGUN


def _minutes(typed: Typed, errors: dict[str, str]) -> int | None:
    text = typed.minutes or typed.length or USUAL_MINUTES
    if not text.isdecimal() or len(text) > 6 or not 0 < int(text) <= LONGEST_MINUTES:
        errors["minutes"] = "Minutes are a number, and at most two months."
        return None
    return int(text)


def _starts_at(typed: Typed, zone: tzinfo, errors: dict[str, str]) -> datetime | None:
    try:
        on, at = date.fromisoformat(typed.on), time.fromisoformat(typed.at)
    except ValueError:
        errors["on"] = "Choose a day and a time."
        return None
    if not EARLIEST.year <= on.year < LATEST.year:
        errors["on"] = "This day is too far away. Choose another one."
        return None
    try:
        return moment(on, at.replace(second=0, microsecond=0, tzinfo=None), zone)
    except DiaryError as error:
        errors["on"] = str(error)
    return None


def moment(on: date, at: time, zone: tzinfo) -> datetime:
    """A day and time by one clock; what is shown twice in autumn is the first of the two. Raises DiaryError."""
    found = datetime.combine(on, at, zone)
    if found.astimezone(UTC).astimezone(zone).time() != at:
        raise DiaryError(
            f"{at:%H:%M} is left out on that day, when the clocks go forward. Choose another time."
        )
    return found.astimezone(UTC)


def _people(
    typed: Typed, people: Mapping[str, PersonFacts], before: Iterable[Sequence[str]]
) -> tuple[tuple[str, str], ...]:
    """Who was named before, by name or address, keeps the address that it was planned with."""
    entries = [(name, address) for name, address in before]
    named = {name: (name, address) for name, address in reversed(entries) if name and address}
    chosen = [people[number] for number in dict.fromkeys(typed.people) if number in people]
    known = [
        named.get(one.name) or (one.name, next((value for value in one.addresses if "@" in value), ""))
        for one in chosen
    ]
    return (*known, *named_in(typed.others, entries))


def way_options(present: str) -> tuple[Option, ...]:
    ways = OFFERED if present in OFFERED or present not in WAYS else (*OFFERED, present)
    return tuple(Option(way, WAYS[way][0].upper() + WAYS[way][1:]) for way in ways)


def proposed(now: datetime) -> tuple[str, str]:
    """Day and time that a new form opens with: the next working day, in the morning."""
    day = timezone.localdate(now) + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.isoformat(), "10:00"
