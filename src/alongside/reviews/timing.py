"""Questions with their answers, and days of contact, in; how fast and how often, now and before, out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from statistics import median_low

from alongside.lib.words import count, waited
from alongside.message import FACE_KINDS, VOICE_KINDS
from alongside.reviews.shapes import Line, Material, Reply, Said, Source
from alongside.reviews.words import day, entries, key_of

_KINDS = (
    ("voice", "By voice", VOICE_KINDS),
    ("face", "Face to face", FACE_KINDS),
    ("written", "In writing", frozenset({"email", "chat"})),
)

_A_MINUTE = timedelta(minutes=1)


def answers(facts: Material) -> list[Line]:
    """Of both sides the middle and the longest, in working hours; ours against what was agreed."""
    found = []
    for name, whose, some in (("ours", "Our", facts.our_answers), ("theirs", "Their", facts.their_answers)):
        if some:
            found.append(_middle(name, whose, some))
            found.append(_worst(facts, name, whose, some))
    if facts.answer_within is not None and facts.our_answers:
        found.append(_agreed(facts))
    return found


def _middle(name: str, whose: str, some: Sequence[Reply]) -> Line:
    half = median_low([one.took for one in some])
    within = f"within {waited(half)} of working time" if half >= _A_MINUTE else "within the minute"
    answers = count(len(some), "answer", "answers")
    text = f"Half of {whose.lower()} answers came {within} ({answers} to a question)."
    return Line(key_of("answers", name, "middle"), text, _asked(some))


def _worst(facts: Material, name: str, whose: str, some: Sequence[Reply]) -> Line:
    worst = max(some, key=lambda one: (one.took, -one.number))
    whom = f" {worst.who}" if worst.who else ""
    asked = f"to{whom}" if whose == "Our" and whom else f"from{whom}" if whom else ""
    when = day(worst.asked_at, facts.zone, facts.today)
    text = f"{whose} longest took {_took(worst.took)}: asked {when}{f', {asked}' if asked else ''}."
    sources = (Source("entry", worst.number), Source("entry", worst.answer))
    return Line(key_of("answers", name, "worst"), text, sources)


def _agreed(facts: Material) -> Line:
    assert facts.answer_within is not None
    late = [one for one in facts.our_answers if one.took > facts.answer_within]
    hours = round(facts.answer_within.total_seconds() / 3600)
    total = len(facts.our_answers)
    text = (
        f"Agreed within {count(hours, 'working hour', 'working hours')}: {total - len(late)} of {total} were."
    )
    return Line(key_of("answers", "agreed"), text, _asked(facts.our_answers))


def _asked(some: Sequence[Reply]) -> tuple[Source, ...]:
    return tuple(Source("entry", one.number) for one in some)


def _took(length: timedelta) -> str:
    return f"{waited(length)} of working time" if length >= _A_MINUTE else "no working time"


def rhythm(facts: Material) -> list[Line]:
    """Days with contact in the period and in as many days before it."""
    found = []
    weeks = max(((facts.until_on - facts.since_on).days + 1) / 7, 1 / 7)
    for name, label, kinds in _KINDS:
        now, before = (
            [one for one in some if one.kind in kinds and not one.is_missed]
            for some in (facts.said, facts.before)
        )
        if not now and not before:
            continue
        days, earlier = (_days(facts, some) for some in (now, before))
        then = f"on {earlier}" if earlier else "on none"
        on = f"on {count(days, 'day', 'days')}{_a_week(days, weeks)}"
        text = f"{label}: {on}; in as many days before, {then}."
        found.append(Line(key_of("often", name), text, entries([*now, *before])))
    return found


def _days(facts: Material, some: Sequence[Said]) -> int:
    return len({one.at.astimezone(facts.zone).date() for one in some})


def _a_week(days: int, weeks: float) -> str:
    rate = days / weeks
    return f", {f'{rate:.1f}'.removesuffix('.0')} a week" if weeks >= 2 and rate >= 0.5 else ""
