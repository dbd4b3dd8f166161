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
_WHAT_TIME = re.compile(
    r"(?:what\s(?:time|day|date|colour|color|size)|which\s\w+|how\s(?:much|many)(?:\s\w+)?)\s(?:is|are|do|does|did|can|shall"
    r"|should|will|would)\s(?!that\b)"
)
_YES_OR_NO = re.compile(
    r"(?:(?:do|did|does|have|has)\s(?:you|we|they|i|he|she|anyone|anybody)\b|(?:is|are|was|has|does|did|can|could|would|shall)\s(?:this|that|it|there"
    r"|he|she|they|we|i|the|your|our|my)\b|are\syou\b|(?:what|how)\sabout\s(?:a|an|the|we|you|on|in|at|next|this|tomorrow)\b)"
)
_MOST_WORDS_INVERTED, _MOST_WORDS_ASKED_FIRST = 25, 12
_WITHOUT_ITS_MARK = (_INVERTED, _WHAT_TIME, _YES_OR_NO)
# A question mark that asks nothing: what a wrong character set left behind, a doubt in brackets, a name in a log.
_NOT_ITS_MARK = re.compile(
    r"[.,]\?+\s*\Z|\(\s?(?:or\s)?[\w/-]+(?:\s[\w/-]+){0,2}\s?\?\)\.?\s*\Z|\?\w+\?|(?:\?{2,}\s*){2}"
)


def asks(small: str) -> bool:
    return _ASKS.search(small, max(0, len(small) - 12)) is not None


def question_in(small: str, opening: int, *, is_asking: bool) -> Judgement | None:
    rest = small[opening:]
    if not is_asking:
        first = rest.partition(",")[0]
        most = _MOST_WORDS_INVERTED if first == rest else _MOST_WORDS_ASKED_FIRST
        if any(pattern.match(rest) for pattern in _WITHOUT_ITS_MARK) and len(first.split()) <= most:
            return Judgement("question", "question without its mark", 0.5, opening)
        return None
    if _NOT_ITS_MARK.search(small):
        return None
    if _RHETORICAL.search(rest) or not re.search(r"[a-z]{2}", rest) or "://" in small:
        return None
    return Judgement("question", "question", 0.8, opening)
