"""What is asked by way of a wish, of one's own need, of what is to happen to a thing: small letters in, where it stands
out."""

from __future__ import annotations

import re

_GOOD = r"(?:great|good|helpful|useful|ideal|lovely|nice|handy|brilliant|perfect|wonderful|fantastic|super|welcome)"
_GIVEN = r"(?:help|input|thoughts|ideas|advice|feedback|suggestions|comments|info\w*|views?|support|pointers|guidance)"
_DONE = (
    r"(?:sent|done|paid|moved|changed|booked|ready|fixed|arranged|added|removed|updated|forwarded|delivered|signed"
    r"|finished|completed|sorted|returned|printed|posted|cancelled|back|out|over)"
)
_BY_THEN = r"(?:by|before|today|tonight|tomorrow|asap|this|no\slater|in\stime|first\sthing)\b"
_ABLE = (
    r"\bare\s(?:you|some(?:one|body)|any(?:one|body))\s(?:still\s)?able\sto\s(?!make\sit|come\b|attend|join|meet|be\b"
    r"|see\b|hear|read\b|open\b|access|get\s(?:here|there|away)|use\b|find\b)\w"
)
_WANTED_TO_ASK = (
    r"(?<!he\s)(?<!she\s)(?<!they\s)\b(?:wanted|want|wished|writing|checking|calling)\sto\s(?:see|ask|know|check"
    r"|find\sout)\s(?:if|whether)\s(?:you\s(?:could|can|would|will|might|are\sable)\b"
    r"|(?:we|i)\s(?:could|can|might)\s(?:get|have|set|schedule|arrange|meet|talk|speak|borrow))"
)
_LIKE_IT_DONE = (
    r"\b(?:i|we)(?:'d|\swould)\s(?:like|love)\s(?:the|this|that|these|those|all|everything|my|our|it|them)\b"
    rf"(?:\s[\w'-]+){{0,5}}?\s{_DONE}\b(?:\sand\s{_DONE})?"
    r"(?=[^.?!]*\b(?:by|before|today|tonight|tomorrow|asap|when|on|please)\b)"
)
_HAVE_IT_BY = (
    r"\b(?:i|we)(?:'d|\swould|\sneed|\swant|\sneed\sto|\swant\sto)\s(?:like\sto\s)?(?:have|get|receive)\s(?:this|that"
    r"|it|them|these|those|the|your|everything)\b[^.?!]{0,60}?\s(?:by|before|no\slater\sthan)\s"
)
_IN_YOUR_DEBT = (
    r"\bif\s(?:you|some(?:one|body)|any(?:one|body))\b[^.?!]{3,200}\bi(?:'ll|'d|\swill|\swould)\sbe\s(?:forever\s|very\s"
    r"|most\s|ever\sso\s|so\s)?(?:in\syour\sdebt|indebted|grateful|obliged|thankful|delighted)\b"
)
_YOU_NEED_TO = (
    r"(?:\A|\bi\sthink\s|\A\w+,\s|\bbut\s|\bso\s)you(?:'ll|\swill)?\s(?:really\s|also\s|still\s|just\s|both\s"
    r"|guys\s)*need\sto\s(?:ring|phone|e-?mail|write\sto|return|submit|chase|remind|approve|cancel|renew|order|pay"
    r"|invoice|send|call|sign|tell|ask|speak\sto|talk\sto|coordinate|liaise)\b"
)
# Each with letters that must stand in the sentence, so that few are looked for.
_WAYS = tuple(
    (hint, re.compile(pattern))
    for hint, pattern in (
        (
            "be ",
            rf"\b(?:would|'d|will)\s(?:also\s)?be\s(?:\w+\s)?{_GOOD}\sto\s(?:have|get)\s(?:the|your|it|this|that|them"
            r"|those|these|copies|some\s(?:idea|more|numbers|figures|detail))\b",
        ),
        (
            " if ",
            rf"\bwould\sbe\s(?:\w+\s)?{_GOOD}\sif\s(?:i|we)\s(?:could|can|might)\s(?:get|have|see|receive)\b",
        ),
        ("able to", _ABLE),
        ("ing to ", _WANTED_TO_ASK),
        ("want", _WANTED_TO_ASK),
        ("would be", rf"\b(?:any|your)\s{_GIVEN}\b[^.?!]{{0,100}}?\bwould\sbe\s(?:\w+\s)?{_GOOD}\b"),
        ("will be", rf"\b(?:any|your)\s{_GIVEN}\b[^.?!]{{0,100}}?\bwill\sbe\s(?:\w+\s)?{_GOOD}\b"),
        (
            "can ",
            r"\A(?:please\s)?can\s(?:this|that|it|they|these|those|the(?:\s\w+){1,3}?)\s(?:please\s)?(?:go\b"
            rf"|be\swith\sme\b|be\s{_DONE}\b)[^?]*\b{_BY_THEN}",
        ),
        ("in advance", r"\bthank(?:s|\syou)\sin\sadvance\sfor\s(?:your\s)?[a-z]+ing\b"),
        ("i'll be ", _IN_YOUR_DEBT),
        ("i'd be ", _IN_YOUR_DEBT),
        ("i will be ", _IN_YOUR_DEBT),
        ("i would be ", _IN_YOUR_DEBT),
        ("like ", _LIKE_IT_DONE),
        ("love ", _LIKE_IT_DONE),
        ("have ", _HAVE_IT_BY),
        ("get ", _HAVE_IT_BY),
        ("receive ", _HAVE_IT_BY),
        ("writing to request", r"\bwriting\sto\srequest\b"),
        ("need to", _YOU_NEED_TO),
    )
)


def asked_round_about(small: str) -> re.Match[str] | None:
    """The first way that is found, in no order that matters."""
    for hint, pattern in _WAYS:
        if hint in small and (match := pattern.search(small)) is not None:
            return match
    return None
