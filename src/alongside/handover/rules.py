"""Weeks, and what a member changed of a note, in; which lines stand in it and how it reads out. Pure; takes `now`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from msgspec import Struct, field
from msgspec.structs import replace

from alongside.handover.shapes import Line, Part
from alongside.lib import texts

# When the notes of a week are made ready, by the clock of this desk.
FRIDAY, READY_AT = 4, time(9)
LONGEST_TOP, LONGEST_LINE = 5_000, 500
_LOOKS_BACK = timedelta(days=14)


def week_of(now: datetime, *, zone: tzinfo) -> date:
    """The Monday of the week."""
    today = now.astimezone(zone).date()
    return today - timedelta(days=today.weekday())


def ready_at(week_on: date, *, zone: tzinfo) -> datetime:
    return datetime.combine(week_on + timedelta(days=FRIDAY), READY_AT, zone)


def looks_back_to(week_on: date, worded_before: datetime | None, *, zone: tzinfo) -> datetime:
    """From where the note before this one ended, so that nothing of a Friday afternoon is left out; else Monday.

    One that was told late ended within this week.
    """
    monday = datetime.combine(week_on, time(), zone)
    if worded_before is not None and monday - _LOOKS_BACK <= worded_before:
        return worded_before
    return monday


class Edits(Struct, frozen=True):
    """`top`: her own words above all. `hidden`: keys of lines that do not stand in it.

    `edited`: by key her words for a line, and the entry that the line comes from.
    """

    top: str = ""
    hidden: frozenset[str] = frozenset()
    edited: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)


def laid_over(parts: Iterable[Part], edits: Edits) -> list[Part]:
    return [replace(part, lines=tuple(_edited(line, edits) for line in part.lines)) for part in parts]


def _edited(line: Line, edits: Edits) -> Line:
    words, _ = edits.edited.get(line.key, (line.words, None))
    was = line.words if words != line.words else ""
    return replace(line, words=words, was=was, is_shown=line.key not in edits.hidden)


def edits_of(
    parts: Iterable[Part], *, top: str, shown: Iterable[str], typed: Mapping[str, tuple[str, str]]
) -> Edits:
    """Of a form: `typed` has by key what stood in its field when the page was made, and what stands there now.

    A line that came up meanwhile was not on the page, so nothing was said of it. One that was emptied is left out,
    whatever its box says: in its own words it would say what she took away.
    """
    lines = {line.key: line for part in parts for line in part.lines if line.key in typed}
    emptied = {key for key in lines if not one_line(typed[key][1])}
    ticked = set(shown) - emptied
    edited: dict[str, tuple[str, int | None]] = {}
    for key, line in lines.items():
        words = one_line(typed[key][1])
        is_changed = words != one_line(typed[key][0]) or bool(line.was)
        if words and is_changed and words != (line.was or line.words):
            edited[key] = (words, line.entry)
    hidden = frozenset(key for key in lines if key not in ticked)
    return Edits(texts.storable(top)[:LONGEST_TOP], hidden, edited)


def one_line(text: str) -> str:
    return texts.one_line(text)[:LONGEST_LINE]


def as_letter(top: str, parts: Sequence[Part]) -> str:
    """Plain text: her own words, then each part under its title."""
    return _written(top, parts, title="{}", line="- {}")


def as_message(top: str, parts: Sequence[Part]) -> str:
    """As WhatsApp shows it, where *stars* make letters bold."""
    return _written(top, parts, title="*{}*", line="• {}")


def _written(top: str, parts: Sequence[Part], *, title: str, line: str) -> str:
    blocks = [top.strip()] if top.strip() else []
    for part in parts:
        if part.shown:
            lines = (line.format(one.words) for one in part.shown)
            blocks.append("\n".join([title.format(part.title), *lines]))
    return "\n\n".join(blocks) + "\n" if blocks else ""
