"""What the finder gives: one struct for each sentence that asks, promises or settles something."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from alongside.promises.finder.dates.shapes import Due

Kind = Literal["promise", "request", "question", "decision"]


class Judgement(Struct, frozen=True):
    """What a rule says of one sentence. `at` is where in it the words stand that say so."""

    kind: Kind
    rule: str
    confidence: float
    at: int
    is_unconfirmed: bool = False


class Finding(Struct, frozen=True):
    """`text[start:end]` is the sentence. `who` says it, `whom` it is said to. `due` is what was said of when, if
    anything. `is_unconfirmed`: a joint plan ("we'll look at it"), or so soft that nobody need be held to it."""

    kind: Kind
    start: int
    end: int
    who: str
    whom: tuple[str, ...]
    due: Due | None
    confidence: float
    rule: str
    is_unconfirmed: bool = False
