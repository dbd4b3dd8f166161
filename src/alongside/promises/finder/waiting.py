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
# What makes of advice ("Look at the llamas") something that one waits for ("Send me the llamas", "Sign it by Friday").
_COMES_BACK = re.compile(
    r"\b(?:me|us|my|our|back|reply|answer|confirm|ring|call|sign|return|as\ssoon\sas|asap|urgently|today|tonight|tomorrow|by)\b"
)


class Waiting(Struct, frozen=True):
    """`why`: asks, trouble, closes, or tells (neither asked nor in trouble). `span`: the sentence that asks."""

    waits: bool
    why: str
    span: Span | None = None


def awaits_answer(text: str, folds: Sequence[Span] = (), *, serves: bool = False) -> Waiting:
    """A question or request waits; so does trouble that nobody says is over. What only thanks or tells does not.

    `serves`: the writer works for the reader. What she bids them do, unasked for and to be heard of no more, is advice.
    """
    even = plain(text)
    stretches = list(fresh(even, folds))
    written = "\n".join(even[start:end] for start, end in stretches)
    if only_closes(written):
        return Waiting(False, "closes")
    for start, end in stretches:
        for first, last in sentences(even, start, end):
            if _asks(even[first:last], serves=serves):
                return Waiting(True, "asks", (first, last))
    letters = small(written)
    if _TROUBLE.search(letters) and not _SOLVED.search(letters):
        return Waiting(True, "trouble")
    return Waiting(False, "tells")


def _asks(sentence: str, *, serves: bool) -> bool:
    asking = [one for one in judge(sentence) if one.kind in ("request", "question")]
    if serves and asking and all(one.rule == "imperative" for one in asking):
        return _COMES_BACK.search(small(sentence)) is not None
    return bool(asking)
