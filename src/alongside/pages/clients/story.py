"""A client's entries in, the days of their story out: a row for each conversation of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo
from functools import lru_cache
from itertools import groupby

from django.utils import timezone
from markupsafe import Markup
from msgspec import Struct

from alongside.pages.base.addresses import url
from alongside.pages.base.rows import day_rule, letter_line
from alongside.pages.base.words import spoken
from alongside.timeline.queries.shapes import Line


class Row(Struct, frozen=True):
    """`letter`: the row as it is shown, of what is no letter nothing: that has shapes of its own."""

    line: Line
    url: str
    waits: str
    letter: Markup | None


class Day(Struct, frozen=True):
    """`rule`: its heading."""

    rule: Markup
    rows: Sequence[Row]


def days_of(lines: Iterable[Line], *, client_id: int, waits: Mapping[int, str]) -> list[Day]:
    """The days of the reader's clock, with what was said in each; `waits`: by entry, for how long one has."""
    zone = timezone.get_current_timezone()
    days = groupby(lines, key=lambda line: line.happened_at.astimezone(zone).date())
    today = timezone.localdate(timezone=zone)
    return [
        _day(on, client_id, tuple([(line, waits.get(line.id, "")) for line in some]), zone, today)
        for on, some in days
    ]


@lru_cache(maxsize=64)
def _day(on: date, client_id: int, lines: tuple[tuple[Line, str], ...], zone: tzinfo, today: date) -> Day:
    """`lines` with how long each waits. `zone`, the reader's clock, and `today` are what it shows: with others it is
    written anew."""
    return Day(day_rule(on), [_row(line, count, client_id, waits) for line, count, waits in _folded(lines)])


def _folded(lines: Iterable[tuple[Line, str]]) -> list[tuple[Line, int, str]]:
    """What was said in one conversation on one day stands in one line: the newest, how many there were, and how long
    somebody has waited, whichever of them it was that asks."""
    newest: dict[int, Line] = {}
    counts: dict[int, int] = {}
    waits: dict[int, str] = {}
    for line, waited in lines:
        key = line.thread_id if line.thread_id is not None else -line.id
        counts[key] = counts.get(key, 0) + 1
        newest.setdefault(key, line)
        waits[key] = waits.get(key) or waited
    return [(line, counts[key], waits[key]) for key, line in newest.items()]


def _row(line: Line, count: int, client_id: int, waits: str) -> Row:
    place = f"#e{line.id}" if line.thread_size > 1 else ""
    address = f"{url('conversation', line.id)}?client={client_id}{place}"
    is_letter = line.kind == "email" or count > 1
    return Row(line, address, waits, _letter(line, address, count, waits) if is_letter else None)


def _letter(line: Line, address: str, count: int, waits: str) -> Markup:
    return letter_line(
        address,
        line.happened_at,
        line.who,
        line.subject or spoken(line.kind, line.others),
        line.preview,
        is_mine=line.direction == "out",
        count=count,
        files=line.attachment_count,
        is_unproven=line.proof == "doubtful",
        waits=waits,
    )
