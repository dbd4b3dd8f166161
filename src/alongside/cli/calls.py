"""`alongside calls`: what is planned today and tomorrow, and what nobody has accounted for."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import typer
from django.utils import timezone
from msgspec import Struct

from alongside.accounts.queries import zone_of
from alongside.cli._output import AsJson, emit, table, words
from alongside.cli._practice import ready
from alongside.diary.queries import Planned, between_for, unaccounted_for, zones_for

calls = typer.Typer(no_args_is_help=True, help="Calls, meetings and visits that are planned.")


class Line(Struct, frozen=True):
    """`when`: today, tomorrow, or before, where nobody has said whether it took place. `there`: their clock."""

    id: int
    when: str
    starts_at: datetime
    there: str
    minutes: int
    client: str
    who: tuple[str, ...]
    way: str
    join_url: str
    title: str
    state: str


@calls.command()
def today(as_json: AsJson = False) -> None:
    """Whom you speak with today and tomorrow; below it what has not been accounted for."""
    member = ready()
    zone, now = zone_of(member), timezone.now()
    begin, next_day, after = (_midnight(now, zone, days) for days in (0, 1, 2))
    found = between_for(member, since=begin, until=after)
    zones = zones_for({one.client.id for one in found})
    lines = [
        _line(one, "today" if one.row.starts_at < next_day else "tomorrow", zone, zones.get(one.client.id))
        for one in found
    ]
    asked = [one for one in unaccounted_for(member, now=now) if one.row.starts_at < begin]
    lines += [_line(one, "before", zone, None) for one in asked]
    emit(lines, as_json=as_json, in_words=lambda: _say(lines))


@calls.callback()
def _always_a_group() -> None:
    """Typer makes a lone command the whole; more are to come."""


def _midnight(now: datetime, zone: ZoneInfo, days: int) -> datetime:
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=days), time(), zone)


def _line(one: Planned, when: str, zone: ZoneInfo, theirs: ZoneInfo | None) -> Line:
    row = one.row
    return Line(
        id=row.pk,
        when=when,
        starts_at=row.starts_at.astimezone(zone),
        there=f"{row.starts_at.astimezone(theirs):%H:%M}" if theirs is not None else "",
        minutes=round((row.ends_at - row.starts_at).total_seconds() / 60),
        client=one.client.name,
        who=one.who,
        way=row.way,
        join_url=row.join_url,
        title=row.title,
        state=row.state,
    )


def _say(lines: list[Line]) -> None:
    if not lines:
        words.print("Nothing is planned for today or tomorrow.")
        return
    shown = table("when", "time", "there", "client", "with", "by", "about")
    for one in lines:
        at = f"{one.starts_at:%H:%M}" if one.when != "before" else f"{one.starts_at:%Y-%m-%d %H:%M}"
        state = f" ({one.state.replace('_', ' ')})" if one.state != "planned" else ""
        shown.add_row(one.when, at, one.there, one.client, ", ".join(one.who), one.way, one.title + state)
    words.print(shown)
