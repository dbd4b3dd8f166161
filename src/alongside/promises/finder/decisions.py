"""Whether a sentence tells of something settled: small letters in, a judgement out."""

from __future__ import annotations

import re

from alongside.promises.finder.shapes import Judgement

_DECIDED = re.compile(
    r"\b(?:(?:we|i)(?:'ve|\shave)?\s(?:both\s|all\s|now\s|finally\s|just\s|also\s)*(?:decided|agreed"
    r"|resolved|settled|opted|chosen|concluded)\s(?:that|to|on|upon|not|against|in\sfavou?r|for|we"
    r"|it)\b"
    r"|it\s(?:was|has\sbeen|is)\s(?:now\s|finally\s)?(?:decided|agreed|settled)\b|(?:the\s"
    r"|our\s)?(?:final\s)?decision\s(?:is|was|has\sbeen\smade)\s(?!needed|required|due|pending|about"
    r"|up\sto|yours)"
    r"|(?:we|i)(?:'re|'m|\sare|\sam)\s(?:definitely\s)?going\s(?:ahead\s)?with\b|(?:we|i)(?:'ll"
    r"|\swill)\sgo\s(?:ahead\s)?with\b|let's\sgo\s(?:ahead\s)?with\b|(?:you\shave|here's"
    r"|that's)\s(?:my|our)\s(?:approval|go-ahead|blessing|ok)\b|\bapproved,?\sgo\sahead\b|(?:we"
    r"|i)\s(?:hereby\s)?approve\b)"
)
_NOT = re.compile(
    r"\b(?:not|haven't|hasn't|yet\sto|if|whether|once|until|when|before|has\snot"
    r"|have\snot)\s(?:\w+\s){0,3}$"
)


def decision_in(small: str) -> Judgement | None:
    match = _DECIDED.search(small)
    if (
        match is None
        or _NOT.search(small, max(0, match.start() - 30), match.start())
        or small.rstrip().endswith("?")
    ):
        return None
    return Judgement("decision", "decided", 0.7, match.start())
