"""Whether a sentence asks for something to be done or told: a sentence in, a judgement out; imperatives, polite
questions and the ways round them."""

from __future__ import annotations

import re

from alongside.promises.finder.clauses import clause_starts, is_dependent
from alongside.promises.finder.shapes import Judgement
from alongside.promises.finder.verbs import TASKS

_PLEASE = re.compile(
    r"\b(?:please|pls|plz|plse|kindly|pleae|plese)\b[,.…-]*\s+(?:also,?\s|just\s|do\s(?=\w+\s)"
    r"|be\ssure\s(?:to|and)\s|make\ssure\s(?:to\s)?|go\sahead\sand\s|continue\sto\s|try\sto\s"
    r"|try\sand\s|help\s|re-?|immediately\s|take\sa\s(?:minute|moment|few\sminutes)\s(?:to|and)\s"
    r"|remember\sto\s|do\snot\s(?!hesitate|reply|respond)|don't\s(?!hesitate|reply|worry))*"
    r"(?!note\b|find\b(?!\sout)|see\b(?!\s(?:if|whether|that|to\sit|what))|be\s(?:advised|aware"
    r"|informed|assured|reminded|careful|notified|warned)|feel\b|accept\b|enjoy\b|excuse\b|forgive\b"
    r"|understand\b|know\b|do\snot\s|don't\s|keep\sin\smind|bear\sin\smind|remember\b|hesitate|visit\b"
    r"|click\b|the\b|and\b|to\b|a\b|an\b|my\b|me\b|us\b|you\b|all\b|in\b|on\b|at\b|for\b|with\b|as\b"
    r"|is\b|it\b|your\b|everyone\b|god\b|no\b|if\b|when\b|or\b|but\b|i\b|we\b|consider\sthis"
    r"|reply\sto\sthis\se?-?mail\sand\stype)"
    r"(?P<verb>[a-z][a-z-]+)"
)
_NOT_ASKED = (
    r"(?:imagine|believe|see\b|say|agree|recommend|expect|like|prefer|rather|want|know|guess|need|hear"
    r"|feel|think|remember|understand)"
)
_WHO = (
    r"(?:you(?:\sguys|\sall|\sboth|\stwo|\sfolks|\speople)?|u|ya|y'all|some(?:one|body)|any(?:one"
    r"|body)|(?:one|any|either|both)\sof\syou(?:\sguys)?)"
)
_COULD_YOU = re.compile(
    r"\b(?:can|could|would|will|wld|cld|coule|colud|won't|can't|couldn't"
    rf"|might)\s{_WHO}\b(?P<between>(?:,?\s(?:also|please|kindly|possibly|perhaps|just|pls|maybe|then"
    rf"|at\sleast|in\sturn|each),?)*)\s(?P<verb>(?!{_NOT_ASKED})[a-z][a-z-]*)(?P<rest>[^.!]*)"
)
_BE_ABLE = re.compile(
    r"(?:able\sto|willing\sto|so\skind|kind\senough|available\s(?:to|for)|prepared\sto|up\sfor"
    r"|open\sto|happy\sto|free\sto|good\senough)\b"
)
_MIND = re.compile(
    r"\b(?:would|do|wld)\syou\s(?:please\s)?mind\b(?!\sif\si\b)"
    r"|\bdo\syou\sthink\s(?:that\s)?you\s(?:could|can|might)\b|(?<!have\s)\bany\schance\s(?:you"
    r"|that\syou|we\scould\sget)\b|\bis\sthere\s(?:a|any)\s(?:chance|way|possibility)\s(?:you|that"
    r"|of)\b|\b(?:is|would)\sit\s(?:be\s)?(?:be\s)?possible\s(?:for\syou|to\s(?:get|have|send|obtain"
    r"|receive|see|move|schedule|arrange|meet|do|change))\b|\b(?:is|would)\sit\sbe\spossible\sfor\b"
    r"|\b(?:can|could|may|might)\s(?:i|we)\s(?:please\s|also\s|possibly\s"
    r"|at\sleast\s)*(?:have(?!\syou\b)|get(?!\sdone|\syou\b)|ask|request|borrow|trouble|schedule"
    r"|set\sup|arrange|book|see\s(?:a|the|your)|bother)\b|\bwhy\sdon't\syou\s(?=\w)"
    r"|\bhow\sabout\s(?:you|giving|sending|calling|putting|adding|doing|getting|taking|if\syou)\b"
    r"|\bany\sway\syou\scan\b|\b(?:^|[,;]\s|\bjust\s|\bplease\s)have\s(?:him|her|them|someone|somebody"
    r"|your(?:\s\w+){1,3})\s(?:call|send|fill|contact|email|e-mail|give|sign|check|get|review|type"
    r"|return|let|look|come|do)\b|\bam\si\sable\sto\sget\b"
)
_LET_ME_KNOW = re.compile(
    r"\b(?:let(?:\sme|\sus)\s(?:please\s|all\s)?(?:know|have)\b(?!\s(?:a\slook|a\sthink))|lmk\b"
    r"|keep\s(?!you\b|it\b|them\b|this\b|that\b|the\b|your\b|my\b|our\b"
    r"|things\b)\w+\s(?:fully\s)?(?:posted|informed|updated|in\sthe\sloop|advised|apprised|abreast"
    r"|up\sto\s(?:date|speed)|in\sthe\spicture)|get\sback\s(?:to|with)\s(?:me|us)\b|give\s(?:me|us|him"
    r"|her|them|\w+)\sa\s(?:quick\s)?(?:call|shout|ring|buzz|bell|hint|hand|heads)|drop\s(?:me"
    r"|us)\sa\b|fill\s(?:me|us)\sin\b)"
)
_NOT_TOLD = re.compile(
    r"(?:\b(?:will|shall|would|to|can|could|did|should|he|she|they|it|who|and|didn't|doesn't|that"
    r"|might|may|must|always|never|usually|i|we|has|have|had|is|are|for|not)|'ll|'d)\s(?:please\s"
    r"|also\s|then\s)*$"
)
_TOLD_AFTER_ALL = re.compile(
    r"(?:\b(?:and|you\s(?:to|can|could|should|will)|(?:can|could|would|will)\syou|sure\sto|forget\sto"
    r"|remember\sto|free\sto|want\syou\sto|kindly)|please)\s(?:please\s|also\s|then\s)*$"
)
_NEED_YOU = re.compile(
    r"\b(?:i|we|i'd|we'd|he|she)?(?:'ll|'d)?(?:\s(?:would|do|also|will|really|just|still|kindly|only"
    r"|now|ask|strongly|then|would\sjust))*\s?\b(?:need|want|like|love|prefer|require|expect|ask"
    r"|appreciate\sit\sif|trust|rely\son)\s(?:for\s|that\s)?(?:you|everyone|each\sof\syou|all\sof\syou"
    r"|both\sof\syou|your\s\w+)(?:\sall|\sguys|\sboth|,)?\s(?:please\s)?(?:to\b(?!\s(?:know|understand"
    r"|think|feel|be\b|miss|have|see|enjoy|join))|(?=(?:please|send|respond|provide|let|sign|complete"
    r"|review|keep)\b))"
)
_NEED_THING = re.compile(
    r"\b(?:i|we|also|and|just|still|really|do|will|you:)?\s?\b(?:need|require|(?:would"
    r"|'d)\s(?:really\s|also\s)?(?:like|love|welcome|value)(?:\sto\s(?:have|get|hear|see|receive))?"
    r"|could\suse|am\slooking\sfor|are\slooking\sfor)\s(?:to\s(?:know|have|get|see"
    r"|hear)\s)?(?P<what>your\s(?!own)(?:help|input|thoughts|comments|advice|opinion|views?|feedback"
    r"|approval|ok|okay|decision|answer|response|assistance|confirmation|evaluation|insights?"
    r"|recommendation|guidance|signature|support|ideas|suggestions|sign-off|\w+\s(?:on|by|before|to"
    r"|about|number|address|details)))"
)
_NEED_TO_KNOW = re.compile(
    r"\b(?:i|we)\s(?:also\s|just\s|really\s|do\s(?!not\b)|still\s|will\s)*(?:need|want)\sto\s(?:know|hear"
    r"|get)\s(?:if|whether|who|what|when|how|where|which|from\syou|your|the\s(?:\w+\s){1,3}(?:of|for"
    r"|by)\b)|\bneed\s(?:it|this|that|them|these|those|the|a|an|some|info\w*"
    r"|your)\b(?:\s[\w'-]+){0,6}\s(?:by|before|asap|as\ssoon\sas|no\slater|from\syou)\b"
    r"|\bwhat\si\sneed\sfrom\syou\b"
)
_NAMED_TO = re.compile(
    r"\b(?:I|We|I'd|We'd)(?:\swould|\s?'d)?\s(?:like|need|want)\s(?:[A-Z]\w+|him|her"
    r"|them)(?:\s[A-Z]\w+)?\sto\s(?!be\b|have\b|know\b)(?P<verb>\w+)"
)
_APPRECIATE = re.compile(
    r"\b(?:would|'d|will|we'd|i'd|wld)\s(?:very\smuch\s|really\s|greatly\s|also\s|certainly\s"
    r"|truly\s)*(?:appreciate|welcome|value)\b(?!\s(?:that|the\sopportunity"
    r"|a\schance)\b)(?!\sit\sif\si)|\bappreciate\s(?:it\s)?if\s(?:you|some)|\b(?:would|'d|will|i'd"
    r"|we'd)\sbe\s(?:very\s|most\s|really\s|so\s|extremely\s|more\sthan\s|much\s|highly\s"
    r"|truly\s)*(?:grateful|appreciated|obliged|thankful)\b"
    r"|\b(?:your|any|some)\s[^.?!]{0,160}?\b(?:would|will|is|are|'d)\s(?:be\s)?(?:very\s|most\s"
    r"|really\s|so\s|highly\s|greatly\s|much\s|always\s|also\sbe\s|warmly\s|extremely\s"
    r"|truly\s)*(?:appreciated|helpful|useful)\b|\b(?:would|'d|will)\s(?:also\s)?be\s(?:very\s|most\s"
    r"|really\s|so\s|extremely\s)?(?:great|helpful|good|nice|useful|wonderful|amazing|ideal|lovely"
    r"|fantastic|kind)\sif\s(?:you|some|any)|\bhelpful\sto\s(?:have|get|know|see)\s(?:your|input|the"
    r"|what|if|any)"
    r"|\bif\s(?:you|some(?:one|body)|any(?:one|body))\b[^.?!]{3,220}\b(?:that\s)?(?:would"
    r"|'d)\sbe\s(?:very\s|truly\s|really\s|most\s|so\s)?(?:great|helpful|good|nice|wonderful|amazing"
    r"|ideal|lovely|fantastic|appreciated|super|perfect|much\sappreciated)\b(?!\sto\s(?:see|meet|hear"
    r"|catch|have\syou))|\bmuch\sobliged\sif\b"
)
_WONDER = re.compile(
    r"\b(?:wonder(?:ing|ed)?|was\shoping|am\shoping|were\shoping|hoping)\s(?:if|whether"
    r"|that)?\s?(?:you|some(?:one|body)|any(?:one|body)|one\sof\syou"
    r"|the\scompany)\s?(?:guys\s)?(?:could|can|would|might|may|will|had\sa)\b(?!\s(?:like|want|prefer"
    r"|care|be\sinterested))|\binterested\sin\shearing\sfrom\syou\b|\bperhaps\syou\s(?:can"
    r"|could)\s(?!see\b)(?:\w+)|\b(?:if|perhaps)[^.?!]{0,40}\byou\scould\s(?:stop|send|forward|help"
    r"|give|let|get|take|ask|call|come|drop|bring|look|check)\b"
)
_ASKED = re.compile(
    r"\b(?:i|we|[a-z]+s)?\s?\b(?:asks?|requests?|urge|beg|would\sask|'d\sask|like\sto\sask"
    r"|must\sask)\s(?:that\s|for\s)?(?:you|everyone|all\sof\syou|each\sof\syou)\b"
    r"|\byou\sare\s(?:kindly\s|hereby\s)?(?:asked|requested|required)\sto\b|\b(?:is|are)\s(?:required"
    r"|requested|asked)\sto\s(?:send|confirm|submit|respond|complete|provide|sign)\b"
)
_ENDS_PLEASE = re.compile(r"(?<!yes)(?<!no)(?<!yes,)(?<!no,)(?<!\syou)\s(?:please|pls)[\s.!?]*\Z")
_DEAR_TASK = re.compile(
    r"(?P<not>(?:do\snot|don't|dont|never)\s)?(?:(?:just|also|then|always|simply|kindly"
    rf"|quickly)\s)*(?P<verb>{TASKS})\b"
    r"(?=\s?[;,]\s|\s(?:confidential|quiet|me|us|him|her|them|it|this|that|these|those|the|a|an|my|our"
    r"|your|his|their|its|all|any|some|both|each|every|everyone|anyone|either|one|two|back|out|up|off"
    r"|over|in|on|at|to|with|for|into|from|by|about|through|as|if|when|whether|what|who|where|how|why"
    r"|ahead|asap|before|after|until|sure|copies|comments|another|more|further|time|note|care|and|or"
    r"|only|first|half|sure|that|to|regrets?|whoever|whichever|heavily|directly|now|again|\d+|posted"
    r"|please|together|anything|nothing)\b)"
)
_NAMED_TASK = re.compile(rf"(?:(?:just|also|then)\s)*(?!bill\b)(?:{TASKS})\s(?=[A-Z]|~)", re.IGNORECASE)
_NO_TASK = re.compile(
    r"(?:"
    r"(?:talk|speak)\s(?:of|at|to\syou|with\syou|by)|add\sto\s(?:this|that|the\sfact)|address"
    r"|answer\s(?:to|is)|apply\s(?!for)|approve\s(?:of)|attend\s|bill\s(?:of|to|was|is)"
    r"|book\s(?:of|by|on|is|now)|bring\s(?:on)|buy\s(?:now|it\snow)"
    r"|call\s(?:now|today|us|it|toll|for\s(?:papers|details|more)|to\saction|in|on|ended|at\sthe)"
    r"|change\s(?:of|in|to|is|at)|choose\s|close\s(?:to|of|by)"
    r"|come\s(?:on|in|from|to\sthink|join|back)|consider\s"
    r"|contact\s(?:is|info|details|person|us\s(?:now|today))|copy\s(?:of|to\s)|cover\s"
    r"|cut\s(?:of|in|to)|direct\s(?:to|from)|discuss\sthis\sstory|display"
    r"|do\s(?!not\b|this\b|whatever\b|your\b)"
    r"|do\s(?:you|we|i|they|what|so|it\b|not\shesitate|the|as|to|that|this|in|on|a)|do\snot\shesitate"
    r"|don't\s(?:worry|hesitate|know|think|you|get\sme|be|swallow)|download\s"
    r"|draft\s(?:of|for|is|to|by|in|and|\w+\sto|\w+\son)|drop\s(?:in|of|by)"
    r"|e-?mail\s(?:from|to\sfollow)|email\s(?:to|from|was|us|address|me\?)|enter\s"
    r"|fax\s(?:number|machine|cover|no\b|to\sfollow|from)|fill\s(?:of)|find\sout\s(?:more|how)"
    r"|fix\s(?:for|is|to)|focus\s|follow(?:ing)?\s(?:the\slink)"
    r"|follow\sup\s(?:to|from|with\b.*\bmeeting|on\b.*\bconversation)|form"
    r"|forward\s(?:by|contract|market|price|from)"
    r"|get\s(?:well|real|over|it\?|a\slife|a\sclue|your\sfree|up)"
    r"|give\s(?:or|it\sa|me\sa\sbreak|up|them\shell)"
    r"|go\s(?:figure|for|to|on|down|back|from|by|in|off)\b|have\sa|help\sis|hold\s(?:on|up|for)"
    r"|install\s(?!it|this|the)|join\s|keep\s(?:up\sthe|smiling|well|safe|warm|on|going)"
    r"|keep\sin\smind|leave\s(?:of|to|in)"
    r"|let\s(?:it|alone|us\s(?!know|have)|me\s(?!know|have)|'s|them|there)|log\s(?:in|of|on)"
    r"|look\s(?:forward|out|good|like|at\s(?:it|this|that)\sthis\sway)|mail\s(?:to|from|was)"
    r"|make\s(?:sense|no|it\sa|do)\b|meet\s(?:in|at|the\sauthor|with\s(?:cliff|dan|representative))"
    r"|mention\s(?:of|in)|message\s(?:from|to|for|is|that)|note|note\s|open\s(?:to|for|and|in|at)"
    r"|order\s(?:now|today|by|of|to|in|on|from)|pass\s(?:by|on\sthe\sright)"
    r"|phone\s(?:in|on|to|number|me\?)|plan\s(?:of|for|is|on|to\b)|post\s(?:a\scomment|by|on)"
    r"|print\s(?:of|and)|process\s(?:of|for|to|is)|put\sdown|read\s(?:more|on|all|the\sfull|about)"
    r"|register\s(?:now|today|online|for|at|by)|report\s|return\s(?:of|to|from|on)"
    r"|review\s(?:of|by|on|for|is)|ring\s(?:of|in|on)|run\s(?:by|of|in|as|on|to)"
    r"|schedule\s(?:of|for|is|and|in)|search\s"
    r"|see\s(?:you|ya|u|attached|below|above|the\sattached|the\sbelow|also|it\sas|how|what|my|last|for|article|page|note|them|this)"
    r"|select\s|send\s(?:an\se-?mail\sto|a\sblank|mail\sto|to\sa\sfriend)|set\s(?:of|in)"
    r"|share\s(?:of|in|on)|speak\s(?:at|in|to\sdfsc)|start\s|stay\s(?:tuned|safe|warm|well|in)|stick\s"
    r"|stop\s(?:it|by)|store\s|supply\s(?:of|and|in|is)|support|switch\son"
    r"|take\s(?:about|for\s|care|it\seasy|the\sgloves|that|heart)|test\s(?:of|for|the)"
    r"|text\s(?:of|in|on)|think\s|try\s(?!to\b|and\b)|turn\s(?:of|out)|type\s"
    r"|update\s(?:from|on|for|to|is|of)|upload\s|use\s(?!the\s(?:attached|form|new))"
    r"|wait\s(?:a|and|until\syou\ssee)"
    r")"
)
_REMINDED = re.compile(
    r"(?:do\snot|don't|dont|never)\sforget\sto\b|(?:also\s|just\s)?(?:remember|be\ssure)\sto\b"
)
# Verbs that are hardly ever nouns need no article behind them: "Send regrets"; in a list of points, more of them.
_SURE = (
    r"send|resend|bring|buy|arrange|rearrange|prepare|confirm|cancel|remove|delete|include|invite|pay|collect"
    r"|organi[sz]e|remind|renew|reserve|ensure|notify|submit|add"
)
_SURE_TASK = re.compile(rf"(?:{_SURE})\s(?!(?:by|of|is|was|are|has|as|now)\b)[a-z]")
_POINT = re.compile(r"(?:[-*•·–]|\(?(?:\d{1,2}|[a-z])[.)])\s")
_POINT_TASK = re.compile(
    rf"(?:{_SURE}|order|book|call|check|chase|draft|print|post|write|update|review|sign|scan|return)"
    r"\s(?!(?:by|of|is|was|are|has|as|now|to|from|in|on|for|comments|response)\b)[a-z]"
)
_ONE_WORD = re.compile(
    r"(?:(?:call|reply|respond|advise|confirm|review|forward|schedule|distribute|circulate|handle|help"
    r"|discuss)\s?[.!]*)\Z"
)
# What is said to thousands is asked of nobody.
_ADVERT = re.compile(
    r"\$link|https?:|www\.|\d\s?%\s?off|\$\d+\soff|\bsave\s(?:up|an|\d|\$|big)|app\sstore"
    r"|\bfree\s(?:trial|shipping|month)|\bcoupon|\bpromo\b|\bclick\b|newsletter|log\s?in\b"
    r"|\bsign\sup\b|preferences|your\saccount|customer\sservice|\bapp\b|licensed\sagent|\bsupport@"
    r"|\binfo@|!{2,}|nights?\b.*\bsave\b|toll[\s-]free|24\shours\sa\sday"
)
_STRONG = re.compile(r"(?:[;:.!?)]\s+|\s[-–—]{1,3}\s?|--|\.{2,}\s?)\Z")
_COMMA = re.compile(r",\s(?:then\s|also\s|just\s|please\s)*\Z")


