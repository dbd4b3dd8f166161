"""Which clients are told each week, and the note of a week as it stands now, through the eyes of a member."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here, zone_of_client
from alongside.clients.joining import homes
from alongside.clients.models import Client
from alongside.clients.queries import client_for
from alongside.handover.errors import NotThere
from alongside.handover.matters import WEEKLY
from alongside.handover.models import WeeklyNote, WeeklyWish
from alongside.handover.rules import as_letter, as_message, laid_over, looks_back_to, ready_at, week_of
from alongside.handover.sections import About, parts_of
from alongside.handover.shapes import Part
from alongside.outbox.away_notices import state_of_draft
from alongside.outbox.sight import with_joined
from alongside.prepared import prepared
from alongside.timeline.queries.lists import tags_for
from alongside.timeline.queries.shapes import ClientTag

_A_WEEK = timedelta(days=7)


class Weekly(Struct, frozen=True):
    """`state`: "" not told, "begun" as a letter, "going", "told", "stuck". `copied_at`: told by a message of hers.

    `is_late`: it is last week's, which waits until it is told or this week's is begun.
    """

    client: Client
    week_on: date
    since: datetime
    top: str
    parts: tuple[Part, ...]
    is_wanted: bool
    state: str = ""
    draft_id: int | None = None
    letter_id: int | None = None
    copied_at: datetime | None = None
    is_late: bool = False

    @property
    def letter(self) -> str:
        return as_letter(self.top, self.parts)

    @property
    def message(self) -> str:
        return as_message(self.top, self.parts)

    @property
    def is_empty(self) -> bool:
        return not self.top.strip() and not any(part.shown for part in self.parts)


class Listed(Struct, frozen=True):
    """A client and how far this week's note is. `is_ready`: it was made and waits for her."""

    client: ClientTag
    state: str
    is_ready: bool
    draft_id: int | None = None
    letter_id: int | None = None
    copied_at: datetime | None = None


def weekly_for(member: Member, client_id: int, *, now: datetime, week_on: date | None = None) -> Weekly:
    """The note that is to be told, as it stands now; nothing is written. Raises NotThere.

    `week_on`: this week's or the last one's, whatever stands in the other.
    """
    client = client_for(member, client_id)
    if client is None:
        raise NotThere("There is no such client.")
    this_week = week_of(now, zone=zone_here())
    row = _standing(client, this_week, asked=week_on)
    week_on = row.week_on
    since = looks_back_to(week_on, _worded_before(client.pk, week_on), zone=zone_here())
    parts = parts_of(WEEKLY, About(member, client, since, now, zone_of_client(client)))
    state, draft_id, letter_id = told_state(row)
    return Weekly(
        client=client,
        week_on=week_on,
        since=since,
        top=row.top,
        parts=tuple(laid_over(parts, row.edits)),
        is_wanted=is_wanted(client.pk),
        state=state,
        draft_id=draft_id,
        letter_id=letter_id,
        copied_at=row.told_at,
        is_late=week_on < this_week,
    )


def _standing(client: Client, this_week: date, *, asked: date | None) -> WeeklyNote:
    """Its row, or one that is not kept yet."""
    weeks = (this_week, this_week - _A_WEEK)
    rows = WeeklyNote.objects.filter(client=client, week_on__in=weeks).select_related("draft")
    notes = {row.week_on: row for row in rows}
    if asked in weeks:
        return notes.get(asked) or WeeklyNote(client=client, week_on=asked)
    return _to_be_told(notes, this_week) or WeeklyNote(client=client, week_on=this_week)


def _to_be_told(notes: Mapping[date, WeeklyNote], this_week: date) -> WeeklyNote | None:
    """What was made ready last week stands until it is told, or until this week's is begun or made ready."""
    if this_week in notes:
        return notes[this_week]
    last = notes.get(this_week - _A_WEEK)
    is_waiting = last is not None and last.is_ready and told_state(last)[0] not in ("going", "told")
    return last if is_waiting else None


def told_state(row: WeeklyNote) -> tuple[str, int | None, int | None]:
    if row.told_at is not None:
        return "told", None, None
    return state_of_draft(row.draft)


def _worded_before(client_id: int, week_on: date) -> datetime | None:
    """Until when the last note looked that became a letter or was told."""
    rows = WeeklyNote.objects.filter(client_id__in=with_joined(client_id), week_on__lt=week_on)
    rows = rows.exclude(worded_at=None).select_related("draft").order_by("-worded_at")
    return next((row.worded_at for row in rows[:5] if told_state(row)[0]), None)


def is_wanted(client_id: int) -> bool:
    return WeeklyWish.objects.filter(client_id__in=with_joined(client_id)).exists()


@prepared
def _wishes() -> Any:
    return WeeklyWish.objects.values_list("client_id")


@prepared
def _endings() -> Any:
    return Client.objects.exclude(ended_on=None).values_list("id", "ended_on")


def wanted_clients(*, today: date) -> set[int]:
    """Those who are told each week and were not ended, each under the client that it is part of now."""
    home = homes()
    ended = {number for number, on in _endings() if on <= today}
    return {home.get(number, number) for (number,) in _wishes()} - ended


def listed_for(member: Member, *, now: datetime) -> list[Listed]:
    """Her clients who are told each week, by name, with the note that is to be told."""
    week_on = week_of(now, zone=zone_here())
    wanted = wanted_clients(today=timezone.localdate(now))
    tags = [tag for number, tag in tags_for(member).items() if number in wanted]
    rows = WeeklyNote.objects.filter(
        week_on__in=(week_on, week_on - _A_WEEK), client_id__in=[tag.id for tag in tags]
    )
    notes: dict[int, dict[date, WeeklyNote]] = {}
    for row in rows.select_related("draft"):
        notes.setdefault(row.client_id, {})[row.week_on] = row
    return [_listed(tag, _to_be_told(notes.get(tag.id, {}), week_on)) for tag in tags]


def _listed(tag: ClientTag, row: WeeklyNote | None) -> Listed:
    if row is None:
        return Listed(tag, "", is_ready=False)
    state, draft_id, letter_id = told_state(row)
    return Listed(tag, state, row.is_ready and not state, draft_id, letter_id, row.told_at)


@prepared
def _since(week_on: Any) -> Any:
    rows = WeeklyNote.objects.filter(week_on__gte=week_on).order_by("week_on")
    return rows.values_list("is_ready", "told_at")


def ready_for(member: Member, *, now: datetime) -> int:
    """How many notes of the list wait for her; for Today, one question where none does."""
    this_week = week_of(now, zone=zone_here())
    if not any(is_ready and told_at is None for is_ready, told_at in _since(this_week - _A_WEEK)):
        return 0
    return sum(one.is_ready for one in listed_for(member, now=now))


def still_to_prepare(*, now: datetime) -> tuple[date, set[int]]:
    """The week, and the clients whose note of it was not made ready yet."""
    week_on = week_of(now, zone=zone_here())
    made = WeeklyNote.objects.filter(week_on=week_on, is_ready=True).values_list("client_id", flat=True)
    return week_on, wanted_clients(today=timezone.localdate(now)) - set(made)


def next_weekly_at() -> datetime | None:
    """For the timetable: on Friday, or later in that week where nothing ran on Friday."""
    week_on, clients = still_to_prepare(now=timezone.now())
    return ready_at(week_on, zone=zone_here()) if clients else None
