"""Whether the writer of a letter waits for an answer: what was newly written in, yes or no and the reason out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from alongside.lib.closing_words import only_closes
from alongside.promises.finder.finding import judge
from alongside.promises.finder.history import Span, fresh
from alongside.promises.finder.plain import plain, small
from alongside.promises.finder.sentences import sentences

# Who tells of trouble wants to hear what to do, asked or not.
_TROUBLE = re.compile(
    r"\b(?:does\snot|doesn't|did\snot|didn't|won't|will\snot|can't|cannot|could\snot|couldn't|not\sable\sto|unable\sto|no\sluck)"
    r"\s(?:\w+\s){0,3}(?:work|open|load|start|run|arrive|reach|connect|print|log)\w*\b"
    r"|\bstill\s(?:\w+\s){0,3}(?:wrong|fail\w*|missing|waiting|stuck|broken|(?:the\s)?same\s(?:issue|problem|error)\w*)"
    r"|\b(?:another|new|same|a|this)\s(?:problem|error|issue)\b|\berror:|\b(?:fails|failed)\b|\btraceback\b"
)
_SOLVED = re.compile(
    r"\b(?:solved|resolved|fixed|works\s(?:now|perfectly|fine)|(?:now\s)?it\sworks|it\sworked|did\sthe\strick|never\smind|sorted)\b"
)


class Waiting(Struct, frozen=True):
    """`why`: asks, trouble, closes, or tells (neither asked nor in trouble). `span`: the sentence that asks."""

    waits: bool
    why: str
    span: Span | None = None


def awaits_answer(text: str, folds: Sequence[Span] = ()) -> Waiting:
    """A question or request waits; so does trouble that nobody says is over. What only thanks or tells does not."""
    even = plain(text)
    stretches = list(fresh(even, folds))
    written = "\n".join(even[start:end] for start, end in stretches)
    if only_closes(written):
        return Waiting(False, "closes")
    for start, end in stretches:
        for first, last in sentences(even, start, end):
            if any(one.kind in ("request", "question") for one in judge(even[first:last])):
                return Waiting(True, "asks", (first, last))
    letters = small(written)
    if _TROUBLE.search(letters) and not _SOLVED.search(letters):
        return Waiting(True, "trouble")
    return Waiting(False, "tells")