def request_in(text: str, small: str, opening: int, *, asks: bool) -> Judgement | None:
    """`text` is the sentence as written: names are told by their capitals."""
    for look in (_please, _could_you, _mind, _let_me_know, _indirect):
        if (found := look(small)) is not None:
            return found
    if (named := _NAMED_TO.search(text)) is not None:
        return Judgement("request", "would like them to", 0.65, named.start())
    return None if asks else _imperative(text, small, opening)


def _please(small: str) -> Judgement | None:
    if "pl" not in small and "kindly" not in small:
        return None
    if (match := _PLEASE.search(small)) is not None:
        return Judgement("request", "please", 0.95, match.start())
    if (match := _ENDS_PLEASE.search(small)) is not None and len(small) > 12:
        return Judgement("request", "please at the end", 0.75, match.start())
    return None


_WORTH = re.compile(
    r"need|want|like|love|prefer|require|request|expect|ask|appreciat|trust|rely|use\b|looking|welcome|value|wonder|hop(?:e|ing)\b"
    r"|would|'d\b|will\sbe|if\s(?:you|some|any)|helpful|useful|perhaps|interested|urge|beg\b|oblige"
)
_NEGATED = re.compile(
    r"\b(?:didn't|don't|doesn't|did\snot|do\snot|not)\s(?:want|need|like|expect|ask|require)"
)
_OPEN_LEFT = re.compile(
    r"\b(?:how|what|who|where|when|which|whom|as|that|if|whether|than|all|whatever|however)\s$"
)


