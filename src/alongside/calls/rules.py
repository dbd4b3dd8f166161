"""Notes of a call and its times in; marked lines, the words of its entry, of a recap and its length out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from msgspec import Struct

Kind = Literal["", "ours", "theirs", "question", "decision", "private"]
# What a line begins with, by what it is. Whatever begins like a private line is private, with a blank or without.
SIGNS: dict[str, Kind] = {">": "ours", "<": "theirs", "?": "question", "=": "decision", "#": "private"}
_SIGN = re.compile(r"\s*(?:([><?=])\s+|(#)\s*)(?=\S)")
# In the entry the colleagues read them too: so in words, from the desk's side.
_WORDS: dict[Kind, str] = {
    "ours": "Promised by us: ",
    "theirs": "Promised to us: ",
    "question": "Question: ",
    "decision": "Decided: ",
}
# Cut off and rung again within this time, it is one call.
ONE_CALL = timedelta(minutes=15)
LONGEST_MINUTES = 7 * 24 * 60


class Line(NamedTuple):
    kind: Kind
    text: str


class Promised(NamedTuple):
    """A marked promise in the text of the entry: `text[start:end]`, and whose turn it is."""

    start: int
    end: int
    side: Literal["ours", "theirs"]


class Written(Struct, frozen=True):
    """What everybody who works for the client may read, and where in it the marked promises stand."""

    text: str
    promises: tuple[Promised, ...]


def lines_of(notes: str) -> list[Line]:
    """Each line of what was typed; a marked one without its sign."""
    return [_line(line) for line in notes.split("\n")]


def _line(line: str) -> Line:
    found = _SIGN.match(line)
    if found is None:
        return Line("", line.rstrip())
    return Line(SIGNS[found[1] or found[2]], line[found.end() :].strip())


def written(notes: str) -> Written:
    """Without the private lines."""
    shown = [one for one in lines_of(notes) if one.kind != "private"]
    while shown and not shown[0].text:
        del shown[0]
    text, promises = "", []
    for one in shown:
        text += _WORDS.get(one.kind, "")
        if one.kind == "ours" or one.kind == "theirs":
            promises.append(Promised(len(text), len(text) + len(one.text), one.kind))
        text += f"{one.text}\n"
    # Its beginning is what the first line begins with: nothing may be cut off there, or the places would not hold.
    return Written(text.rstrip(), tuple(promises)) if not text[:1].isspace() else _trimmed(text, promises)


def _trimmed(text: str, promises: Sequence[Promised]) -> Written:
    cut = len(text) - len(text.lstrip())
    moved = tuple(Promised(one.start - cut, one.end - cut, one.side) for one in promises)
    return Written(text.strip(), moved)


def private_words(notes: str) -> str:
    return "\n".join(one.text for one in lines_of(notes) if one.kind == "private")


def questions_in(notes: str) -> list[str]:
    return [one.text for one in lines_of(notes) if one.kind == "question"]


def minutes_of(spans: Iterable[tuple[datetime, datetime | None]], *, now: datetime) -> int | None:
    """How long they spoke, without the time between; None when it never began."""
    lengths = [(ended_at or now) - began_at for began_at, ended_at in spans]
    if not lengths:
        return None
    seconds = sum(max(one.total_seconds(), 0.0) for one in lengths)
    return min(max(1, round(seconds / 60)), LONGEST_MINUTES)


def both_versions(stands: str, typed: str) -> str:
    """What stands, and below it every line of what was typed that is not in it: for a window without script."""
    known = set(stands.split("\n"))
    more = [line for line in typed.split("\n") if line.strip() and line not in known]
    return "\n".join([stands.rstrip("\n"), *more]) if more else stands


def beyond(stands: str, typed: str) -> bool:
    """Whether a line was typed that does not stand there."""
    return both_versions(stands, typed) != stands


class RecapWords(Struct, frozen=True):
    """What goes around the lines of a recap; `on` is the day in words, `what` a call or a visit."""

    on: str
    names: Sequence[str] = ()
    what: str = "call"


def recap_of(notes: str, words: RecapWords) -> str:
    """A letter to the client made of the notes, without private lines; hers to change before it goes."""
    lines = [one for one in lines_of(notes) if one.kind != "private"]
    said = "\n".join(one.text for one in lines if not one.kind).strip()
    parts = [
        f"Hello{_greeted(words.names)},",
        f"Thank you for the {words.what} on {words.on}. Here is what we said.",
        said,
    ]
    for kind, title in (
        ("decision", "Decided:"),
        ("ours", "I will see to:"),
        ("theirs", "You will see to:"),
        ("question", "Still open:"),
    ):
        some = [f"- {one.text}" for one in lines if one.kind == kind]
        parts.append("\n".join([title, *some]) if some else "")
    parts.append("If I have something wrong, tell me.")
    return "\n\n".join(part for part in parts if part)


def _greeted(names: Sequence[str]) -> str:
    first = [name.split()[0] for name in names if name.split()]
    if not first:
        return ""
    return " " + (" and ".join([", ".join(first[:-1]), first[-1]]) if len(first) > 1 else first[0])
