"""The steps of everybody who writes an agenda in, the agenda out: the same in whatever order they came. Pure.

A line is never written over by somebody who has not seen it: words that were written at the same time stand beside each
other until one who has read both puts others in their place. So nothing is lost, and sent twice it is there once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

_FIRST, _GAP = 1024.0, 1024.0
LONGEST_BOX = 480


class Step(NamedTuple):
    """As `models.AgendaStep` keeps it."""

    key: str
    line: str
    what: str
    turn: int
    over: tuple[str, ...] = ()
    text: str = ""
    value: float | None = None
    side: str = "ours"
    name: str = ""


class Worded(NamedTuple):
    """What stands, and by which step; `name` who wrote it."""

    key: str
    text: str
    side: str
    name: str


class Item(Struct, frozen=True):
    """A line of the agenda. `others`: words of the same line that were written at the same time. `minutes`: its box."""

    line: str
    words: Worded
    others: tuple[Worded, ...]
    notes: tuple[Worded, ...]
    seen: tuple[str, ...]
    seen_notes: tuple[str, ...]
    place: float
    minutes: int | None
    is_ticked: bool
    side: str
    name: str
    # The part of the support that it is about, as it is called; "" for none.
    about: str = ""

    @property
    def text(self) -> str:
        return self.words.text

    @property
    def all_words(self) -> str:
        """Of a line that two wrote at once both wordings."""
        return " / ".join(one.text for one in (*self.others, self.words))


def agenda_of(steps: Iterable[Step]) -> list[Item]:
    """In the order in which it is talked through; lines that were taken away are not in it."""
    by_line: dict[str, dict[str, Step]] = {}
    for step in steps:
        by_line.setdefault(step.line, {})[step.key] = step
    items = [item for line, some in by_line.items() if (item := _item(line, list(some.values()))) is not None]
    return sorted(items, key=lambda one: (one.place, one.line))


def _item(line: str, steps: Sequence[Step]) -> Item | None:
    worded, notes = _standing(steps, "text"), _standing(steps, "note")
    # Taken away by one while another wrote: then it stays.
    words = _distinct(worded)
    if not words:
        return None
    first = min((one for one in steps if one.what == "text"), key=_order)
    place = _last(steps, "place")
    box, tick = _last(steps, "box"), _last(steps, "tick")
    return Item(
        line=line,
        words=words[-1],
        others=tuple(words[:-1]),
        notes=tuple(_distinct(notes)),
        seen=tuple(sorted(one.key for one in worded)),
        seen_notes=tuple(sorted(one.key for one in notes)),
        place=place if place is not None else 0.0,
        minutes=int(box) if box else None,
        is_ticked=bool(tick),
        side=first.side,
        name=first.name,
        about=_last_text(steps, "about"),
    )


def _standing(steps: Sequence[Step], what: str) -> list[Step]:
    """Those that nobody who had seen them has put others in the place of; oldest first."""
    some = [one for one in steps if one.what == what]
    gone = {key for one in some for key in one.over if key != one.key}
    return sorted((one for one in some if one.key not in gone), key=_order)


def _distinct(steps: Iterable[Step]) -> list[Worded]:
    """What two wrote alike stands once."""
    found: dict[str, Worded] = {}
    for one in steps:
        if one.text and one.text not in found:
            found[one.text] = Worded(one.key, one.text, one.side, one.name)
    return list(found.values())


def _last(steps: Sequence[Step], what: str) -> float | None:
    last = max((one for one in steps if one.what == what), key=_order, default=None)
    return last.value if last is not None else None


def _last_text(steps: Sequence[Step], what: str) -> str:
    last = max((one for one in steps if one.what == what), key=_order, default=None)
    return last.text if last is not None else ""


def _order(step: Step) -> tuple[int, str]:
    return step.turn, step.key


def place_after(items: Sequence[Item]) -> float:
    """At the end."""
    return items[-1].place + _GAP if items else _FIRST


def moved(items: Sequence[Item], line: str, *, by: int) -> dict[str, float]:
    """New places when a line goes up (-1) or down (1): one, or all where no room is left between two."""
    order = [one.line for one in items]
    if line not in order:
        return {}
    at = order.index(line)
    to = min(max(at + by, 0), len(order) - 1)
    if to == at:
        return {}
    rest = [one for one in items if one.line != line]
    before = rest[to - 1].place if to else rest[0].place - 2 * _GAP
    after = rest[to].place if to < len(rest) else rest[-1].place + 2 * _GAP
    middle = (before + after) / 2
    if before < middle < after:
        return {line: middle}
    order.insert(to, order.pop(at))
    return {one: _FIRST + number * _GAP for number, one in enumerate(order)}


def by_aspect(items: Iterable[Item], aspects: Sequence[str]) -> list[Item]:
    """In the order of the parts of the support, what is about none of them last; within one as it is talked through."""
    places = {name: place for place, name in enumerate(aspects)}
    return sorted(items, key=lambda one: (places.get(one.about, len(places) + (not one.about)), one.about))


def minutes_in_all(items: Iterable[Item]) -> int:
    return sum(one.minutes or 0 for one in items)
