"""Letters that wait for an answer in, those questions out that are still worth asking in a review. Pure.

A question counts that was put to one of us, or by us to few; that asks in its own words and not out of courtesy; and
that says what it is about, by itself or with the sentence before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta, tzinfo

from alongside.reviews.shapes import Line, Material, Said, Source, Unanswered
from alongside.reviews.words import day, key_of, one_line

MOST_UNANSWERED = 12
# What goes to more is put to nobody.
MOST_ASKED = 3
_FRESH = timedelta(days=21)
# People speak of what is open: a talk so soon after a question has dealt with it, as far as anybody can tell.
_SPOKEN_OF = timedelta(days=14)
_LEAST_WORDS, _LEAST_CONTENT, _LONGEST_PLAIN, _LONGEST = 4, 3, 120, 240
# Asked out of courtesy, for whoever cares to answer, or rather said than asked.
_COURTESY = re.compile(
    r"feel free|any (?:other )?(?:questions?|comments?|concerns?|thoughts|interest)\b"
    r"|if you (?:need|have|would like|want|wish)\b|anything (?:i|we|else)|look(?:ing)? forward"
    r"|how(?:['’]s| are| is) (?:you|everything|life|it going)|let (?:me|us) know (?:if|when|should|how it)"
    r"|(?:call|e-?mail|contact|write|reach|ring|see) (?:me|us)\b|why not\b|who knows|remember (?:me|when)"
    r"|^(?:[^?]{0,20}[,-] )?(?:is|are|was|were|do|does|did|wo|would|should|have|has)n['’]t\b|\b(?:right|ok(?:ay)?)\?$"
    r"|n['’]t (?:we|you|it|they|he|she)\?$",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"@|\?\)$|\?\?|\(\?|https?:|www\.|[:=|>]\s*\?|\b\w+\?\w")
# Words that say nothing by themselves; what is left over is what a question is about.
_EMPTY = frozenset(
    "a about all also am an and any anything are as ask at be been but by can cannot could did do does doing done else"
    " even for from get give go going good got had has have he her here hey hi him his how i if in into is it its just"
    " know let like look make may me might mind more my need no not now of ok okay on one or our out please should so"
    " some something still take tell than that the their them then there these they thing things think this those"
    " though to too up us was we well were what when where whether which who why will with would yes you your".split()
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|this|that|these|those|they|them|their|he|she|him|her|his|ones?|so|such|same|either|instead|then)\b"
    r"|^(?:and|or|but|also|for example|if so)\b",
    re.IGNORECASE,
)
_LONGEST_BEFORE = 160
# What was asked about an hour that is long over has settled itself.
_FOR_A_MOMENT = re.compile(
    r"\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening)|breakfast|lunch|dinner|drinks|a coffee)\b",
    re.IGNORECASE,
)
_OVER = timedelta(days=7)


def still_asked(some: Iterable[Unanswered], *, today: date, zone: tzinfo) -> list[Unanswered]:
    """The oldest first, each once: sent to two, or twice, it is one question."""
    found: dict[str, Unanswered] = {}
    for one in sorted(some, key=lambda one: (one.since, one.number)):
        if one.is_put and _asks(one, today=today, zone=zone):
            found.setdefault(one_line(one.words).casefold(), one)
    return list(found.values())


def _asks(one: Unanswered, *, today: date, zone: tzinfo) -> bool:
    """A question of some words; without a question mark only what they wrote of late, in a line."""
    words = one.words.rstrip(" \"')”’")
    # Of a sentence that is longer nobody sees any more what it asks.
    if (
        len(words) > _LONGEST
        or one.words.count("(") != one.words.count(")")
        or _BROKEN.search(one.words.rstrip())
    ):
        return False
    if _COURTESY.search(words) or len(words.split()) < _LEAST_WORDS:
        return False
    age = today - one.since.astimezone(zone).date()
    if age > _OVER and _FOR_A_MOMENT.search(words):
        return False
    if words.endswith("?"):
        return True
    return age <= _FRESH and not one.is_ours and len(words) <= _LONGEST_PLAIN


def needs_the_sentence_before(words: str) -> bool:
    """It points back, or names nothing: "Would they be willing to?", "What do you think?"."""
    return _POINTS_BACK.search(words) is not None or len(_content(words)) < _LEAST_CONTENT


def says_enough(one: Unanswered) -> bool:
    """By itself, or with the sentence before it and what its letter is called."""
    if not needs_the_sentence_before(one.words):
        return True
    if _COURTESY.search(one.before) or not (one.before or _content(one.words)):
        return False
    return len(_content(f"{one.before} {one.subject} {one.words}")) >= _LEAST_CONTENT


def _content(words: str) -> set[str]:
    return {word for word in re.findall(r"[^\W_]+", words.casefold()) if word not in _EMPTY}


def unanswered(facts: Material) -> list[Line]:
    """Questions without an answer, of both sides, the oldest first."""
    asked = still_asked(facts.unanswered, today=facts.today, zone=facts.zone)
    left = [one for one in asked if says_enough(one) and not _was_spoken_of(one, facts.said)]
    return [_line(facts, one) for one in left[:MOST_UNANSWERED]]


def _was_spoken_of(one: Unanswered, said: Sequence[Said]) -> bool:
    return any(
        talk.kind in ("call", "meeting", "visit")
        and not talk.is_missed
        and timedelta() < talk.at - one.since <= _SPOKEN_OF
        for talk in said
    )


def _line(facts: Material, one: Unanswered) -> Line:
    is_alone = not one.before or len(one.before) > _LONGEST_BEFORE or not needs_the_sentence_before(one.words)
    words = one_line(one.words if is_alone else f"{one.before} {one.words}")
    asked = "We asked" if one.is_ours else f"{one.who or 'They'} asked"
    when = day(one.since, facts.zone, facts.today)
    about = f", in “{one.subject}”" if one.subject else ""
    source = Source("entry", one.number, one.start if is_alone else one.start_before, one.end)
    return Line(key_of("open", one.number), f"{asked}, {when}{about}: “{words}”", (source,), words)
