"""Which clients are told each week, and the note of a week as it stands now, through the eyes of a member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from alongside.accounts.models import Member
from alongside.agreements.queries import zone_here, zone_of_client
from alongside.clients.joining import homes
from alongside.clients.models import Client
from alongside.clients.queries import client_for
from alongside.handover.errors import NotThere
from alongside.handover.models import WeeklyNote, WeeklyWish
from alongside.handover.rules import as_letter, as_message, laid_over, looks_back_to, ready_at, week_of
from alongside.handover.sections import WEEKLY, About, parts_of
from alongside.handover.shapes import Part
from alongside.outbox.away_notices import state_of_draft
from alongside.outbox.sight import with_joined
from alongside.prepared import prepared
from alongside.timeline.queries.lists import tags_for
from alongside.timeline.queries.shapes import ClientTag


@dataclass(frozen=True, slots=True)
class Weekly:
    """`state`: "" not told, "begun" as a letter, "going", "told", "stuck". `copied_at`: told by a message of hers."""

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

    @property
    def letter(self) -> str:
        return as_letter(self.top, self.parts)

    @property
    def message(self) -> str:
        return as_message(self.top, self.parts)

    @property
    def is_empty(self) -> bool:
        return not self.top.strip() and not any(part.shown for part in self.parts)


@dataclass(frozen=True, slots=True)
class Listed:
    """A client and how far this week's note is. `is_ready`: it was made and waits for her."""

    client: ClientTag
    state: str
    is_ready: bool
    draft_id: int | None = None
    letter_id: int | None = None
    copied_at: datetime | None = None


def weekly_for(member: Member, client_id: int, *, now: datetime) -> Weekly:
    """This week's note as it stands now; nothing is written. Raises NotThere."""
    client = client_for(member, client_id)
    if client is None:
        raise NotThere("There is no such client.")
    week_on = week_of(now, zone=zone_here())
    row = note_of(client.pk, week_on) or WeeklyNote(client=client, week_on=week_on)
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
    )


def note_of(client_id: int, week_on: date) -> WeeklyNote | None:
    rows = WeeklyNote.objects.filter(client_id=client_id, week_on=week_on)
    return rows.select_related("draft").first()


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
    return WeeklyWish.objects.values_list("client_id", "client__ended_on")


def wanted_clients(*, today: date) -> set[int]:
    """Those who are told each week and were not ended, each under the client that it is part of now."""
    home = homes()
    return {home.get(number, number) for number, ended in _wishes() if ended is None or ended > today}


def listed_for(member: Member, *, now: datetime) -> list[Listed]:
    """Her clients who are told each week, by name, with this week's note."""
    week_on = week_of(now, zone=zone_here())
    wanted = wanted_clients(today=timezone.localdate(now))
    tags = [tag for number, tag in tags_for(member).items() if number in wanted]
    rows = WeeklyNote.objects.filter(week_on=week_on, client_id__in=[tag.id for tag in tags])
    notes = {row.client_id: row for row in rows.select_related("draft")}
    return [_listed(tag, notes.get(tag.id)) for tag in tags]


def _listed(tag: ClientTag, row: WeeklyNote | None) -> Listed:
    if row is None:
        return Listed(tag, "", is_ready=False)
    state, draft_id, letter_id = told_state(row)
    return Listed(tag, state, not state, draft_id, letter_id, row.told_at)


@prepared
def _untold(week_on: Any) -> Any:
    rows = WeeklyNote.objects.filter(week_on=week_on, told_at=None, is_ready=True)
    return rows.filter(draft=None).values_list("client_id")


def ready_for(member: Member, *, now: datetime) -> int:
    """How many of this week's notes were made ready for her clients and not begun; for Today, one question."""
    rows: Sequence[tuple[int]] = _untold(week_of(now, zone=zone_here()))
    tags = tags_for(member) if rows else {}
    return sum(number in tags for (number,) in rows)


def still_to_prepare(*, now: datetime) -> tuple[date, set[int]]:
    """The week, and the clients whose note of it was not made ready yet."""
    week_on = week_of(now, zone=zone_here())
    made = WeeklyNote.objects.filter(week_on=week_on, is_ready=True).values_list("client_id", flat=True)
    return week_on, wanted_clients(today=timezone.localdate(now)) - set(made)


def next_weekly_at() -> datetime | None:
    """For the timetable: on Friday, or later in that week where nothing ran on Friday."""
    week_on, clients = still_to_prepare(now=timezone.now())
    return ready_at(week_on, zone=zone_here()) if clients else None
