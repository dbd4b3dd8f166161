"""Whether a sentence promises: its small letters in, a judgement out; from the grammar of who will do what."""

from __future__ import annotations

import re

from alongside.promises.finder.clauses import is_dependent
from alongside.promises.finder.shapes import Judgement
from alongside.promises.finder.verbs import DOING, STATES, TOGETHER

# Looked for one by one: ten times as fast as a pattern of them.
_WORTH = (
    "'l", "won't", "ill ", "wil", "shall", "going to", "gonna", "let me", "promis", "leave ", "on it",
    "on the case", "owe ", "pledge", "ing ", "intend", "plan ", "aim ", "guarantee", "consider it",
    "my word", "hope ", "can ", "about to",
)  # fmt: skip
_ADVERBS = (
    r"(?:,?\s(?:also|then|just|certainly|definitely|gladly|happily|of\scourse|personally|still|again"
    r"|separately|surely|absolutely|immediately|now|soon|shortly|both|all|quickly|probably|likely"
    r"|instead|in\sturn|of\scourse|in\sthe\smeantime|as\swell|myself|most\scertainly|however|therefore"
    r"|though|simply|first|at\sleast|either|at\sonce|today|tomorrow|next|later|finally|actually|indeed"
    r"|and\swe\swill),?)*"
)
_START_OF = (
    r"(?:\s(?:try\sto|try\sand|attempt\sto|do\s(?:my|our)\s(?:very\s)?best\sto|make\ssure\s(?:to"
    r"|that\si|that\swe|i|we)|be\ssure\sto|continue\sto|go\sahead\sand|go\sback\s(?:and|to)|go\sand"
    r"|aim\sto|endeavou?r\sto|take\sthe\stime\sto|work\sto|have\sto\s(?=get\sback|check|ask|look"
    r"|let))\b)*"
)
_WILL = re.compile(
    r"(?:\b(?P<who>i|we)(?:\swon't(?P<wont>)|'ll|'l|\s'll|\swill|\swil|\sshall|'m\sgoing\sto"
    r"|\sam\sgoing\sto|'re\sgoing\sto"
    r"|\sare\sgoing\sto|'m\sgonna|\sam\sgonna)"
    r"|(?<![\w'])ill(?=\s(?:send|get|do|call|ring|check|let|try|have|bring|sort|look|ask|put|make"
    r"|email|forward|drop|book|pop"
    r"|chase|follow|speak|talk|give|take|be\sin)\b))(?P<not>\s(?:not"
    rf"|never))?{_ADVERBS}{_START_OF}{_ADVERBS}\s(?P<verb>[a-z][a-z-]*)"
)
_NEGATED = re.compile(
    r"(?:let\s(?!you\sknow)|tell|share|forward|disclose|forget|miss|pass|circulate|show|bother"
    r"|discuss\sit|do\s(?:it|that|this|anything)|send|publish|post|sign|book|order|pay|accept|say\s(?:a\sword"
    r"|anything))\b"
    r"|(?P<ours>charge|bill|invoice)\s(?:you|him|her|them|your)\b"
)
_STATE = re.compile(rf"(?:{STATES})\b(?!\s(?:you\sknow|up\son|into|a\scopy\sto|out\swhat))")
_A_NOUN = re.compile(
    r"(?:the|a|an|my|our|his|her|their|this|that|bed|work|church|school|lunch|dinner|town)\b"
)
_BE = re.compile(
    rf"be\s(?:(?P<doing>(?:also\s|just\s|then\s)?(?:{DOING})\b)|(?P<touch>(?:straight\s|right\s)?(?:back\s)?in\s(?:touch"
    r"|contact)|(?:straight\s|right\s)?back\s(?:to|with)\syou|with\syou\s(?:by|on|at|tomorrow|shortly|today|in\s)|on\sit"
    r"|ready\swith)\b|(?P<glad>(?:very\s|more\sthan\s|only\stoo\s|quite\s)?(?:happy|glad|pleased"
    r"|delighted|willing|able|honou?red)\sto\s(?P<verb>\w+)))"
)
_TOGETHER = re.compile(rf"(?:{TOGETHER})\b")
_FOR_THEM = re.compile(
    r"\b(?:to|for)\s(?:you|him|her|them)\b|\byou\s(?:a|an|the|some|copies|know)\b"
    r"|\A(?:have|get)\s(?:it|this|that|them|the|your|everything|all)\b[^.;?!]*\bwith\syou\b"
)
_LEFT = re.compile(
    r"(?:\b(?P<open>if|whether|what|how|when|where|who|why|unless|until|till|wherever|whatever|than"
    r"|before|once|doubt|not\ssure|wish|hope|hoping|afraid|unlikely|wonder|say|said|saying|told\s\w+"
    r"|tell\s\w+|sure|assume|assuming|like|by\sthe\stime|as\ssoon\sas|everything|things|ways?)"
    r"|\b(?P<soft>think|believe|guess|suppose|maybe|perhaps|imagine|expect|probably))\s(?:that\s)?$"
)
_HAVE = re.compile(
    r"have\s(?!to\b|the\s(?:best|worst)|no\b|time\b|some\b|more\b|fun\b|a\b(?!\s(?:look|draft|copy"
    r"|version|go|word|chat\swith)\b|n?\w*\s\w*ready)|an\b(?!\sanswer)|been\b|had\b|lots|plenty|many"
    r"|any|problems?|trouble|two\b|three\b|about)"
)
_ELIDED = re.compile(
    rf"(?:will|shall|'ll){_ADVERBS}{_START_OF}\s(?P<verb>(?!you\b|we\b|i\b|he\b|she\b|it\b|they\b|the\b"
    r"|this\b|that\b|these\b|there\b|all\b|any\b|some\b|my\b|our\b|your\b|not\b|of\b"
    rf"|be\b(?!\s(?:{DOING}|in\stouch|back)\b))[a-z][a-z-]*\b[^?]*)\Z"
)
_WILL_DO = re.compile(r"(?:ok\w*,?\s|yes,?\s|sure,?\s|thanks,?\s)?will\sdo\b(?!\s\w+\s\w+\?)")
# "Apologies for the delay, will get on to it": the subject stands in neither part.
_SORRY_WILL = re.compile(
    r"(?:apologies|sorry|thanks|thank\syou|many\sthanks|ok|okay|yes|noted|understood|sure|great"
    r"|got\sit|received|no\sproblem|perfect)\b"
    rf"[^,.;?!]{{0,60}},\s(?:and\s|but\s)?(?:will|shall){_ADVERBS}{_START_OF}\s(?P<verb>[a-z][a-z-]*)"
)
_ALSO_WILL = re.compile(
    rf"\b(?:i|we|i've|i'm|we're|we've|i'd|i'll)\b[^.;?!]{{1,160}}?[,\s](?:and|but|so|then)\s(?:i\s"
    rf"|we\s)?(?:will|shall){_ADVERBS}{_START_OF}\s(?P<verb>[a-z][a-z-]*)"
)
_MOST_LETTERS_OF_A_VERB = 120
_LET_ME = re.compile(
    r"\blet\sme\s(?:just\s|quickly\s|first\s|go\s(?:back\s)?(?:and\s)?|try\s(?:to|and)\s)*(?:check"
    r"|double[\s-]?check|look\s(?:into|at|it|that|this)|find\sout|get\sback|get\s(?:you|that|it|this"
    r"|the)\b|see\s(?:what|if|whether|about)|ask\b|confirm|talk\s(?:to|with)|speak\s(?:to|with)"
    r"|run\s(?:it|this|that)|send|bring\s(?:it|this|that)|forward|call|e-?mail|put\stogether"
    r"|take\scare|work\son|dig\s|review\b|follow\sup|chase|take\sa\slook|sort|handle|take\scare"
    r"|make\ssome\scalls|have\sa\s(?:quick\s|proper\s)?(?:word|look|think|dig|chat\swith|go\sat))"
)
_WORD = re.compile(
    r"\bi\s(?:promise|guarantee|undertake|commit|pledge|vow|swear|give\syou\smy\sword)\b"
    r"|\byou\shave\smy\sword\b|\bleave\s(?:it|this|that)(?:\sall)?\s(?:with|to)\s(?:me|us)\b"
    r"|\bconsider\sit\sdone\b|\bi(?:'m|\sam)\s(?:already\s)?on\s(?:it|the\scase)\b|\A(?:(?:ok(?:ay)?|yes|yep|sure),?\s)?on\s(?:it|the\scase)\b(?!\s(?!now|already|right|today|straight)\w)|\bcount\son\s(?:me|us)\sto\b"
    r"|\bi\sowe\syou\s(?:a|an|the|some)\b(?!\s(?:apology|beer|drink|big|lot|debt|favou?r|one)\b)"
)
_YOU_HAVE = re.compile(
    r"\byou(?:'ll|\swill|\sshall)\s(?:have(?!\sa\s(?:great|good|nice|lovely))|receive|get"
    r"|hear(?=\s(?:from|back)\b))\b(?=[^.?!]{0,100}(?:\bfrom\s(?:me|us)\b|\bby\s(?:the\s)?(?:end|mon|tue|wed"
    r"|thu|fri|close|cob|eod|tomorrow|tonight|noon|\d|next|lunch)|\b(?:tomorrow|today|tonight"
    r"|this\s(?:afternoon|evening|week)|in\sthe\smorning)\b))"
)
_WITH_YOU = re.compile(
    r"\b(?:will|'ll|shall)\sbe\s(?:with\syou|in\syour\s(?:inbox|hands)|on\syour\sdesk"
    r"|on\sits\sway\sto\syou)\b"
)
_MINE_WILL = re.compile(
    r"\bmy\s(?:secretary|assistant|colleague|office|team|partner|staff|bookkeeper"
    rf"|accountant)(?:\s\w+)?(?:'ll|\swill|\sshall){_ADVERBS}\s(?!{STATES})[a-z]"
)
_SENDING = re.compile(
    r"\b(?:i(?:'m|\sam)|we(?:'re|\sare))\s(?:sending|forwarding|calling|e-?mailing|faxing|bringing"
    r"|delivering|returning|posting|circulating|getting\s(?:you|it|this|that)"
    r"|turning)\b(?=(?:(?!\s(?:so|and|but|because)\s)[^.?!,;]){0,80}\b(?:tomorrow|tonight|shortly"
    r"|soon|later|this\s(?:afternoon|evening)|next\s(?:week|month)|on\s(?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)day|in\sthe\smorning|first\sthing|by\s(?:mon|tues|wednes|thurs|fri|the\send|tomorrow"
    r"|cob|close))\b)"
)
# Said while it is done, without a subject: "Sending it now."
_NOW = re.compile(
    r"(?:just\s|now\s)?(?:sending|forwarding|posting|e-?mailing|ringing|calling|booking|doing|ordering|paying|sorting|fixing"
    r"|chasing|returning|uploading|dropping|bringing)\s(?:it|this|that|them|these|those|him|her|you|over|across|off|round|the"
    r"|your|now|shortly)\b[^.?!]{0,60}?(?:\b(?:now|shortly|today|tonight|tomorrow|asap|this\s(?:morning|afternoon|evening)"
    r"|in\sa\s(?:minute|moment|second|sec|mo|bit))\b|(?<=now)|(?<=shortly))"
    r"|(?:i'm|i\sam|we're|we\sare)\s(?:just\s)?about\sto\s(?:send|forward|post|e-?mail|ring|call|book|order|pay|reply|write)\b"
)
# A state first and then a deed: "I'll be in the office and send it from there".
_AND_SEND = re.compile(
    r"[^.;?!,]{3,60}\sand\s(?:then\s|will\s|i'll\s)?(?:send|forward|call|ring|phone|e-?mail|write\sto|bring|let\syou\sknow"
    r"|get\sback|report\sback|update\s(?:you|the)|circulate|deliver|confirm)\b"
)
_WHOSE_DOING = re.compile(r"\b(?:that|which|what|whom)\s[\w.]{2,20}\s(?:and|&)\s$")
_SOFT = re.compile(
    r"\b(?:i(?:'m|\sam)?|we(?:'re|\sare)?|my\s(?:plan|intention|aim|goal)\sis)\s?(?:plan(?:ning)?"
    r"|intend(?:ing)?|aim(?:ing)?|hope|hoping|expect(?:ing)?|propose|mean)?\sto\s(?:get|send|have"
    r"|finish|complete|forward|call|deliver|submit|provide|circulate|prepare|draft|email"
    r"|let\syou\sknow|respond|reply|return|set\sup|write|review|read|look\sat)\b"
)
_OFFER = re.compile(
    r"\b(?:i|we)\scan\s(?:have|get|send|bring|deliver|do|finish|provide|forward|email"
    r"|fax)\b(?=[^.?!]*\b(?:to\syou|you|for\syou)\b)(?=[^.?!]*\b(?:by|tomorrow|today|tonight|this\s"
    r"|next\s|on\s(?:mon|tues|wednes|thurs|fri)))"
)


