"""All letters that speak of one event in, what is planned by it out: the same whatever order they came in. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from alongside.channels.calendar.events import Event, Guest
from alongside.channels.calendar.repeating import clock_of, moment, repetitions
from alongside.diary.links import join_link_in, links_in, way_of
from alongside.diary.rules import Facts, Invited

# What repeats for longer is planned from the last ones on: a daily call for nine months before today.
MOST_REPETITIONS = 400
ASKS, CANCELS = frozenset({"REQUEST", "PUBLISH", ""}), frozenset({"CANCEL"})
_ONLINE = re.compile(r"\b(?:zoom|teams|meet|skype|webex|online|video|virtual)\b", re.IGNORECASE)
_BY_PHONE = re.compile(r"\b(?:phone|call|tel|telephone|mobile|telefon|handy)\b", re.IGNORECASE)
# Of what repeated before somebody was invited to it nothing was planned.
_BEFORE = timedelta(days=1)


class Letter(Struct, frozen=True):
    """A mail that speaks of the event. `key` puts what was written at the same moment into an order."""

    event: Event
    written_at: datetime
    key: bytes

    @property
    def order(self) -> tuple[int, datetime, datetime, bytes]:
        """Which of two is the newer one (RFC 5546 §2.1.5)."""
        return self.event.sequence, self.event.stamp or self.written_at, self.written_at, self.key


class Occurrence(Struct, frozen=True):
    """One time that it takes place. `answers`: names or addresses, and what each answered last."""

    invited: Invited
    sequence: int
    key: bytes
    answers: tuple[tuple[str, str], ...]


def occurrences(
    letters: Iterable[Letter],
    *,
    here: tzinfo,
    own: Collection[str],
    until: datetime,
    besides: Callable[[str], bool] = lambda name: False,
) -> dict[str, Occurrence]:
    """By repetition ("" where it is planned once) what stands. `here`: this desk's clock, by which open times
    are meant; `own`: addresses of the practice; nothing is foreseen beyond `until`.

    Of what repeats it is the last MOST_REPETITIONS, and of those before them what `besides` holds for.
    """
    letters = sorted(letters, key=lambda one: one.order)
    heard = _from_organizer(letters)
    asks = [one for one in heard if one.event.method in ASKS and not one.event.is_cancelled]
    ends = [
        one
        for one in heard
        if one.event.method in CANCELS or (one.event.method in ASKS and one.event.is_cancelled)
    ]
    answers = answers_of(letters, own)
    whole = [one for one in asks if one.event.repetition is None]
    stops = [one for one in ends if one.event.repetition is None]
    main = whole[-1] if whole else None
    stop = stops[-1] if stops and (main is None or stops[-1].order >= main.order) else None
    if main is None and stop is not None:
        main = stop
    single = _Making(here, frozenset(own), answers)
    parts = _parts(asks, ends, here)
    if main is None:
        return {name: single.make(one, is_off) for name, (one, is_off) in parts.items()}
    if not main.event.rule and not main.event.also_on:
        return {"": single.make(main, stop, times_moved=_times_moved(whole))}
    first_at = min(one.written_at for one in letters) - _BEFORE
    every, found = _beginnings(main, here, since=first_at, until=until), dict[str, Occurrence]()
    for number, starts in enumerate(every, start=MOST_REPETITIONS - len(every)):
        name = _name(main.event, starts, here)
        if number >= 0 or besides(name):
            one, is_off = _part_for(parts, main, starts, here)
            found[name] = single.make(one, is_off or stop)
    return found


def _from_organizer(letters: Sequence[Letter]) -> list[Letter]:
    """Only who invited first changes it and calls it off: a name of an event is known to all who were ever asked."""
    asked = [one for one in letters if one.event.method in ASKS]
    first = min(asked or letters, key=lambda one: (one.written_at, one.key), default=None)
    if first is None or first.event.organizer is None:
        return list(letters)
    address = first.event.organizer.address
    return [one for one in letters if one.event.organizer is None or one.event.organizer.address == address]


def answers_of(letters: Iterable[Letter], own: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Names or addresses of those asked, and what each answered last; `letters` in their order."""
    found: dict[str, tuple[str, str]] = {}
    for one in letters:
        if one.event.method == "REPLY":
            for guest in one.event.guests:
                if guest.address not in own and guest.answer not in ("", "needs-action"):
                    found[guest.address] = (guest.name or guest.address, guest.answer)
    return tuple(found[address] for address in sorted(found))


