"""What says when without naming a day: "in two hours", which counts from now, and "before your trip", which nobody
can count; a sentence in, dues out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from alongside.promises.finder.dates.shapes import Due, Relation
from alongside.promises.finder.dates.words import NUMBER, NUMBERS

_DELAY = re.compile(
    rf"\b(?P<k>in|within|inside)\s(?:the\snext\s|about\s|around\s|another\s)?(?P<n>{NUMBER}"
    r"|the(?:\snext)?"
    r"|half\san)\s(?P<u>minute|min|hour|hr)s?'?"
    r"(?:\sor\s(?:so|(?P<two>two))|(?P<half>\sand\sa\shalf))?(?:'?s?\stime)?(?!\w|-|\sof\b|\s(?:before"
    r"|after|a|per|each|flat)\b)"
)
_UNDATED = re.compile(
    r"\b(?:as\ssoon\sas\s(?:possible|you\scan|i\s(?:can|get|have|hear|receive|know)\b[^.,;!?]{0,30})"
    r"|a\.?s\.?a\.?p\b\.?|at\syour\searliest\sconvenience|at\syour\sconvenience"
    r"|by\sreturn(?:\sof\s(?:post|mail|e-?mail))?\b|(?<!at\s)(?<!from\s)the\smoment\s(?:i|we|you|he|she|they)\b(?:\s[\w'-]+){0,4}"
    r"|when\syou\s(?:get|have)\sa\s(?:chance|moment|minute)|right\saway|straight\saway|immediately"
    r"|urgently"
    r"|(?:before|by\sthe\stime|until|once|after|when|ahead\sof|prior\sto|in\stime\sfor|as\ssoon\sas"
    r"|in\sadvance\sof)\s"
    r"(?:i|i've|i'm|we|we've|you|you've|you're|he|she|it|they|the|this|that|your|my|our|his|her|their"
    r"|everyone|lunch)\b(?:\s[\w'&-]+){0,5})"
)
_TOLD: tuple[tuple[tuple[str, ...], Relation], ...] = (
    (("before", "prior", "ahead", "in time", "in advance"), "before"),
    (("by", "until"), "by"),
    (("after", "once"), "after"),
)
_UNIT_MINUTES = {"minute": 1, "min": 1, "hour": 60, "hr": 60}


def after_delay(original: str, letters: str, said_at: datetime, taken: list[tuple[int, int]]) -> list[Due]:
    """Minutes and hours from now. "In a minute" is a manner of speaking."""
    found = []
    for match in _DELAY.finditer(letters):
        start, end = match.span()
        if any(start < other_end and other < end for other, other_end in taken):
            continue
        if match["u"] in ("minute", "min") and match["n"] in ("a", "one", "the"):
            continue
        at = said_at + timedelta(minutes=_count(match) * _UNIT_MINUTES[match["u"]])
        relation: Relation = "on" if match["k"] == "in" else "within"
        found.append(
            Due(original[start:end], start, end, at.date(), at, at.date(), "minute", relation, False)
        )
    return found


def _count(match: re.Match[str]) -> float:
    word = match["n"]
    if match["two"]:
        return 2
    if match["half"]:
        return 1.5
    if word.startswith("the"):
        return 1
    if word.startswith("half"):
        return 0.5
    return int(word) if word.isdigit() else NUMBERS[" ".join(word.split())]


def undated(original: str, letters: str) -> list[Due]:
    """The first such phrase, kept as it stands."""
    match = _UNDATED.search(letters)
    if match is None:
        return []
    start, end = match.span()
    told: Iterator[Relation] = (relation for words, relation in _TOLD if letters.startswith(words, start))
    return [Due(original[start:end], start, end, None, None, None, "undated", next(told, "on"), False)]
