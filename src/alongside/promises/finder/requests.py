"""Whether a sentence asks for something to be done or told: a sentence in, a judgement out; imperatives, polite
questions and the ways round them."""

from __future__ import annotations

from alongside.promises.finder import asking, tasks
from alongside.promises.finder.clauses import clause_starts, is_dependent
from alongside.promises.finder.roundabout import asked_round_about
from alongside.promises.finder.shapes import Judgement

_LETTERS_OF_A_LONG_WORD, _FEWEST_OF_A_HEADLINE = 4, 4


def request_in(text: str, small: str, opening: int, *, asks: bool) -> Judgement | None:
    """`text` is the sentence as written: names are told by their capitals."""
    for look in (_please, _could_you, _mind, _let_me_know, _indirect):
        if (found := look(small)) is not None:
            return found
    if (named := asking.NAMED_TO.search(text)) is not None:
        return Judgement("request", "would like them to", 0.65, named.start())
    return None if asks else _imperative(text, small, opening)


def _please(small: str) -> Judgement | None:
    if not any(word in small for word in asking.PLEASE_WORTH):
        return None
    if (match := asking.PLEASE.search(small)) is not None:
        return Judgement("request", "please", 0.95, match.start())
    if (match := asking.ENDS_PLEASE.search(small)) is not None and len(small) > 12:
        return Judgement("request", "please at the end", 0.75, match.start())
    return None


def _could_you(small: str) -> Judgement | None:
    if not any(word in small for word in asking.COULD_YOU_WORTH):
        return None
    for match in asking.COULD_YOU.finditer(small):
        if asking.OPEN_LEFT.search(small, max(0, match.start() - 10), match.start()):
            continue
        if asking.ASKED_WHAT.search(small, max(0, match.start() - 60), match.start()):
            continue
        if match["verb"] == "be" and not asking.BE_ABLE.match(match["rest"].strip()):
            continue
        if match["verb"] == "mind" and match["rest"].startswith((" if i", " if we")):
            continue
        if (
            match["verb"] in ("have", "make")
            and match[0].startswith(("will", "can you make it", "would you make"))
            and not asking.HAVE_DONE.match(match["rest"])
        ):
            continue
        return Judgement("request", "could you", 0.85, match.start())
    return None


def _mind(small: str) -> Judgement | None:
    if not any(word in small for word in asking.MIND_WORTH):
        return None
    match = asking.MIND.search(small)
    if match is None or asking.OPEN_LEFT.search(small, max(0, match.start() - 10), match.start()):
        return None
    return Judgement("request", "would you mind", 0.75, match.start())


def _let_me_know(small: str) -> Judgement | None:
    if not any(word in small for word in asking.LET_ME_KNOW_WORTH):
        return None
    for match in asking.LET_ME_KNOW.finditer(small):
        left = small[max(0, match.start() - 40) : match.start()]
        if not asking.NOT_TOLD.search(left) or asking.TOLD_AFTER_ALL.search(left):
            return Judgement("request", "let me know", 0.9, match.start())
    return None


def _indirect(small: str) -> Judgement | None:
    if not any(word in small for word in asking.WORTH):
        return None
    for pattern, rule, confidence in (
        (asking.NEED_YOU, "need you to", 0.8),
        (asking.NEED_THING, "need your", 0.75),
        (asking.NEED_TO_KNOW, "need to know", 0.65),
        (asking.APPRECIATE, "would appreciate", 0.75),
        (asking.WONDER, "wondering if you could", 0.75),
        (asking.ASKED, "asks that you", 0.65),
        (asking.SOUGHT, "seeks", 0.65),
    ):
        match = pattern.search(small)
        if match is not None and not asking.NEGATED.search(small, max(0, match.start() - 12), match.end()):
            return Judgement("request", rule, confidence, match.start())
    match = asked_round_about(small)
    return Judgement("request", "asks round about", 0.65, match.start()) if match else None


def _imperative(text: str, small: str, opening: int) -> Judgement | None:
    """A task at the beginning of a main clause: of the sentence, behind a dash or colon, or behind "If you ...,"."""
    has_condition = is_dependent(small, opening)
    for position in clause_starts(small, opening):
        if position != opening:
            left = small[max(0, position - 14) : position]
            is_just = small.startswith("just ", position) and tasks.COMMA.search(left) is not None
            if not (is_just or tasks.STRONG.search(left) or (has_condition and tasks.COMMA.search(left))):
                continue
        elif has_condition:
            continue
        if _is_task(text, small, position):
            if tasks.ADVERT.search(small) or tasks.CODE.search(small) or _is_headline(text):
                return None
            return Judgement("request", "imperative", 0.7, position)
    return None


def _is_headline(text: str) -> bool:
    """ "Take Surveys and Get Paid Today": every longer word with a capital. What is all in capitals is shouted."""
    long = [word for word in text.split() if len(word) >= _LETTERS_OF_A_LONG_WORD]
    return (
        len(long) >= _FEWEST_OF_A_HEADLINE and not text.isupper() and all(word[0].isupper() for word in long)
    )


def _is_task(text: str, small: str, position: int) -> bool:
    if tasks.REMINDED.match(small, position):
        return True
    if tasks.NO_TASK.match(small, position):
        return False
    if (
        tasks.DEAR_TASK.match(small, position)
        or tasks.ONE_WORD.match(small, position)
        or tasks.SURE_TASK.match(small, position)
    ):
        return True
    if (tasks.POINT.match(small) or small.endswith(": ", 0, position)) and tasks.POINT_TASK.match(
        small, position
    ):
        return True
    named = tasks.NAMED_TASK.match(text, position)
    return named is not None and text[named.end()].isupper()
