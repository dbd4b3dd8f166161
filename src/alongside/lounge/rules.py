"""How long words stay, how many somebody may say, how they stand together: pure, takes `now`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from msgspec import Struct

# By number of days, in words that end "stays for".
KEEPS = {1: "a day", 7: "a week", 30: "30 days"}
USUALLY_KEPT = 7
LONGEST_TEXT, LONGEST_NAME = 2_000, 80
INVITATION_LIVES = timedelta(days=14)
MOST_A_MINUTE, MOST_AN_HOUR = 20, 300
# A lounge is a table with chairs, not a hall.
MOST_PEERS, MOST_LINKS, MOST_LOUNGES = 40, 20, 10
# So long after the last one has left nothing is left of a talk.
TALK_KEPT_FOR = timedelta(minutes=2)
# Within this time somebody goes on speaking, and needs no new name and time.
ONE_BREATH = timedelta(minutes=5)


def clean_text(text: str) -> str:
    """Lines as they were typed, without what is unseen in them and what turns their direction."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    return "\n".join(_seen(line).rstrip() for line in lines).strip()


def _seen(line: str) -> str:
    return "".join(
        one for one in line if unicodedata.category(one) not in ("Cc", "Cs", "Co", "Cn") and not _turns(one)
    )


def _turns(one: str) -> bool:
    # Joiners make one sign of several and stay; embeddings, overrides and isolates reach beyond their line.
    return "\u202a" <= one <= "\u202e" or "\u2066" <= one <= "\u2069"


def stays_since(keeps_days: int, *, now: datetime) -> datetime:
    """What was said before this is gone."""
    return now - timedelta(days=keeps_days)


def says_too_much(in_a_minute: int, in_an_hour: int) -> bool:
    return in_a_minute >= MOST_A_MINUTE or in_an_hour >= MOST_AN_HOUR


class Said(Struct, frozen=True):
    """One remark. `who` tells apart people of the same name: "m3" for a colleague, "p7" for somebody from outside."""

    id: int
    who: str
    name: str
    at: datetime
    text: str
    is_own: bool = False

    @property
    def is_from_outside(self) -> bool:
        """Also of somebody who is in it no more, and of whom nobody can say."""
        return not self.who.startswith("m")


class Breath(Struct, frozen=True):
    """What one person said in one go."""

    name: str
    at: datetime
    is_own: bool
    is_from_outside: bool
    remarks: tuple[Said, ...]


class Day(Struct, frozen=True):
    on: date
    gone_on: date
    breaths: tuple[Breath, ...]


def by_day(remarks: Iterable[Said], *, zone: tzinfo, keeps_days: int) -> list[Day]:
    """In the order in which they were said; a day's last words are gone on `gone_on`."""
    days = groupby(remarks, key=lambda one: one.at.astimezone(zone).date())
    return [Day(on, on + timedelta(days=keeps_days), tuple(_breaths(said))) for on, said in days]


def _breaths(remarks: Iterable[Said]) -> Iterable[Breath]:
    together: list[Said] = []
    for one in remarks:
        if together and not _goes_on(together[-1], one):
            yield _breath(together)
            together = []
        together.append(one)
    if together:
        yield _breath(together)


def _goes_on(last: Said, one: Said) -> bool:
    return (last.who, last.name) == (one.who, one.name) and one.at - last.at <= ONE_BREATH


def _breath(said: list[Said]) -> Breath:
    first = said[0]
    return Breath(first.name, first.at, first.is_own, first.is_from_outside, tuple(said))
