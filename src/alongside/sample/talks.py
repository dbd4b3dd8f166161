"""The words of `spoken.py` in, what was said and when out: pure, for the day it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from alongside.channels.sample.cast import CAST
from alongside.channels.sample.when import LONDON, WEEKDAYS, first_day, is_working_day, working_days_from
from alongside.sample.spoken import TALKS

_SHORT = [name[:3] for name in WEEKDAYS]


class Talk(Struct, frozen=True):
    """A call, meeting or visit. `key`: its own, whatever the day; `minutes` of 0: nobody answered."""

    key: str
    client: str
    kind: str
    at: datetime
    minutes: int
    who: tuple[tuple[str, str], ...]
    words: str
    next: str


def talks_until(now: datetime) -> list[Talk]:
    """Those that are over by `now` (aware), oldest first; none on a day on which nobody works."""
    found = [
        talk for client, text in TALKS.items() for talk in _read(client, text, now.astimezone(LONDON).date())
    ]
    over = [
        one
        for one in found
        if one.at + timedelta(minutes=one.minutes) <= now and is_working_day(one.at.date())
    ]
    return sorted(over, key=lambda one: one.at)


def _read(client: str, text: str, today: date) -> Iterator[Talk]:
    for block in text.split("\n@ ")[1:]:
        head, _, words = block.partition("\n")
        when, minutes, kind, who, *rest = [field.strip() for field in head.split("|")]
        yield Talk(
            key=f"{client}/{when}",
            client=client,
            kind=kind,
            at=_at(when, today),
            minutes=int(minutes),
            who=tuple(_somebody(key.strip()) for key in who.split(",")),
            words=" ".join(words.split()),
            next=rest[0] if rest else "",
        )


def _at(when: str, today: date) -> datetime:
    """`36 Thu 16:00` of that week, or `-2 11:00`, two working days before today."""
    *at, clock = when.split()
    if len(at) == 1:
        day = working_days_from(today, int(at[0]))
    else:
        day = first_day(at[0], today=today) + timedelta(days=_SHORT.index(at[1]))
    return datetime.combine(day, time.fromisoformat(clock), LONDON)


def _somebody(key: str) -> tuple[str, str]:
    persona = CAST[key]
    return persona.name, persona.address