def promise_in(text: str, small: str, opening: int, *, asks: bool) -> Judgement | None:
    """`asks`: it ends in a question mark. The surest reading wins."""
    if not any(word in small for word in _WORTH):
        return None
    found = [judged for match in _WILL.finditer(small) if (judged := _will(text, small, match)) is not None]
    if sure := [judged for judged in found if not judged.is_unconfirmed]:
        return sure[0]
    if not asks and (plain := _without_subject(small, opening)) is not None:
        return plain
    return _said_otherwise(small) or (found[0] if found else None) or _softly(small)


def _will(text: str, small: str, match: re.Match[str]) -> Judgement | None:
    if _is_place(text, match):
        return None
    left = _LEFT.search(small, max(0, match.start() - 24), match.start())
    if (left and left["open"]) or _WHOSE_DOING.search(small, max(0, match.start() - 30), match.start()):
        return None
    verb, is_we = _from(small, match), match["who"] == "we"
    if match["not"] or match["wont"] is not None:
        return (
            Judgement("promise", "will not", 0.6, match.start())
            if (refused := _NEGATED.match(verb)) and (refused["ours"] or not is_we)
            else None
        )
    judged = _action(verb)
    if judged is None:
        return None
    rule, confidence = judged
    is_joint = (
        is_we
        and rule != "will be doing"
        and _TOGETHER.match(verb) is not None
        and not _FOR_THEM.search(verb[:60])
    )
    is_soft = bool(left) or rule == "glad to" or is_joint
    if is_joint:
        rule, confidence = "joint plan", 0.4
    return Judgement("promise", rule, confidence * (0.5 if left else 1.0), match.start(), is_soft)


