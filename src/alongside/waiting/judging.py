"""Entries in, why each waits for an answer and in which words out; their texts are read for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from alongside.promises.finder.waiting import awaits_answer
from alongside.timeline.database import in_chunks
from alongside.timeline.models import Body, Interaction
from alongside.timeline.text import decompress, unpack_folds
from alongside.waiting.rules import Judged

LONGEST_TEXT = 20_000
LONGEST_WORDS = 300
# "2. When is it due?" stands alone here.
_POINT = re.compile(r"\A(?:\d{1,2}[.)]|[-*•])\s+(?=\S)")


def judged(numbers: Collection[int]) -> dict[int, Judged]:
    found: dict[int, Judged] = {}
    for chunk in in_chunks(sorted(numbers)):
        previews = dict(Interaction.objects.filter(id__in=chunk).values_list("id", "preview"))
        bodies = Body.objects.filter(interaction_id__in=chunk).values_list("interaction_id", "text", "folds")
        for number, text, folds in bodies:
            found[number] = judge_text(
                decompress(text), [(one.start, one.end) for one in unpack_folds(folds)], previews[number]
            )
    return found


def judge_text(text: str, folds: Sequence[tuple[int, int]], preview: str) -> Judged:
    """Why the writer of a letter waits, and in which words; where no sentence asks, how the letter begins."""
    text = text[:LONGEST_TEXT]
    told = awaits_answer(text, folds)
    words = preview
    if told.span is not None:
        words = _POINT.sub("", " ".join(text[slice(*told.span)].split()))
    return Judged(told.why, words[:LONGEST_WORDS])
