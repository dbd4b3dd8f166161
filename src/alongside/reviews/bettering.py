"""An agenda with its notes and the stars of both sides in; what could be tried to make it better out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

from msgspec import Struct

from alongside.calls.rules import lines_of
from alongside.reviews.merging import Item

MOST = 8
LEAST_WORDS = 3
# Below these the work on an aspect is looked at: the client's stars weigh more than one's own.
LOW_THEIRS, LOW_OURS = 3, 2
# What people say of something that should be otherwise. A line of a note is short: a word is enough to ask.
_OTHERWISE = re.compile(
    r"\b(?:better|improv\w+|earlier|sooner|faster|quicker|slow(?:er|ly)?|shorter|clearer|simpler|easier|fewer"
    r"|too (?:late|early|long|short|many|few|much|little|often|seldom|slow)|instead of|(?:would|could|might) help"
    r"|(?:should|ought to|need(?:s)? to|have to|must) (?:be|come|go|have|get|know|see|send|ask|tell|say|stop|start)"
    r"|(?:miss(?:ed|ing)|forgot(?:ten)?|overlooked|unclear|confus\w+|annoy\w+|difficult|cumbersome)"
    r"|next time|again and again|more often|less often|(?:do(?:es)?|did)(?:n['’]t| not) work|not work(?:ing)?)\b",
    re.IGNORECASE,
)


class Stars(NamedTuple):
    """What both sides said of an aspect in this review; None where one said nothing."""

    aspect: int
    name: str
    ours: int | None
    theirs: int | None


class Better(Struct, frozen=True):
    """Something to try. `key`: the same for the same words about the same; `why`: what it was found by."""

    key: str
    text: str
    why: str
    about: str


def proposed(items: Iterable[Item], stars: Sequence[Stars]) -> list[Better]:
    """First what was said, in the order of the agenda, then what has few stars and nothing was said of."""
    found: dict[str, Better] = {}
    for item in items:
        for words in _said(item):
            key = key_of(words)
            found.setdefault(key, Better(key, words, f"noted on “{item.text}”", item.about))
    spoken_of = {one.about for one in found.values()}
    for one in stars:
        if _is_low(one) and one.name not in spoken_of:
            key = key_of(f"stars {one.aspect}")
            found[key] = Better(key, f"{one.name}: find out what would make it better", _stars(one), one.name)
    return list(found.values())[:MOST]


def _said(item: Item) -> list[str]:
    """Lines that are marked as nothing else: a promise and a decision are kept in mind as what they are."""
    lines = (line for noted in item.notes for line in lines_of(noted.text) if line.kind in ("", "question"))
    texts = (line.text.strip().removeprefix("– ") for line in lines)
    return [text for text in texts if len(text.split()) >= LEAST_WORDS and _OTHERWISE.search(text)]


def _is_low(one: Stars) -> bool:
    return (one.theirs or 5) <= LOW_THEIRS or (one.ours or 5) <= LOW_OURS


def _stars(one: Stars) -> str:
    sides = (("they say", one.theirs), ("you say", one.ours))
    return ", ".join(f"{who} {stars} of 5" for who, stars in sides if stars is not None)


def key_of(text: str) -> str:
    words = " ".join(text.casefold().split())
    return blake2b(words.encode("utf-8", "replace"), digest_size=8, person=b"review-better").hexdigest()