def _is_place(text: str, match: re.Match[str]) -> bool:
    """ "I'm going to Chicago", "to the game": where to, and not what."""
    if not match[0].startswith(("i'm g", "i am g", "we're g", "we are g")):
        return False
    at = match.start("verb")
    return _A_NOUN.match(text.lower(), match.start("verb")) is not None or (
        text[at].isupper() and not text[at : at + 2].isupper()
    )


def _from(small: str, match: re.Match[str]) -> str:
    """The verb and what follows it, as far as is looked at."""
    at = match.start("verb")
    return small[at : at + _MOST_LETTERS_OF_A_VERB]


def _action(verb: str) -> tuple[str, float] | None:
    """What kind of doing follows "will", and how sure that is; None for a state."""
    if verb.startswith("be "):
        match = _BE.match(verb)
        if match is None or (match["glad"] and "able" in match["glad"]):
            return None
        return ("glad to", 0.45) if match["glad"] else ("will be doing", 0.8)
    if verb.startswith("have "):
        return ("will have", 0.75) if _HAVE.match(verb) else None
    if _STATE.match(verb):
        return ("and will", 0.7) if _AND_SEND.match(verb) else None
    return "will", 0.9


def _without_subject(small: str, opening: int) -> Judgement | None:
    if _WILL_DO.match(small, opening):
        return Judgement("promise", "will do", 0.9, opening)
    if _NOW.match(small, opening):
        return Judgement("promise", "sending now", 0.8, opening)
    if (match := _ELIDED.match(small, opening)) is not None and (
        judged := _action(match["verb"])
    ) is not None:
        return Judgement("promise", "will, without I", min(judged[1], 0.8), opening, judged[0] == "glad to")
    match = _SORRY_WILL.match(small) or (None if is_dependent(small, opening) else _ALSO_WILL.search(small))
    if match is not None and (judged := _action(_from(small, match))) is not None:
        return Judgement("promise", "and will", min(judged[1], 0.8), match.start(), judged[0] == "glad to")
    return None


def _said_otherwise(small: str) -> Judgement | None:
    for pattern, rule, confidence in (
        (_WORD, "gives the word", 0.85),
        (_LET_ME, "let me check", 0.7),
        (_YOU_HAVE, "you will have", 0.7),
        (_WITH_YOU, "will be with you", 0.75),
        (_MINE_WILL, "my people will", 0.65),
        (_SENDING, "sending shortly", 0.7),
    ):
        if (match := pattern.search(small)) is not None:
            return Judgement("promise", rule, confidence, match.start())
    return None


def _softly(small: str) -> Judgement | None:
    for pattern, rule in ((_SOFT, "intends to"), (_OFFER, "can have")):
        if (match := pattern.search(small)) is not None and "to" in match[0] + "to":
            return Judgement("promise", rule, 0.4, match.start(), True)
    return None
