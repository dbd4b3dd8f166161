"""What a guest typed to book a call in, what is wanted or in words what is missing out; and the times, day by day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from itertools import groupby

from django.http import QueryDict
from msgspec import Struct, field
from msgspec.structs import replace

from alongside.pages.base.words import clock, day
from alongside.pages.guests.forms import EMPTY, new_stamp, shown_at
from alongside.pages.guests.who import who_errors
from alongside.sharing.models import Share

# A page shows so many days that have free times; the rest by a link.
DAYS_SHOWN = 8
LONGEST_ABOUT, LONGEST_NUMBER = 300, 40
# Digits and what people put between them; enough of them to be rung at (ITU-T E.164).
_NUMBER = re.compile(r"\+?(?:[ ()./-]*[0-9]){5,15}[ )]*")


class Typed(Struct, frozen=True):
    """`form`: the stamp of the page it was shown on. `at`: the time that was chosen, as ISO writes it."""

    form: str
    at: str = ""
    name: str = ""
    address: str = ""
    about: str = ""
    number: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def starts_at(self) -> datetime | None:
        try:
            at = datetime.fromisoformat(self.at)
            return at.astimezone(UTC) if at.tzinfo is not None else None
        except (ValueError, OverflowError):
            return None


def read(post: QueryDict, share: Share, *, now: datetime, is_move: bool = False) -> Typed | None:
    """None where it cannot come from the page itself. To move a call only its new time is needed."""
    stamp = post.get("form", "")
    if shown_at(share, stamp) is None:
        return None
    typed = Typed(
        stamp,
        post.get("at", "")[:40],
        post.get("name", "").strip(),
        post.get("address", "").strip(),
        " ".join(post.get("about", "").split())[:LONGEST_ABOUT],
        " ".join(post.get("number", "").split())[:LONGEST_NUMBER],
    )
    errors = {} if typed.starts_at is not None else {"at": "Choose a time."}
    if not is_move:
        errors |= who_errors(typed.name, typed.address, so_that="you can be reached")
    if typed.number and not _NUMBER.fullmatch(typed.number):
        errors["number"] = "This is no phone number. It looks like +44 20 7946 0018."
    if post.get(EMPTY) and not errors:
        errors["form"] = "This was not sent yet. Nothing is lost: press the button once more."
    return replace(typed, form=new_stamp(share, now=now), errors=errors)


class Time(Struct, frozen=True):
    """`value` is what the form sends; `hers` what the other clock shows, "" where it shows the same."""

    value: str
    words: str
    hers: str


def days_of(
    times: Sequence[datetime], *, theirs: tzinfo, hers: tzinfo, today: date, begin: date | None = None
) -> tuple[list[tuple[str, list[Time]]], date | None]:
    """By day of the guest's clock, a few of them; and the day that the next page begins with."""
    found = [(at.astimezone(theirs), at) for at in times]
    days = [(on, list(some)) for on, some in groupby(found, key=lambda pair: pair[0].date())]
    days = [(on, some) for on, some in days if begin is None or on >= begin]
    shown = [
        (day(on, today=today), [_time(there, at.astimezone(hers)) for there, at in some])
        for on, some in days[:DAYS_SHOWN]
    ]
    return shown, days[DAYS_SHOWN][0] if len(days) > DAYS_SHOWN else None


def _time(there: datetime, here: datetime) -> Time:
    same = there.utcoffset() == here.utcoffset()
    hers = "" if same else clock(here) if here.date() == there.date() else f"{here:%a} {clock(here)}"
    # Of an hour that comes twice both have the same words: the offset tells them apart for the program.
    return Time(there.isoformat(timespec="minutes"), clock(there), hers)
