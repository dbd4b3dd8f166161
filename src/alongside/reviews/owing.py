"""Promises and to-dos of a period in, what is told of them out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from alongside.lib.words import count, short_date
from alongside.reviews import helping
from alongside.reviews.shapes import Line, Material, Owed, Source
from alongside.reviews.words import key_of, one_line

MOST_OF_A_KIND = 15
_STATES = ("open", "slipped", "kept")


def done(facts: Material) -> list[Line]:
    """Hours by the parts of the support and what comes again of it, then what was on her list and is done."""
    found = [*helping.hours(facts), *helping.duties(facts)]
    todos = [one for one in facts.owed if one.kind == "todo" and (one.state == "kept" or one.times)]
    for one in sorted(todos, key=lambda one: (one.closed_on or facts.until_on, one.key))[:MOST_OF_A_KIND]:
        found.append(_line("done", one, f"Done{_done_when(facts, one)}: ", ""))
    left = len(todos) - MOST_OF_A_KIND
    if left > 0:
        rest = sorted(todos, key=lambda one: (one.closed_on or facts.until_on, one.key))[MOST_OF_A_KIND:]
        words = f"And {count(left, 'thing more that was done', 'things more that were done')}."
        found.append(Line(key_of("done", "rest"), words, tuple(_source(one) for one in rest)))
    return found


def _done_when(facts: Material, one: Owed) -> str:
    if one.times:
        return f" {count(one.times, 'time', 'times')}"
    return f" {short_date(one.closed_on, today=facts.today)}" if one.closed_on else ""


def ours(facts: Material) -> list[Line]:
    return _promises(facts, lambda one: one.is_ours, "ours")


def theirs(facts: Material) -> list[Line]:
    return _promises(facts, lambda one: not one.is_ours, "theirs")


def _promises(facts: Material, is_wanted: Callable[[Owed], bool], name: str) -> list[Line]:
    """A count of all, then what is open and what slipped, then what was kept."""
    some = _once(
        one for one in facts.owed if one.kind == "promise" and one.state in _STATES and is_wanted(one)
    )
    if not some:
        return []
    found = [_tally(some, name)] if len(some) > 1 else []
    for state in _STATES:
        these = sorted(
            (one for one in some if one.state == state),
            key=lambda one: (one.due_on or date.max, one.said_on, one.key),
        )
        found += [_line(name, one, _stands(facts, one), _said(facts, one)) for one in these[:MOST_OF_A_KIND]]
    return found


def _once(owed: Iterable[Owed]) -> list[Owed]:
    """What a letter says again that was sent once more is one promise: that which was kept in mind first."""
    found: dict[tuple[str, str], Owed] = {}
    for one in sorted(owed, key=lambda one: (one.said_on, one.key)):
        found.setdefault((one.words.casefold() or one.key, one.state), one)
    return list(found.values())


def _tally(some: Sequence[Owed], name: str) -> Line:
    by_state = {state: sum(one.state == state for one in some) for state in ("kept", "open", "slipped")}
    parts = [f"{number} {state}" for state, number in by_state.items() if number]
    text = f"{count(len(some), 'promise', 'promises')}: {', '.join(parts)}."
    return Line(key_of(name, "all"), text, tuple(_source(one) for one in some))


def _stands(facts: Material, one: Owed) -> str:
    """ "Kept 3 Mar, 2 days late: "."""
    if one.state == "kept":
        when = f" {short_date(one.closed_on, today=facts.today)}" if one.closed_on else ""
        late = (one.closed_on - one.due_on).days if one.closed_on and one.due_on else 0
        return f"Kept{when}" + (f", {count(late, 'day', 'days')} late: " if late > 0 else ": ")
    due = f", due {short_date(one.due_on, today=facts.today)}" if one.due_on else ""
    if one.state == "open" and one.due_on is not None and one.due_on < facts.today:
        due = f", was due {short_date(one.due_on, today=facts.today)}"
    return f"{one.state.capitalize()}{due}: "


def _said(facts: Material, one: Owed) -> str:
    who = "us" if one.is_ours else one.who or "them"
    return f" ({who}, {short_date(one.said_on, today=facts.today)})"


def _line(name: str, one: Owed, before: str, after: str) -> Line:
    words = one_line(one.words)
    text = f"{before}“{words}”{after}" if one.is_quoted else f"{before}{words}{after}"
    return Line(key_of(name, one.key), text, (_source(one),), words if one.is_quoted else "")


def _source(one: Owed) -> Source:
    """The sentence it was made in; what was written down by hand speaks for itself."""
    if one.number is None:
        return Source("promise", one.key)
    return Source("entry", one.number, one.start, one.end)