Part = tuple[Letter, Letter | None]


def _parts(asks: Iterable[Letter], ends: Iterable[Letter], here: tzinfo) -> dict[str, Part]:
    """By repetition the newest letter about it alone, and the one that calls it off."""
    found: dict[str, Part] = {}
    for one in asks:
        if one.event.repetition is not None:
            found[_name(one.event, one.event.repetition, here)] = (one, None)
    for one in ends:
        if one.event.repetition is not None:
            name = _name(one.event, one.event.repetition, here)
            asked, _ = found.get(name, (one, None))
            if one.order >= asked.order:
                found[name] = (asked, one)
    return found


def _name(event: Event, starts: datetime, here: tzinfo) -> str:
    if event.is_all_day:
        return starts.date().isoformat()
    return moment(starts, clock_of(event.zone, otherwise=here)).strftime("%Y%m%dT%H%M%SZ")


def _beginnings(main: Letter, here: tzinfo, *, since: datetime, until: datetime) -> list[datetime]:
    event = main.event
    zone = clock_of(event.zone, otherwise=here)
    since, until = (at.astimezone(zone).replace(tzinfo=None) for at in (since, until))
    return repetitions(
        event.starts,
        rule=event.rule,
        zone=zone,
        since=since,
        until=until,
        but=event.except_on,
        also=event.also_on,
    )


def _part_for(parts: dict[str, Part], main: Letter, starts: datetime, here: tzinfo) -> Part:
    """What holds for one repetition: a letter about it, about all from an earlier one on, or about the whole."""
    name, event = _name(main.event, starts, here), main.event
    asked, off = parts.get(name, (main, None))
    if name in parts and asked is not off:
        return asked, off
    from_there = [part for other, part in parts.items() if part[0].event.is_from_there_on and other < name]
    if from_there:
        changed, is_off = from_there[-1]
        moved = changed.event.starts - (changed.event.repetition or changed.event.starts)
        length = changed.event.ends - changed.event.starts
        again = replace(changed.event, starts=starts + moved, ends=starts + moved + length)
        return replace(changed, event=again), off or is_off
    return replace(main, event=replace(event, starts=starts, ends=starts + (event.ends - event.starts))), off


def _times_moved(whole: Sequence[Letter]) -> int:
    return sum(before.event.starts != after.event.starts for before, after in pairwise(whole))


class _Making(Struct, frozen=True):
    here: tzinfo
    own: frozenset[str]
    answers: tuple[tuple[str, str], ...]

    def make(self, one: Letter, is_off: Letter | None, *, times_moved: int = 0) -> Occurrence:
        by = ""
        if is_off is not None:
            organizer = is_off.event.organizer or one.event.organizer
            by = "ours" if organizer is not None and organizer.address in self.own else "theirs"
        newest = max((one, is_off), key=lambda letter: letter.order) if is_off is not None else one
        facts = facts_of(one.event, here=self.here, own=self.own)
        invited = Invited(facts, newest.written_at, is_off is not None, by, times_moved)
        return Occurrence(invited, newest.event.sequence, newest.key, self.answers)


def facts_of(event: Event, *, here: tzinfo, own: Collection[str]) -> Facts:
    zone = here if event.is_all_day else clock_of(event.zone, otherwise=here)
    link = join_link_in((*event.links, event.place, event.text)) or next(iter(links_in(event.place)), "")
    place = "" if links_in(event.place) else event.place
    starts_at, ends_at = moment(event.starts, zone), moment(event.ends, zone)
    return Facts(
        starts_at=starts_at,
        ends_at=max(starts_at, ends_at),
        zone=str(zone),
        is_all_day=event.is_all_day,
        way=_way(link, place, event.title),
        title=event.title[:300],
        place=place[:500],
        join_url=link,
        people=_people(event, own),
    )


def _way(link: str, place: str, title: str) -> str:
    """By a link what it is; a place is gone to, unless it is the name of a service or of a telephone."""
    if link:
        return way_of(link)
    if _ONLINE.search(place):
        return "link"
    if place and not _BY_PHONE.search(place):
        return "visit"
    return "link" if not place and _ONLINE.search(title) else "mobile"


def _people(event: Event, own: Collection[str]) -> tuple[tuple[str, str], ...]:
    everybody: list[Guest] = [*([event.organizer] if event.organizer else []), *event.guests]
    others = {one.address: (one.name, one.address) for one in everybody if one.address not in own}
    return tuple(others.values())[:50]
