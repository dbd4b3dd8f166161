"""Promises, requests, questions and decisions in what somebody wrote, with when they are due; pure, offline.

Only the standard library is used here: a text goes in, findings come out.
"""

from alongside.promises.finder.dates.shapes import Due
from alongside.promises.finder.finding import due_in, find, judge, sentences_of
from alongside.promises.finder.shapes import Finding, Judgement, Kind

__all__ = ["Due", "Finding", "Judgement", "Kind", "due_in", "find", "judge", "sentences_of"]
