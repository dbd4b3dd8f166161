"""Appointments in, rows as the pages show them out: both clocks, the way in, what can be done from the line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.calls.actions import cleaned_number
from alongside.diary.queries import (
    Planned,
    between_for,
    booked_for,
    phones_for,
    to_confirm_for,
    unaccounted_for,
    zones_for,
)
from alongside.diary.rules import VOICE_WAYS, begins_by
from alongside.pages.base.addresses import url
from alongside.pages.base.marks import Mark, mark
from alongside.pages.base.parts import Action
from alongside.pages.diary.words import (
    length_words,
    moment_words,
    state_words,
    there,
    time_of,
    way_words,
    what,
)

# So long before a room here can be opened from a line: an open page is not drawn anew a quarter of an hour before.
ROOM_SOON = timedelta(days=1)
# A call that takes longer can still be joined.
STILL_JOINED = timedelta(minutes=30)


class Join(Struct, frozen=True):
    """What leads into the call. `is_away`: it opens in a tab of its own; `then`: a button of ours does that first."""

    label: str
    url: str
    is_away: bool
    then: str = ""


class Row(Struct, frozen=True):
    """`there`: the client's clock, where it shows another time. `state`: "" while it is planned. `is_off`: did not

    or will not take place.
    """

    id: int
    client_id: int
    client: str
    mark: Mark
    who: str
    at: datetime
    when: str
    time: str
    there: str
    length: str
    what: str
    way: str
    title: str
    state: str
    is_off: bool
    is_over: bool
    join: Join | None
    url: str
    actions: tuple[Action, ...]


def rows_of(member: Member, found: Iterable[Planned], *, now: datetime, back: str) -> list[Row]:
    """`back`: the page that is come back to after a verb."""
    found = list(found)
    clients = {one.client.id for one in found}
    zones = zones_for(clients)
    phones = phones_for({one.client.id for one in found if one.row.way in VOICE_WAYS})
    return [
        row_of(one, now=now, back=back, theirs=zones.get(one.client.id), phones=phones.get(one.client.id, ()))
        for one in found
    ]


def row_of(
    one: Planned,
    *,
    now: datetime,
    back: str,
    theirs: tzinfo | None,
    phones: Iterable[tuple[str, str]],
) -> Row:
    row, hers = one.row, timezone.get_current_timezone()
    is_planned = row.state == "planned"
    return Row(
        id=one.id,
        client_id=one.client.id,
        client=one.client.name,
        mark=mark(one.client.name, hue=one.client.hue),
        who=", ".join(one.who[:3]) + (f" and {len(one.who) - 3} more" if len(one.who) > 3 else ""),
        at=begins_by(row, hers),
        when=moment_words(row, now=now, zone=hers),
        time=time_of(row, zone=hers),
        there="" if row.is_all_day else there(row.starts_at, hers=hers, theirs=theirs),
        length=length_words(row),
        what=what(row),
        way=way_words(row),
        title=row.title,
        state=state_words(row),
        is_off=row.state in ("cancelled", "not_held"),
        is_over=row.ends_at <= now,
        join=join_of(one, phones, now=now) if is_planned and row.ends_at + STILL_JOINED > now else None,
        url=url("appointment", one.id),
        actions=actions_of(one, now=now, back=back) if is_planned else (),
    )


def join_of(one: Planned, phones: Iterable[tuple[str, str]], *, now: datetime) -> Join | None:
    """A link opens beside this page; a number is dialled by her own phone; a room here is opened with its notes."""
    row = one.row
    if row.way == "room":
        is_soon = row.starts_at < now + ROOM_SOON
        return Join("Join", url("call-planned", one.id), False, then="room") if is_soon else None
    if row.way in VOICE_WAYS:
        numbers = dict(phones)
        # Whoever the call is with, else the first number that is known there.
        number = next((numbers[who] for who in one.who if who in numbers), next(iter(numbers.values()), ""))
        # What they gave when they booked comes before all that was known.
        number = cleaned_number(row.place) or number
        return Join("Call", f"tel:{number}", False) if number else None
    return Join("Join", row.join_url, True) if row.join_url else None


def actions_of(one: Planned, *, now: datetime, back: str) -> tuple[Action, ...]:
    say = f"{url('appointment-say', one.id)}?{urlencode({'next': back})}"
    change = Action(
        "Move", f"{url('appointment-change', one.id)}?{urlencode({'next': back})}", "m", is_post=False
    )
    cancelled = (
        Action("They cancelled", say, name="word", value="cancelled-theirs"),
        Action("You cancelled", say, name="word", value="cancelled-ours"),
    )
    is_visit = one.row.way == "visit"
    opened = (
        Action("Prepare the visit", url("visit-planned", one.id), key="b")
        if is_visit
        else Action("Brief and notes", url("call-planned", one.id), key="b")
    )
    if one.row.starts_at > now + timedelta(minutes=15):
        return (opened, change, *cancelled)
    return (
        opened,
        _took_place(one),
        Action("It did not", say, key="x", name="word", value="not_held"),
        change,
        *cancelled,
    )


def _took_place(one: Planned) -> Action:
    """A call, a meeting and a visit have their pages, with what was noted."""
    to = "visit-planned" if one.row.way == "visit" else "call-planned"
    return Action("It took place", url(to, one.id), "e", name="then", value="after")


def took_place(one: Planned, *, back: str) -> str:
    """Where she says how it went: the form by hand, with all that is known already."""
    row = one.row
    minutes = round((row.ends_at - row.starts_at).total_seconds() / 60)
    given = {
        "client": str(one.client.id),
        "kind": row.kind,
        "when": timezone.localtime(row.starts_at).strftime("%Y-%m-%dT%H:%M"),
        "minutes": str(minutes) if 0 < minutes < 24 * 60 else "",
        "others": ", ".join(one.who),
        "place": row.place if row.kind != "call" else "",
        "appointment": str(one.id),
        "next": back,
    }
    return f"{url('by-hand')}?{urlencode({name: value for name, value in given.items() if value})}"


class OnToday(Struct, frozen=True):
    """What Today says of calls: those of the day, tomorrow's, what nobody has accounted for, what was just booked."""

    today: list[Row]
    tomorrow: list[Row]
    asked: list[Row]
    booked: list[Row]
    to_confirm: list[tuple[Row, int | None, str]]


