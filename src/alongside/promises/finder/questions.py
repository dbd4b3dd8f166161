"""Whether a sentence asks a question that wants an answer: small letters in, a judgement out."""

from __future__ import annotations

import re

from alongside.promises.finder.shapes import Judgement

_ASKS = re.compile(r"\?[\s\"')\]?!.]*(?:[:;][-o]?[()dp])?\s*\Z")
_RHETORICAL = re.compile(
    r"\b(?:who\s(?:knows|cares)|guess\swhat|why\snot|how\s(?:are|have)\syou(?:\s(?:doing|been|all"
    r"|today|keeping))*|how's\s(?:it\sgoing|everything|life|things)|how\sare\s(?:things"
    r"|you\sdoing)[\w\s]{0,20}|what's\s(?:up|new|not\sto\slike)"
    r"|know\swhat\si\smean|(?:can|could)\syou\s(?:believe|imagine)[^?]*|need\si\ssay\smore"
    r"|see\swhat\si\s(?:mean|did)|sound\sfamiliar|what's\sthe\spoint|what\selse\sis\snew"
    r"|who\swould\shave\s(?:thought|guessed)[^?]*|really|seriously|eh|huh|so\swhat|ring\sa\sbell"
    r"|what\smore\s[^?]*|am\si\sright|you\sknow)\W*\Z"
    r"|\A(?:questions|comments|problems|interested|thoughts\son\slife|having\strouble[^?]*"
    r"|need\s(?:help|more)[^?]*|looking\sfor[^?]*|tired\sof[^?]*|want\sto\s[^?]*|ready\sto[^?]*)\?"
)
_INVERTED = re.compile(
    r"(?:what|when|where|who|which|why|how(?:\s(?:much|many|long|soon|far|often))?)\s(?:is|are|was"
    r"|were|do|does|did|should|would|can|could|will|shall|have|has)\s(?:you|we|i|the|this|that|it|they"
    r"|your|my|our)\b"
)
_MOST_WORDS_INVERTED = 25


def asks(small: str) -> bool:
    return _ASKS.search(small, max(0, len(small) - 12)) is not None


def question_in(small: str, opening: int, *, is_asking: bool) -> Judgement | None:
    rest = small[opening:]
    if not is_asking:
        if _INVERTED.match(rest) and "," not in rest and len(rest.split()) <= _MOST_WORDS_INVERTED:
            return Judgement("question", "question without its mark", 0.5, opening)
        return None
    if _RHETORICAL.search(rest) or not re.search(r"[a-z]{2}", rest) or "://" in small:
        return None
    return Judgement("question", "question", 0.8, opening)
