"""What is typed into a week or an entry in; amounts, moments, and what they are for, out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils import timezone
from msgspec import Struct

from alongside.hours import amounts
from alongside.hours.entries import Facts
from alongside.hours.errors import HoursError
from alongside.hours.models import Entry
from alongside.pages.base.requests import number_in

# No week has more cells than this; a form that does was not made here.
MOST_CELLS = 7 * 300
_LOCAL = "%Y-%m-%dT%H:%M"


class Cell(Struct, frozen=True):
    client_id: int
    aspect_id: int | None
    on: date
    typed: str
    was: int

    @property
    def name(self) -> str:
        return cell_name(self.client_id, self.aspect_id, self.on)


def cell_name(client_id: int, aspect_id: int | None, on: date) -> str:
    return f"{client_id}.{aspect_id or 0}.{on.isoformat()}"


def changed_cells(given: QueryDict) -> Iterator[Cell]:
    """Cells that do not say any more what they said. 400 for what no page of ours sends."""
    names = [name for name in given if name.startswith("c.")]
    if len(names) > MOST_CELLS:
        raise BadRequest
    for name in names:
        typed, was = str(given.get(name, "")).strip(), given.get(f"w.{name[2:]}", "0")
        if not was.isdecimal() or len(was) > 6:
            raise BadRequest
        if amounts.read(typed) != int(was):
            yield _cell(name[2:], typed, int(was))


def _cell(name: str, typed: str, was: int) -> Cell:
    client, _, rest = name.partition(".")
    aspect, _, on = rest.partition(".")
    return Cell(number_in(client), number_in(aspect) or None, day_in(on), typed, was)


def day_in(text: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest from error
    if not 2000 <= on.year <= 2200:
        raise BadRequest
    return on


def whose_in(text: str) -> tuple[int, int | None]:
    """ "5.2": client 5, its aspect 2; "5." none in particular."""
    client, _, aspect = text.partition(".")
    return number_in(client), number_in(aspect) if aspect else None


def facts_in(given: QueryDict, entry: Entry) -> Facts:
    """Raises HoursError in words for the page."""
    client_id, aspect_id = whose_in(given.get("for", ""))
    note, is_billable = given.get("note", ""), "billable" in given
    if entry.started_at is not None and entry.ended_at is not None:
        begins = _moment(given.get("started", ""), entry.started_at)
        ends = _moment(given.get("ended", ""), entry.ended_at)
        return Facts(client_id, aspect_id, note, is_billable, started_at=begins, ended_at=ends)
    minutes = amounts.read(given.get("amount", ""))
    try:
        on = date.fromisoformat(given.get("on", ""))
    except ValueError as error:
        raise HoursError("Say on which day it was.") from error
    return Facts(client_id, aspect_id, note, is_billable, on=on, minutes=minutes)


def shown_moment(at: datetime) -> str:
    return timezone.localtime(at).strftime(_LOCAL)


def _moment(typed: str, was: datetime) -> datetime:
    """By her clock. What was not changed keeps its seconds, and its side of an hour that comes twice."""
    if typed == shown_moment(was):
        return was
    try:
        naive = datetime.strptime(typed[:16], _LOCAL)
    except ValueError as error:
        raise HoursError("Say when it began and when it ended, with day and time.") from error
    if not 2000 <= naive.year <= 2200:
        raise HoursError("Look at the year.")
    return naive.replace(tzinfo=timezone.get_current_timezone()).astimezone(UTC)
