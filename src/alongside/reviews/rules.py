"""The facts of a period in, the sections of its look-back out: every line with where it comes from. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from alongside.reviews import asked, helping, owing, telling, timing
from alongside.reviews.shapes import Line, Material, Section

# In the order in which they are talked about; with nothing to say a section is left out.
SECTIONS: tuple[tuple[str, str, Callable[[Material], list[Line]]], ...] = (
    ("spoken", "How we spoke", telling.conversations),
    ("about", "What it was about", telling.topics),
    ("done", "What was done", owing.done),
    ("decided", "What was decided", telling.decisions),
    ("ours", "Promised by us", owing.ours),
    ("theirs", "Promised to us", owing.theirs),
    ("answers", "How fast answers came", timing.answers),
    ("often", "How often we were in touch", timing.rhythm),
    ("met", "Calls and visits", telling.talks),
    ("open", "What nobody answered", asked.unanswered),
    ("rated", "How well it goes", helping.ratings),
    ("tried", "What we tried to improve", helping.tried),
)
TITLES = {name: title for name, title, _ in SECTIONS}
DEFAULT_DAYS = 91
LONGEST_DAYS = 366 * 3
DUE_AFTER = timedelta(days=DEFAULT_DAYS)


def sections_of(facts: Material) -> tuple[Section, ...]:
    names = _names(facts)
    found = [Section(name, title, tuple(_naming(names, make(facts)))) for name, title, make in SECTIONS]
    return tuple(one for one in found if one.lines)


def _names(facts: Material) -> dict[str, list[str]]:
    """What people are called, by the first word of it."""
    whos = {one.who for some in (facts.said, facts.unanswered) for one in some}
    whos |= {one.who for some in (facts.owed, facts.our_answers, facts.their_answers) for one in some}
    found: dict[str, list[str]] = {}
    for who in sorted(whos):
        found.setdefault(who.partition(" ")[0], []).append(who)
    return found


def _naming(names: Mapping[str, Sequence[str]], lines: list[Line]) -> Iterable[Line]:
    """Each with the names in it: anybody may call themselves "the fee is doubled"."""
    for line in lines:
        begins = {word.strip("(,.:;)") for word in line.text.split()} & names.keys()
        called = tuple(name for word in sorted(begins) for name in names[word] if name in line.text)
        yield replace(line, names=called) if called else line


class Said(NamedTuple):
    """What a member said of a line; `word` as `models.LineVerdict` has it.

    `on`: of a drafted paragraph that was kept, the keys of the lines that it stands on.
    """

    key: str
    word: str
    section: str
    text: str
    on: tuple[str, ...] = ()


def decided_on(sections: Iterable[Section], said: Iterable[Said]) -> tuple[Section, ...]:
    """The same with her verdicts laid over, the newest of each line: all that is left out stands as hidden.

    What she put into other words keeps its sources; what she added has none but her. A drafted paragraph stands before
    the lines, with the sources of those that it stands on, and only as long as all of them are shown.
    """
    newest = {one.key: one for one in said}
    by_name = {one.name: [_decided(line, newest) for line in one.lines] for one in sections}
    known = {line.key: line for lines in by_name.values() for line in lines}
    added: dict[str, list[Line]] = {}
    for one in newest.values():
        line = _added(one, known) if one.key not in known and one.section and one.word != "plain" else None
        if line is not None:
            added.setdefault(one.section, []).append(line)
    found = []
    for name, title in TITLES.items():
        lines = [line for line in added.get(name, ()) if line.is_drafted]
        lines += [*by_name.get(name, ()), *(line for line in added.get(name, ()) if not line.is_drafted)]
        if lines:
            found.append(Section(name, title, tuple(lines)))
    return tuple(found)


def _added(one: Said, known: Mapping[str, Line]) -> Line | None:
    under = [known[key] for key in one.on if key in known and not known[key].is_hidden]
    if len(under) != len(one.on):
        return None
    # Those of quotations first: a link asks whether what was said may still be read.
    some = sorted(under, key=lambda line: not line.quote)
    sources = tuple(dict.fromkeys(source for line in some for source in line.sources))
    is_hidden = one.word == "hidden"
    return Line(one.key, one.text, sources, is_hers=True, is_hidden=is_hidden, is_drafted=bool(one.on))


def _decided(line: Line, newest: Mapping[str, Said]) -> Line:
    one = newest.get(line.key)
    if one is None or one.word == "plain":
        return line
    if one.word == "hidden":
        return replace(line, is_hidden=True)
    return replace(line, text=one.text, quote="", is_hers=True)


def shown(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Without what she left out."""
    kept = [replace(one, lines=tuple(line for line in one.lines if not line.is_hidden)) for one in sections]
    return tuple(one for one in kept if one.lines)


def period(*, last_until: date | None, today: date) -> tuple[date, date]:
    """From the day after the last one looked back to, else three months; on that day itself, of it alone."""
    if last_until is None:
        return today - timedelta(days=DEFAULT_DAYS - 1), today
    since = min(last_until + timedelta(days=1), today)
    return max(since, today - timedelta(days=LONGEST_DAYS)), today


def following(
    days: tuple[date, date], *, last_until: date | None, prepared_on: date, today: date
) -> tuple[date, date]:
    """Days that are still those of when it was prepared go on until today; others were chosen, and stay."""
    if days != period(last_until=last_until, today=prepared_on) or today < prepared_on:
        return days
    since_on, until_on = period(last_until=last_until, today=today)
    return (days[0] if last_until is None else since_on), until_on


def is_due(*, last_on: date | None, since_on: date | None, today: date) -> bool:
    """Three months after the last one; without one, three months after the first word."""
    begun = last_on or since_on
    return begun is not None and today - begun >= DUE_AFTER
