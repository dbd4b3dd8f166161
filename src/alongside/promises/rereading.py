"""What a model told of a sentence in, findings confirmed, put lower or added out; pure.

Nothing is taken that does not stand in the letter: a quotation has to be within the sentences that were sent, word for
word, and what is kept of it is its place alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import asdict, replace

from alongside.channels.model.rules import Told, Window
from alongside.promises.finder import Due, Finding, due_in
from alongside.promises.rules import key_of

Span = tuple[int, int]
SHORTEST_QUOTE = 6
# Below it nothing new is offered; from there on a joint plan counts as somebody's promise.
LEAST_SURE, SURE = 0.5, 0.8
MOST_CONFIDENT = 0.7
_IF_DENIED = 0.5
OWN_RULE = "model"


class Spot(Struct, frozen=True):
    """A sentence of the letter, and in it the words that say by when (both 0 where none do)."""

    kind: Literal["promise", "request"]
    start: int
    end: int
    sure: float
    due_start: int = 0
    due_end: int = 0


def window_at(text: str, spans: Sequence[Span], span: Span) -> tuple[Window, list[Span]] | None:
    """What is shown of a letter for the sentence at `span`, and where it stands; None where it is no sentence of it."""
    if span not in spans:
        return None
    at = spans.index(span)
    shown = list(spans[max(0, at - 1) : at + 2])
    before = text[slice(*spans[at - 1])] if at else ""
    after = text[slice(*spans[at + 1])] if at + 1 < len(spans) else ""
    return Window(before, text[slice(*span)], after), shown


def spots_of(told: Iterable[Told], text: str, shown: Sequence[Span]) -> list[Spot]:
    """Only what stands in the sentences that were shown; each sentence and kind once."""
    found: dict[tuple[str, int], Spot] = {}
    for one in told:
        span = next((span for span in shown if _place(one.quote, text, span) is not None), None)
        if span is None or len(one.quote.strip()) < SHORTEST_QUOTE:
            continue
        due = _place(one.due, text, span) or (0, 0)
        found.setdefault((one.kind, span[0]), Spot(one.kind, *span, one.sure, *due))
    return list(found.values())


def _place(quote: str, text: str, span: Span) -> Span | None:
    """Letter for letter; only line ends and blanks may be others."""
    words = quote.split()
    if not words:
        return None
    match = re.compile(r"\s+".join(map(re.escape, words))).search(text, *span)
    return match.span() if match else None


def stored(spots: Iterable[Spot]) -> list[dict[str, Any]]:
    return [asdict(one) for one in spots]


def loaded(rows: Iterable[Mapping[str, Any]]) -> list[Spot]:
    return [Spot(**one) for one in rows]


def read_again(
    found: Sequence[Finding],
    readings: Mapping[str, Sequence[Spot]],
    *,
    source_key: bytes,
    text: str,
    spans: Sequence[Span],
    said_at: datetime,
    timezone: str | tzinfo,
    locale: str,
) -> list[Finding]:
    """`readings`: by key of the finding that was asked about. In the order of the text."""
    if not readings:
        return list(found)

    def due_of(spot: Spot) -> Due | None:
        phrase = text[spot.due_start : spot.due_end]
        read = [
            due_in(f"{cue}{phrase}", said_at=said_at, timezone=timezone, locale=locale) for cue in ("", "by ")
        ]
        return next((due for due in read if due is not None), None) if phrase else None

    judged = []
    for one in found:
        spots = readings.get(key_of(source_key, one.start, one.end, one.kind))
        judged.append(one if spots is None else _judged(one, spots, due_of))
    known = {(one.kind, one.start, one.end) for one in found}
    sentences = set(spans)
    for spot in {(one.kind, one.start): one for some in readings.values() for one in some}.values():
        place = (spot.kind, spot.start, spot.end)
        if place not in known and (spot.start, spot.end) in sentences and spot.sure >= LEAST_SURE:
            judged.append(_added(spot, found, due_of(spot)))
    return sorted(judged, key=lambda one: (one.start, one.kind))


def _judged(one: Finding, spots: Sequence[Spot], due_of: Any) -> Finding:
    same = next(
        (spot for spot in spots if (spot.kind, spot.start, spot.end) == (one.kind, one.start, one.end)), None
    )
    if same is None:
        return replace(one, confidence=round(one.confidence * _IF_DENIED, 2))
    return replace(
        one,
        confidence=round(max(one.confidence, (one.confidence + same.sure) / 2), 2),
        is_unconfirmed=one.is_unconfirmed and same.sure < SURE,
        due=one.due or due_of(same),
    )


def _added(spot: Spot, found: Sequence[Finding], due: Due | None) -> Finding:
    who, whom = (found[0].who, found[0].whom) if found else ("", ())
    confidence = round(min(spot.sure, MOST_CONFIDENT), 2)
    return Finding(spot.kind, spot.start, spot.end, who, whom, due, confidence, OWN_RULE)
