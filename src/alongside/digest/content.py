"""A member and a moment in, her day out: what Today shows, in words, and nothing that is hers alone.

It may leave the machine, so nothing is asked of `voices`, nor of notes that are private.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.urls import reverse

from alongside.accounts.models import Member
from alongside.accounts.queries import zone_of
from alongside.agreements.queries import clock_for, clocks_of
from alongside.clients.anniversaries import soon_for
from alongside.clients.rules import occasion
from alongside.connections.mailboxes import stopped_for, trouble_of
from alongside.diary.queries import between_for
from alongside.digest.rules import last_working_day, since_words
from alongside.digest.shapes import Day, Line, Part
from alongside.lib.words import clock, count, due, waited
from alongside.outbox.queries import letters_to_look_at_for
from alongside.outbox.shapes import RecipientFacts
from alongside.promises.queries import Kept, first_open_for
from alongside.promises.rules import is_overdue
from alongside.rhythm.queries import quiet_for
from alongside.rhythm.words import sentence
from alongside.support.due import due_for
from alongside.timeline.queries.lists import arrived_for
from alongside.timeline.queries.outside import outsiders_among
from alongside.timeline.queries.tray import tray_count_for
from alongside.waiting.queries import MOST_SHOWN, WaitingLine, heaps_for, is_reading

MOST_OURS, MOST_TO_FILE = 8, 1_000


def day_for(member: Member, *, now: datetime) -> Day:
    """As of `now`, by her own clock."""
    zone = zone_of(member)
    here = now.astimezone(zone)
    parts = (
        *_look_at_these(member),
        *_speaking_with(member, now=now, zone=zone),
        *_waiting(member, now=now),
        *_coming_again(member, today=here.date()),
        *_promised(member, now=here),
        *_days(member, today=here.date()),
        *_quiet(member, today=here.date()),
        *_came_in(member, now=now, zone=zone),
        *_to_file(member),
    )
    return Day(here.date(), parts)


def _part(title: str, lines: list[Line], *, more: int = 0, is_counted: bool = True) -> Iterator[Part]:
    if lines:
        yield Part(title, tuple(lines), more, is_counted)


def _look_at_these(member: Member) -> Iterator[Part]:
    stopped = [
        Line(one.connection.label, trouble.sentence, "", reverse("mailbox", args=[one.pk]))
        for one in stopped_for(member)
        if (trouble := trouble_of(one)) is not None
    ]
    letters = [
        Line(_names(one.recipients), one.subject, one.sentence, reverse("letter", args=[one.id]))
        for one in letters_to_look_at_for(member)
    ]
    yield from _part("Look at these", [*stopped, *letters])


def _names(recipients: tuple[RecipientFacts, ...]) -> str:
    names = [one.name or one.address for one in recipients]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _speaking_with(member: Member, *, now: datetime, zone: ZoneInfo) -> Iterator[Part]:
    """What is planned for the rest of the day; the join link stays here, since whoever has it may come in."""
    today = now.astimezone(zone).date()
    until = datetime.combine(today + timedelta(days=1), time(), zone)
    found = between_for(member, since=now, until=until)
    lines = [
        Line(
            _who(", ".join(one.who), one.client.name),
            one.row.title,
            "all day" if one.row.is_all_day else clock(one.row.starts_at.astimezone(zone)),
            reverse("appointment", args=[one.id]),
        )
        for one in found
        if one.row.state == "planned" and one.row.starts_at < until
    ]
    yield from _part("Speaking with", lines)


def _waiting(member: Member, *, now: datetime) -> Iterator[Part]:
    """In the order of Today: by the hours that are shown, the longest first."""
    heaps = heaps_for(member, now=now, limits={"theirs": MOST_SHOWN, "ours": MOST_OURS})
    found, ours = heaps["theirs"], heaps["ours"]
    outside = outsiders_among([line.interaction_id for line in found.lines])
    theirs = [line for line in found.lines if line.interaction_id not in outside]
    nothing = "Letters are still being read." if is_reading() else "Nobody is waiting."
    yield Part("Waiting for you", tuple(_waits(theirs, now=now)), found.more, nothing=nothing)
    others = [line for line in found.lines if line.interaction_id in outside]
    yield from _part("Waiting in your clients’ mailboxes", _waits(others, now=now))
    yield from _part("You wait for", _waits(ours.lines, now=now, is_ours=True), more=ours.more)


def _waits(lines: list[WaitingLine], *, now: datetime, is_ours: bool = False) -> list[Line]:
    clocks = clocks_of({line.client_id for line in lines}, now=now) if lines else {}
    worked = [(line, clocks[line.client_id].waited(line.since, now)) for line in lines]
    return [
        Line(
            f"You, to {line.client_name}" if is_ours else _who(line.who, line.client_name),
            line.words or line.subject,
            waited(length),
            f"{reverse('conversation', args=[line.interaction_id])}?client={line.client_id}",
        )
        for line, length in sorted(worked, key=lambda one: -one[1])
    ]


def _who(name: str, client: str) -> str:
    return f"{name}, {client}" if name and name != client else client


def _coming_again(member: Member, *, today: date) -> Iterator[Part]:
    now = datetime.combine(today, time(), UTC)
    lines = [
        Line(
            f"{one.duty.aspect.name}, {one.client}",
            one.duty.name,
            due(one.due_on, None, now=now)
            + (", overdue" if one.is_missed else "")
            + (f", and {count(one.earlier, 'time', 'times')} before" if one.earlier else ""),
            reverse("aspect", args=[one.duty.aspect_id]),
        )
        for one in due_for(member, today=today)
    ]
    yield from _part("Comes again", lines)


def _promised(member: Member, *, now: datetime) -> Iterator[Part]:
    titles = {"promise": "Promised", "todo": "To do"}
    found = first_open_for(member, kinds=tuple(titles))
    for title, (some, total) in zip(titles.values(), found, strict=True):
        lines = [_kept(one, now=now) for one in some]
        yield from _part(title, lines, more=max(0, total - len(some)))


def _kept(one: Kept, *, now: datetime) -> Line:
    row = one.row
    is_mine = row.kind == "promise" and row.side == "ours"
    who = f"You, to {one.who or one.client.name}" if is_mine else _who(one.who, one.client.name)
    day = due(row.due_on, row.due_at, now=now) if row.due_on or row.due_at else ""
    if is_overdue(row.due_on, row.due_at, now=now):
        day = f"{day}, overdue"
    return Line(who, one.words, day, f"{reverse('promises')}{one.key}/")


def _days(member: Member, *, today: date) -> Iterator[Part]:
    lines = [
        Line(
            occasion(one.name, one.kind, one.label, one.years),
            "" if one.name == one.client else one.client,
            due(one.on, None, now=datetime.combine(today, time(), UTC)),
            reverse("client-days", args=[one.client_id]),
        )
        for one in soon_for(member, today=today)
    ]
    yield from _part("Birthdays and other days", lines)


def _quiet(member: Member, *, today: date) -> Iterator[Part]:
    lines = [
        Line(
            one.client.name,
            " ".join(sentence(evidence, today=today) for evidence in one.evidence),
            "",
            reverse("client", args=[one.client.id]),
        )
        for one in quiet_for(member, today=today)
    ]
    yield from _part("Getting quiet", lines)


def _came_in(member: Member, *, now: datetime, zone: ZoneInfo) -> Iterator[Part]:
    """By client how much: what it says is read here."""
    today = now.astimezone(zone).date()
    since = last_working_day(today, clock_for(member, now=now))
    arrived = arrived_for(member, since=datetime.combine(since, time(), zone))
    lines = [
        Line(
            client.name,
            "",
            count(sum(one.count for one in some), "message", "messages"),
            reverse("client", args=[client.id]),
        )
        for client, some in groupby(arrived, key=lambda one: one.client)
    ]
    yield from _part(f"Came in since {since_words(since, today=today)}", lines, is_counted=False)


def _to_file(member: Member) -> Iterator[Part]:
    waits = tray_count_for(member)
    if waits:
        words = f"{MOST_TO_FILE:,} or more" if waits >= MOST_TO_FILE else count(waits, "message", "messages")
        yield from _part("To file", [Line("Tray", "", words, reverse("tray"))], is_counted=False)