def _could_you(small: str) -> Judgement | None:
    for match in _COULD_YOU.finditer(small):
        if _OPEN_LEFT.search(small, max(0, match.start() - 10), match.start()):
            continue
        if match["verb"] == "be" and not _BE_ABLE.match(match["rest"].strip()):
            continue
        if match["verb"] in ("have", "make") and match[0].startswith(
            ("will", "can you make it", "would you make")
        ):
            continue
        return Judgement("request", "could you", 0.85, match.start())
    return None


def _mind(small: str) -> Judgement | None:
    match = _MIND.search(small)
    if match is None or _OPEN_LEFT.search(small, max(0, match.start() - 10), match.start()):
        return None
    return Judgement("request", "would you mind", 0.75, match.start())


def _let_me_know(small: str) -> Judgement | None:
    for match in _LET_ME_KNOW.finditer(small):
        left = small[max(0, match.start() - 40) : match.start()]
        if not _NOT_TOLD.search(left) or _TOLD_AFTER_ALL.search(left):
            return Judgement("request", "let me know", 0.9, match.start())
    return None


def _indirect(small: str) -> Judgement | None:
    if _WORTH.search(small) is None:
        return None
    for pattern, rule, confidence in (
        (_NEED_YOU, "need you to", 0.8),
        (_NEED_THING, "need your", 0.75),
        (_NEED_TO_KNOW, "need to know", 0.65),
        (_APPRECIATE, "would appreciate", 0.75),
        (_WONDER, "wondering if you could", 0.75),
        (_ASKED, "asks that you", 0.65),
    ):
        match = pattern.search(small)
        if match is not None and not _NEGATED.search(small, max(0, match.start() - 12), match.end()):
            return Judgement("request", rule, confidence, match.start())
    return None


def _imperative(text: str, small: str, opening: int) -> Judgement | None:
    """A task at the beginning of a main clause: of the sentence, behind a dash or colon, or behind "If you ...,"."""
    if _ADVERT.search(small):
        return None
    has_condition = is_dependent(small, opening)
    for position in clause_starts(small, opening):
        if position != opening:
            left = small[max(0, position - 14) : position]
            if not (_STRONG.search(left) or (has_condition and _COMMA.search(left))):
                continue
        elif has_condition:
            continue
        if _is_task(text, small, position):
            return Judgement("request", "imperative", 0.7, position)
    return None


def _is_task(text: str, small: str, position: int) -> bool:
    if _REMINDED.match(small, position):
        return True
    if _NO_TASK.match(small, position):
        return False
    if (
        _DEAR_TASK.match(small, position)
        or _ONE_WORD.match(small, position)
        or _SURE_TASK.match(small, position)
    ):
        return True
    if _POINT.match(small) and _POINT_TASK.match(small, position):
        return True
    named = _NAMED_TASK.match(text, position)
    return named is not None and text[named.end()].isupper()
