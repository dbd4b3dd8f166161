"""A client's entries in, the days of their story out: a row for each conversation of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from django.utils import timezone
from markupsafe import Markup
from msgspec import Struct

from alongside.pages.base.addresses import url
from alongside.pages.base.rows import letter_line
from alongside.pages.base.words import spoken
from alongside.timeline.queries.shapes import Line


class Row(Struct, frozen=True):
    """`letter`: the row as it is shown, of what is no letter nothing: that has shapes of its own."""

    line: Line
    url: str
    waits: str
    letter: Markup | None


class Day(Struct, frozen=True):
    on: date
    rows: Sequence[Row]


def days_of(lines: Iterable[Line], *, client_id: int, waits: Mapping[int, str]) -> list[Day]:
    """The days of the reader's clock, with what was said in each; `waits`: by entry, for how long one has."""
    zone = timezone.get_current_timezone()
    days = groupby(lines, key=lambda line: line.happened_at.astimezone(zone).date())
    return [
        Day(day, [_row(line, count, client_id, waits.get(line.id, "")) for line, count in _folded(some)])
        for day, some in days
    ]


def _folded(lines: Iterable[Line]) -> list[tuple[Line, int]]:
    """What was said in one conversation on one day stands in one line: the newest, and how many there were."""
    newest: dict[int, Line] = {}
    counts: dict[int, int] = {}
    for line in lines:
        key = line.thread_id if line.thread_id is not None else -line.id
        counts[key] = counts.get(key, 0) + 1
        newest.setdefault(key, line)
    return [(line, counts[key]) for key, line in newest.items()]


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
