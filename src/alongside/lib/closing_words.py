"""Whether a message only closes a conversation ("Thanks!", "Paid.", "Perfect, thank you"), so that nobody waits.

Careful: whoever asks, doubts, wants something or says more than a few words is taken to wait.
"""

from __future__ import annotations

import re

MOST_LETTERS = 90
MOST_WORDS_OF_A_CLAUSE = 6

_CLOSES = re.compile(
    r"(?:many |so |big |huge |ok |okay |yes |ah |oh |and |but |with )*"
    r"(?:thanks|thank (?:you|u)|thx|cheers|ta|bless you|much appreciated|appreciated"
    r"|paid|all paid|done|all done|sorted|got (?:it|them)|received|noted|understood|will do|on (?:it|its way)"
    r"|ok|okay|perfect|great|lovely|brilliant|wonderful|excellent|super|splendid|fab|fabulous|amazing"
    r"|sounds (?:good|great|perfect|lovely)|all good|no problem|no worries|you're welcome"
    r"|have a (?:good|nice|great|lovely) \w+|good night|see you \w+|all the best|best wishes|kind regards)\b"
)
# A word of these asks, doubts, or gives her something to do.
_STAYS_OPEN = re.compile(
    r"[?]|\d|https?:"
    r"|\b(?:please|pls|could|can|cannot|can't|would|should|shall|might|may|must|need|needs|want|wants|wait|send|post"
    r"|ring|call|book|order|add|change|chase|check|look|find|tell|ask|let|know|remind|move|cancel|keep|use|put"
    r"|but|except|however|instead|unless|until|if|when|what|which|who|where|why|how|or|not|no longer|never|n't"
    r"|don't|didn't|doesn't|isn't|wasn't|won't|wrong|broken|again|still|yet|urgent|asap|missing|later|also)\b"
)
_SIGNS_OFF = re.compile(
    r"(?:(?:many |so many )?thanks(?: again| so much| in advance)?|thank you(?: so much| again)?|cheers|ta"
    r"|(?:all )?best|all the best|best wishes|(?:kind|kindest|best|warm|warmest|with kind)? ?regards"
    r"|yours(?: sincerely| faithfully| truly| ever)?|sincerely|love|lots of love|take care|(?:speak|talk|see you) soon"
    r"|have a (?:good|nice|great|lovely) (?:day|evening|week|weekend)|x{1,3})"
)
# Whoever signs, in a word or three, each with a capital; what may as well answer a question is no name.
_NAME = re.compile(r"[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){0,2}")
_ANSWERS = frozenset(
    "yes no not none ok okay fine sure agreed both either neither all same first second option"
    " monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight morning noon afternoon evening"
    " january february march april may june july august september october november december"
    " one two three four five six seven eight nine ten eleven twelve".split()
)
_MOST_SIGNED = 4
_CLAUSE = re.compile(r"[.,;:!)(\n–—-]+(?:\s+|$)|\s+[–—-]\s+|\n")


def only_closes(text: str) -> bool:
    """`text` without quotes and signature. Every clause closes, or is a name of a word or two."""
    plain = " ".join(text.replace("’", "'").casefold().split())
    if not plain or len(plain) > MOST_LETTERS or _STAYS_OPEN.search(plain):
        return False
    clauses = [clause for part in _CLAUSE.split(plain) if (clause := part.strip(" \"'*_~"))]
    closing = [_CLOSES.match(clause) is not None for clause in clauses]
    return any(closing) and all(
        len(clause.split()) <= (MOST_WORDS_OF_A_CLAUSE if closes else 2)
        for clause, closes in zip(clauses, closing, strict=True)
    )


def only_signs_off(text: str) -> bool:
    """Whether nothing stands there but "Best wishes" and the like, and below it a name: no answer to anything."""
    lines = [
        part for line in text.splitlines() for one in line.split(",") if (part := one.strip(" \t.!*_–—-"))
    ]
    if not lines or len(lines) > _MOST_SIGNED or _SIGNS_OFF.fullmatch(lines[0].casefold()) is None:
        return False
    return all(_SIGNS_OFF.fullmatch(one.casefold()) or _is_name(one) for one in lines[1:])


def _is_name(text: str) -> bool:
    # "Nell x"
    words = [word for word in text.split() if word.strip("xX")]
    is_written_so = _NAME.fullmatch(text) is not None and not any(word[0].islower() for word in words)
    return is_written_so and not any(word.casefold().strip(".") in _ANSWERS for word in words)
