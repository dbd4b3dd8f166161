"""Promises, requests, questions and decisions in what somebody wrote, with when they are due; pure, offline.

Only the standard library is used here: a text goes in, findings come out.
"""

from typing import TYPE_CHECKING

from alongside.lib.later import later
from alongside.promises.finder.dates.shapes import Due
from alongside.promises.finder.shapes import Finding, Judgement, Kind

# Compiling the grammar takes as long as a seventh of all else at a start, and only who reads letters needs it.
if TYPE_CHECKING:
    from alongside.promises.finder.finding import due_in, find, judge, sentences_of
    from alongside.promises.finder.waiting import awaits_answer
else:
    due_in, find, judge, sentences_of = (
        later("alongside.promises.finder.finding", name)
        for name in ("due_in", "find", "judge", "sentences_of")
    )
    awaits_answer = later("alongside.promises.finder.waiting", "awaits_answer")

__all__ = ["Due", "Finding", "Judgement", "Kind", "awaits_answer", "due_in", "find", "judge", "sentences_of"]
