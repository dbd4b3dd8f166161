"""Entries in, why each waits for an answer and in which words out; their texts are read for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from alongside.promises.finder import awaits_answer
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
        heads = Interaction.objects.filter(id__in=chunk).values_list("id", "preview", "direction")
        previews = {number: (preview, direction == "out") for number, preview, direction in heads}
        bodies = Body.objects.filter(interaction_id__in=chunk).values_list("interaction_id", "text", "folds")
        for number, text, folds in bodies:
            preview, is_mine = previews[number]
            why, words = _read(bytes(text), folds, is_mine)
            found[number] = Judged(why, (words or preview)[:LONGEST_WORDS])
    return found


@lru_cache(maxsize=1024)
def _read(text: bytes, folds: str, is_mine: bool) -> tuple[str, str]:
    """As they are stored: with each letter that comes, the others of its conversation are looked at again."""
    spans = [(one.start, one.end) for one in unpack_folds(folds)]
    return _asked(decompress(text), spans, is_mine=is_mine)


def judge_text(text: str, folds: Sequence[tuple[int, int]], preview: str) -> Judged:
    """Why the writer of a letter to us waits, and in which words; where no sentence asks, how the letter begins."""
    why, words = _asked(text, folds, is_mine=False)
    return Judged(why, (words or preview)[:LONGEST_WORDS])


def _asked(text: str, folds: Sequence[tuple[int, int]], *, is_mine: bool) -> tuple[str, str]:
    """`words` are empty where no sentence asks."""
    text = text[:LONGEST_TEXT]
    told = awaits_answer(text, folds, serves=is_mine)
    words = " ".join(text[slice(*told.span)].split()) if told.span is not None else ""
    return told.why, _POINT.sub("", words)
