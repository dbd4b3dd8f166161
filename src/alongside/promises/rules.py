"""Verdicts in, what stands out: state, due day, repeats, how likely a suggestion is. Pure; `now` is given."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from hashlib import blake2b
from itertools import pairwise
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from alongside.lib.closing_words import only_signs_off

State = Literal["open", "kept", "slipped", "dropped", "refused"]
# Below this a suggestion is not made any more.
LEAST_LIKELY = 0.4
# What is not known of a rule counts as if she had taken this many of its suggestions.
_BENEFIT_OF_DOUBT = 2
_CLOSING: dict[str, State] = {"kept": "kept", "slipped": "slipped", "dropped": "dropped"}
REPEATS: dict[str, str] = {
    "": "once",
    "week": "every week",
    "fortnight": "every two weeks",
    "month": "every month, on the same date",
    "weekday": "every month, on the same weekday",
}


class Facts(Struct, frozen=True):
    """What a verdict can say. `wording` "" where the sentence of the letter speaks for itself."""

    kind: str = "promise"
    side: str = "ours"
    wording: str = ""
    due_on: date | None = None
    due_at: datetime | None = None
    repeat: str = ""
    checklist: tuple[str, ...] = ()
    rule: str = ""
    speaker: str = ""


class Step(Struct, frozen=True):
    """One verdict: its word, when, and the facts that it sets, dates as ISO writes them."""

    word: str
    at: datetime
    sets: dict[str, Any] = field(default_factory=dict)


class Standing(Struct, frozen=True):
    """All verdicts on one promise, added up. `ticked`: the numbers of the lines of its checklist that are done.

    Of what comes again: `begins_on` is the day that it is counted from, `turn_on` the day of its row that is to do
    now, wherever this time was moved to.
    """

    state: State
    facts: Facts
    ticked: frozenset[int] = frozenset()
    times_moved: int = 0
    times_done: int = 0
    closed_at: datetime | None = None
    begins_on: date | None = None
    turn_on: date | None = None


def key_of(source_key: bytes, start: int, end: int, kind: str) -> str:
    """The name of what was found at a place, the same after every rebuild."""
    place = f"{start},{end},{kind}".encode()
    return blake2b(source_key + place, digest_size=16, person=b"promise").hexdigest()


def standing(steps: Iterable[Step], *, zone: tzinfo) -> Standing | None:
    """`steps` in the order in which they were said; None when nothing is left of them."""
    effective: list[Step] = []
    for step in steps:
        if step.word != "undone":
            effective.append(step)
        elif effective:
            effective.pop()
    stands: Standing | None = None
    for step in effective:
        stands = _after(stands, step, zone)
    return stands


def _after(before: Standing | None, step: Step, zone: tzinfo) -> Standing:
    stands = before or Standing("open", Facts())
    facts = _set(stands.facts, step.sets)
    stands = _counted(replace(stands, facts=facts, ticked=_ticked_still(stands, facts.checklist)), step)
    if step.word == "ticked":
        number = int(step.sets.get("line", -1))
        return replace(stands, ticked=stands.ticked ^ {number})
    if step.word == "kept" and facts.repeat and facts.due_on is not None:
        return _come_round(stands, facts, facts.due_on, step.at.astimezone(zone).date())
    if step.word in _CLOSING:
        is_kept = step.word == "kept"
        state = _CLOSING[step.word]
        return replace(stands, state=state, closed_at=step.at, times_done=stands.times_done + is_kept)
    if step.word == "refused":
        return replace(stands, state="refused", closed_at=step.at)
    if step.word == "moved":
        stands = replace(stands, times_moved=stands.times_moved + 1)
    if step.word == "edited":
        return stands
    return replace(stands, state="open", closed_at=None)


def _counted(stands: Standing, step: Step) -> Standing:
    """A first day, or another way to come again, begins the row anew; one time that is moved does not."""
    is_row = step.word != "moved" or bool(step.sets.get("counts_from"))
    if stands.begins_on is not None and not (is_row and {"due_on", "repeat"} & step.sets.keys()):
        return stands
    return replace(stands, begins_on=stands.facts.due_on, turn_on=stands.facts.due_on)


def _ticked_still(before: Standing, lines: Sequence[str]) -> frozenset[int]:
    """A step that is ticked stays so wherever its line stands now; of lines with the same words the last ones."""
    was = before.facts.checklist
    if lines == was or not before.ticked:
        return before.ticked
    found: set[int] = set()
    for words in set(was) & set(lines):
        old = [number for number, line in enumerate(was) if line == words]
        new = [number for number, line in enumerate(lines) if line == words]
        ticked = [place for place, number in enumerate(old[-len(new) :]) if number in before.ticked]
        found.update(new[place] for place in ticked if place < len(new))
    return frozenset(found)


def _come_round(stands: Standing, facts: Facts, due_on: date, done_on: date) -> Standing:
    """What repeats is never over: done, it is due again, with nothing ticked."""
    begins_on, turn_on = stands.begins_on or due_on, stands.turn_on or due_on
    again = next_due(facts.repeat, begins_on, after=max(turn_on, due_on, done_on))
    return replace(
        stands,
        facts=replace(facts, due_on=again, due_at=None),
        ticked=frozenset(),
        times_done=stands.times_done + 1,
        turn_on=again,
    )


def _set(facts: Facts, sets: dict[str, Any]) -> Facts:
    known: dict[str, Any] = {name: value for name, value in sets.items() if name in Facts.__struct_fields__}
    if "due_on" in known:
        known["due_on"] = date.fromisoformat(known["due_on"]) if known["due_on"] else None
        known.setdefault("due_at", None)
    if known.get("due_at"):
        known["due_at"] = datetime.fromisoformat(known["due_at"])
    if "checklist" in known:
        known["checklist"] = tuple(known["checklist"])
    return replace(facts, **known)


def next_due(repeat: str, anchor: date, *, after: date) -> date:
    """The first day after `after` in the row that begins with `anchor`."""
    count = 1
    while (on := _occurrence(repeat, anchor, count)) <= after:
        count += 1
    return on


def _occurrence(repeat: str, anchor: date, count: int) -> date:
    if repeat in ("week", "fortnight"):
        return anchor + timedelta(days=(7 if repeat == "week" else 14) * count)
    years, month = divmod(anchor.month - 1 + count, 12)
    year, month = anchor.year + years, month + 1
    first_weekday, last_day = monthrange(year, month)
    if repeat == "month":
        return date(year, month, min(anchor.day, last_day))
    # The first Monday stays the first Monday; a fifth one is the last, whichever that is.
    first = 1 + (anchor.weekday() - first_weekday) % 7
    day = first + 7 * ((anchor.day - 1) // 7)
    return date(year, month, day if day <= last_day else day - 7)


def is_overdue(due_on: date | None, due_at: datetime | None, *, now: datetime) -> bool:
    """`now` in her zone. A day is over when it has passed; a minute when it has."""
    if due_at is not None:
        return due_at < now
    return due_on is not None and due_on < now.date()


class Tally(Struct, frozen=True):
    """How often she took and refused what a rule found in the words of one person."""

    taken: int = 0
    refused: int = 0


def likelihood(confidence: float, tally: Tally) -> float:
    """The confidence of the finder, times the part of such suggestions that she took, two given in advance.

    With 0.9 the third refusal without a taken one ends it: 0.9 x 2/5 = 0.36.
    """
    good = _BENEFIT_OF_DOUBT + tally.taken
    return confidence * good / (good + tally.refused)


class Asked(Struct, frozen=True):
    """A question in a letter: where it stands, and its words with single blanks."""

    start: int
    end: int
    words: str


def unanswered(questions: Sequence[Asked], answers: Iterable[Sequence[tuple[str, bool]]]) -> list[Asked]:
    """Those without an answer yet. `answers`: the later letters of the other side, each as stretches of text
    in their order with whether they quote.

    A letter that quotes some of the questions and goes on below each of them answers these; any other letter
    answers all, because nobody can tell.
    """
    left = list(questions)
    for stretches in answers:
        inline = _answered_inline(left, stretches)
        if inline is None:
            return []
        left = [one for one in left if one not in inline]
    return left


def _answered_inline(questions: Sequence[Asked], stretches: Sequence[tuple[str, bool]]) -> list[Asked] | None:
    """None where the letter is not written between quoted lines."""
    answered: list[Asked] = []
    is_between = False
    for place, ((quoted, is_quote), (below, below_quotes)) in enumerate(pairwise(stretches), 2):
        if not is_quote or below_quotes or not below.strip():
            continue
        # A greeting at the end says nothing to what stands above it.
        if place == len(stretches) and only_signs_off(below):
            continue
        words = plain_words(quoted)
        here = [one for one in questions if one.words and one.words in words]
        if not here:
            continue
        is_between = True
        # Below a quotation of several, the last one is what is spoken to, and those in the same paragraph.
        last = max(words.rfind(one.words) for one in here)
        answered += [one for one in here if words.rfind(one.words) == last]
    return answered if is_between else None


def plain_words(text: str) -> str:
    """Without marks of quotation and with single blanks, for comparing."""
    lines = (line.lstrip(" \t>›»|") for line in text.split("\n"))
    return " ".join(" ".join(lines).split())