def for_today(member: Member, *, now: datetime) -> OnToday:
    here = timezone.localtime(now)
    begin = here.replace(hour=0, minute=0, second=0, microsecond=0)
    # Days by the calendar: on two of a year they have 23 and 25 hours.
    next_day, after = (_midnight(begin, days) for days in (1, 2))
    found = between_for(member, since=begin, until=after)
    shown = [one for one in found if one.row.starts_at < next_day and one.row.ends_at > begin]
    numbers = {one.id for one in shown}
    later = [one for one in found if one.row.starts_at >= next_day and one.row.state == "planned"]
    waiting = to_confirm_for(member, now=now)
    told = [one.planned for one in waiting]
    shown_already = numbers | {one.id for one in [*later, *told]}
    booked = [one for one in booked_for(member, now=now) if one.id not in shown_already]
    asked = [one for one in unaccounted_for(member, now=now) if one.id not in numbers]
    all_of_them = [*shown, *later, *asked, *booked, *told]
    rows = {row.id: row for row in rows_of(member, all_of_them, now=now, back="/")}
    first, second, third, fourth = ([rows[one.id] for one in some] for some in (shown, later, asked, booked))
    to_confirm = [(rows[one.planned.id], one.draft_id, one.trouble) for one in waiting]
    return OnToday(first, second, third, fourth, to_confirm)


def _midnight(begin: datetime, days: int) -> datetime:
    zone = begin.tzinfo if isinstance(begin.tzinfo, ZoneInfo) else timezone.get_current_timezone()
    return datetime.combine(begin.date() + timedelta(days=days), datetime.min.time(), zone)
