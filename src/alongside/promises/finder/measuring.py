"""How well the finder finds: labelled sentences in; precision, recall and F1 out, with 95 % bootstrap intervals."""

from __future__ import annotations

import random
from collections.abc import Sequence

from msgspec import Struct

from alongside.promises.finder.finding import judge, sentences_of
from alongside.promises.finder.shapes import Kind

RESAMPLES = 2_000
SEED = 1
Outcome = tuple[bool, bool]  # labelled so, found so


class Score(Struct, frozen=True):
    """Of `positives` labelled sentences. A figure that nothing was there to compute from is 0."""

    precision: float
    recall: float
    f1: float
    positives: int


class Interval(Struct, frozen=True):
    low: float
    high: float


def outcomes(rows: Sequence[tuple[str, bool]], kind: Kind) -> list[Outcome]:
    """For each sentence whether it is labelled `kind` and whether it is found to be. Joint plans do not count."""
    return [(labelled, kind in kinds_of(text)) for text, labelled in rows]


def kinds_of(text: str) -> set[Kind]:
    """Of any of its sentences: a labelled row may hold two. What asks for something is no question besides."""
    spans = sentences_of(text) or [(0, len(text))]
    found = {one.kind for start, end in spans for one in judge(text[start:end]) if not one.is_unconfirmed}
    return found - {"question"} if "request" in found else found


def score(found: Sequence[Outcome]) -> Score:
    both = sum(labelled and seen for labelled, seen in found)
    labelled = sum(one for one, _ in found)
    seen = sum(one for _, one in found)
    return Score(
        precision=both / seen if seen else 0.0,
        recall=both / labelled if labelled else 0.0,
        f1=2 * both / (seen + labelled) if seen + labelled else 0.0,
        positives=labelled,
    )


def intervals(found: Sequence[Outcome], *, resamples: int = RESAMPLES) -> dict[str, Interval]:
    """By drawing as many sentences with replacement, the same each time."""
    draw = random.Random(SEED)  # noqa: S311 - drawn again alike, not kept secret
    drawn = [score(draw.choices(found, k=len(found))) for _ in range(resamples)] if found else [score(found)]
    return {
        name: _middle_95(sorted(getattr(one, name) for one in drawn))
        for name in ("precision", "recall", "f1")
    }


def _middle_95(values: list[float]) -> Interval:
    last = len(values) - 1
    return Interval(values[round(last * 0.025)], values[round(last * 0.975)])
