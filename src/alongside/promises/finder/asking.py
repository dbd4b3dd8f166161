"""The words that ask, as patterns over small letters: please, could you, let me know, I need you to, make sure."""

from __future__ import annotations

import re

PLEASE = re.compile(
    r"(?<!\bto\s)\b(?:please|pls|plz|plse|kindly|pleae|plese)\b[,.…-]*\s+(?:also,?\s|just\s|do\s(?=\w+\s)"
    r"|be\ssure\s(?:to|and)\s|make\ssure\s(?:to\s)?|go\sahead\sand\s|continue\sto\s|try\sto\s"
    r"|try\sand\s|help\s|re-?|immediately\s|take\sa\s(?:minute|moment|few\sminutes)\s(?:to|and)\s"
    r"|remember\sto\s|do\snot\s(?!hesitate|reply|respond)|don't\s(?!hesitate|reply|worry))*"
    r"(?!note\b|find\b(?!\sout)|see\b(?!\s(?:if|whether|that|to\sit|what))|be\s(?:advised|aware"
    r"|informed|assured|reminded|careful|notified|warned)|feel\b|accept\b|enjoy\b|excuse\b|forgive\b"
    r"|understand\b|know\b|do\snot\s|don't\s|keep\sin\smind|bear\s(?:in\smind|with)|remember\b|hesitate|visit\b(?!\s(?:the\s\w+\sand|him|her|them)\b)"
    r"|click\b|the\b|and\b|to\b|a\b|an\b|my\b|me\b|us\b|you\b|all\b|in\b|on\b|at\b|for\b|with\b|as\b"
    r"|is\b|it\b|your\b|everyone\b|god\b|no\b|if\b|when\b|or\b|but\b|i\b|we\b|consider\sthis"
    r"|reply\sto\sthis\se?-?mail\sand\stype)"
    r"(?P<verb>[a-z][a-z-]+)"
)
NOT_ASKED = (
    r"(?:imagine|believe|see\b|say|agree|recommend|expect|like|prefer|rather|want|know|guess|need|hear"
    r"|feel|think|remember|understand)"
)
WHO = (
    r"(?:you(?:\sguys|\sall|\sboth|\stwo|\sfolks|\speople)?|u|ya|y'all|some(?:one|body)|any(?:one"
    r"|body)|(?:one|any|either|both)\sof\syou(?:\sguys)?)"
)
COULD_YOU = re.compile(
    r"\b(?:can|could|would|will|wld|cld|coule|colud|won't|can't|couldn't"
    rf"|might)\s{WHO}\b(?P<between>(?:,?\s(?:also|please|kindly|possibly|perhaps|just|pls|maybe|then"
    rf"|at\sleast|in\sturn|each),?)*)\s(?P<verb>(?!{NOT_ASKED})[a-z][a-z-]*)(?P<rest>[^.!]*)"
)
BE_ABLE = re.compile(
    r"(?:able\sto(?!\s(?:make\sit|come|attend|join|be\s|get\s(?:here|there|away)|see|hear)\b)"
    r"|willing\b|so\skind|kind\b|a\s(?:star|love|dear|darling|angel|sweetheart)\b"
    r"|kind\senough|available\s(?:to|for)|prepared\sto|up\sfor"
    r"|open\sto|happy\sto|free\sto|good\senough)\b"
)
MIND = re.compile(
    r"\b(?:would|do|wld)\syou\s(?:please\s)?mind\b(?!\sif\si\b)"
    r"|\bdo\syou\sthink\s(?:that\s)?you\s(?:could|can|might)\b|(?<!have\s)\bany\schance\s(?:you"
    r"|that\syou|we\scould\sget)\b|\bis\sthere\s(?:a|any)\s(?:chance|way|possibility)\s(?:you|that"
    r"|of)\b|\b(?:is|would)\sit\s(?:be\s)?(?:be\s)?possible\s(?:for\syou|to\s(?:get|have|send|obtain"
    r"|receive|see|move|schedule|arrange|meet|do|change))\b|\b(?:is|would)\sit\sbe\spossible\sfor\b"
    r"|\b(?:can|could|may|might)\s(?:i|we)\s(?:please\s|also\s|possibly\s"
    r"|at\sleast\s)*(?:have(?!\syou\b)|get(?!\sdone|\syou\b(?!\sto\s))|ask|request|borrow|trouble|schedule"
    r"|set\sup|arrange|book|bring|switch|see\s(?:a|the|your)|bother|move|push|postpone|reschedule|rearrange|swap)\b"
    r"|\bwould\sit\sbe\spossible\sto\s(?!see\b|hear\b|say\b)\w|\bwhy\sdon't\syou\s(?=\w)|^any\schance\b|\bwould\sit\sbe\s(?:ok|okay|alright|all\sright"
    r"|feasible|convenient|too\smuch)\b"
    r"|,\s(?:could|can|would|will)\syou\?|\breminder\s(?:for\syou\s)?to\s(?!self)(?=[a-z])|^(?:very\s"
    r"|most\s|so\s)?grateful\s(?:for\syour|if)\b"
    r"|\bhow\sabout\s(?:you|giving|sending|calling|putting|adding|doing|getting|taking|if\syou)\b"
    r"|\bany\sway\syou\scan\b|\b(?:^|[,;]\s|\bjust\s|\bplease\s)have\s(?:him|her|them|someone|somebody"
    r"|your(?:\s\w+){1,3})\s(?:call|send|fill|contact|email|e-mail|give|sign|check|get|review|type"
    r"|return|let|look|come|do)\b|\bam\si\sable\sto\sget\b"
)
LET_ME_KNOW = re.compile(
    r"\b(?:let(?:\sme|\sus)\s(?:please\s|all\s)?(?:know|have)\b(?!\sa\s(?:quick\s|proper\s)?(?:look|think|word|go"
    r"|chat|dig)\b)|lmk\b"
    r"|keep\s(?!you\b|it\b|them\b|this\b|that\b|the\b|your\b|my\b|our\b"
    r"|things\b)\w+\s(?:fully\s)?(?:posted|informed|updated|in\sthe\sloop|advised|apprised|abreast"
    r"|up\sto\s(?:date|speed)|in\sthe\spicture)|get\sback\s(?:to|with)\s(?:me|us)\b|give\s(?:(?:me|us)(?=\s(?:call|ring|shout)\b)|(?:me|us|him"
    r"|her|them|\w+)\sa)\s(?:quick\s)?(?:call|shout|ring|buzz|bell|hint|hand|heads)|drop\s(?:me"
    r"|us)\sa\b|fill\s(?:me|us)\sin\b)"
)
NOT_TOLD = re.compile(
    r"(?:\b(?:will|shall|would|to|can|could|did|should|he|she|they|it|who|and|didn't|doesn't|that"
    r"|might|may|must|always|never|usually|them|him|her|us|i|we|has|have|had|is|are|for|not)|'ll|'d)\s(?:please\s"
    r"|also\s|then\s)*$"
)
TOLD_AFTER_ALL = re.compile(
    r"(?:\b(?:and|you\s(?:to|can|could|should|will|might|may)|(?:can|could|would|will)\syou|sure\sto|forget\sto"
    r"|remember\sto|free\sto|want\syou\sto|kindly)|please)\s(?:please\s|also\s|then\s)*$"
)
NEED_YOU = re.compile(
    r"\b(?:i|we|i'd|we'd|he|she)?(?:'ll|'d)?(?:\s(?:would|do|also|will|really|just|still|kindly|only"
    r"|now|ask|strongly|then|would\sjust))*\s?\b(?:need|want|like|love|prefer|require|expect|ask"
    r"|appreciate\sit\sif|trust|rely\son)\s(?:for\s|that\s)?(?:you|everyone|each\sof\syou|all\sof\syou"
    r"|both\sof\syou|your\s\w+)(?:\sall|\sguys|\sboth|,)?\s(?:please\s)?(?:to\b(?!\s(?:know|understand"
    r"|think|feel|be\b|miss|have|see|enjoy|join))|(?=(?:please|send|respond|provide|let|sign|complete"
    r"|review|keep)\b))"
)
NEED_THING = re.compile(
    r"\b(?:i|we|also|and|just|still|really|do|will|you:)?\s?\b(?:need|require|(?:would"
    r"|'d)\s(?:really\s|also\s)?(?:like|love|welcome|value)(?:\sto\s(?:have|get|hear|see|receive))?"
    r"|could\suse|am\slooking\sfor|are\slooking\sfor)\s(?:to\s(?:know|have|get|see"
    r"|hear)\s)?(?P<what>your\s(?!own)(?:help|input|thoughts|comments|advice|opinion|views?|feedback"
    r"|approval|ok|okay|decision|answer|response|assistance|confirmation|evaluation|insights?"
    r"|recommendation|guidance|signature|support|ideas|suggestions|sign-off|\w+\s(?:on|by|before|to"
    r"|about|number|address|details)))"
)
NEED_TO_KNOW = re.compile(
    r"\b(?:i|we)\s(?:also\s|just\s|really\s|do\s(?!not\b)|still\s|will\s)*(?:need|want)\sto\s(?:know|hear"
    r"|get)\s(?:if|whether|who|what|when|how|where|which|from\syou|your|the\s(?:\w+\s){1,3}(?:of|for"
    r"|by)\b)|\bneed\s(?:it|this|that|them|these|those|the|a|an|some|more|further|info\w*"
    r"|your)\b(?:\s[\w'-]+){0,6}\s(?:by|before|asap|as\ssoon\sas|no\slater|from\syou)\b"
    r"|\bwhat\si\sneed\sfrom\syou\b"
)
NAMED_TO = re.compile(
    r"\b(?:I|We|I'd|We'd)(?:\swould|\s?'d)?\s(?:like|need|want)\s(?:[A-Z]\w+|him|her"
    r"|them)(?:\s[A-Z]\w+)?\sto\s(?!be\b|have\b|know\b)(?P<verb>\w+)"
)
APPRECIATE = re.compile(
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
WONDER = re.compile(
    r"(?<!he\s)(?<!she\s)(?<!they\s)\b(?:wonder(?:ing|ed)?|was\shoping|am\shoping|were\shoping|hoping)\s(?:if|whether"
    r"|that)?\s?(?:you|some(?:one|body)|any(?:one|body)|one\sof\syou"
    r"|the\scompany)\s?(?:guys\s)?(?:could|can|would|might|may|will|had\sa)\b(?!\s(?:like|want|prefer"
    r"|care|be\sinterested))|\binterested\sin\shearing\sfrom\syou\b|\bperhaps\syou\s(?:can"
    r"|could)\s(?!see\b)(?:\w+)|\b(?:if|perhaps)[^.?!]{0,40}\byou\scould\s(?:stop|send|forward|help"
    r"|give|let|get|take|ask|call|come|drop|bring|look|check)\b"
)
SOUGHT = re.compile(
    r"\b(?:i|we)\s(?:also\s|just\s|really\s|still\s|do\s|will\s)*need\syour\s(?!own\b)\w"
    r"|\bneed\s(?:this|that|it|them|these|those)\s(?:done|finished|completed|back|signed|ready|sorted"
    r"|fixed|approved)\b"
    r"|\bwonder(?:ing|ed)?\sif\s(?:(?:i|we)\s(?:could|can|might)\s(?:get|have|see|schedule|set|meet"
    r"|talk|speak|borrow|ask)"
    r"|it\s(?:would|might|could)\sbe\spossible)"
    r"|\b(?:i|we)(?:\swould|'d)\s(?:really\s|also\s)?like\sto\s(?:request|get\saccess|have\sa\scopy"
    r"|receive|obtain|schedule|ask\s(?:for|you))"
    r"|\bso\s(?:please\s|just\s|do\snot\s|don't\s)?(?:call|send|e-?mail|give|contact|ring|tell)\s(?:me|us|him|her|them|anything|anybody)\b"
    r"|(?:^|\bbut\s|\balso\s|\bstill\s|\bjust\s)need\sto\sknow\b"
    r"|\bwould\sbe\s(?:very\s|extremely\s|really\s|most\s|so\s)?(?:useful|helpful|great|good"
    r"|nice)\sif\s(?!i\b|we\b)"
    r"|^you\s(?:really\s|also\s|still\s)?need\sto\s(?:call|send|get\syour|discuss|take|confirm|check"
    r"|coordinate|look|make\syour|talk|speak"
    r"|ask|tell|contact|sign|forward|book|bring|pay|reply|respond|set\sup|follow)\b"
)
ASKED = re.compile(
    r"\b(?:i|we|[a-z]+s)?\s?\b(?:asks?|requests?|urge|beg|would\sask|'d\sask|like\sto\sask"
    r"|must\sask)\s(?:that\s|for\s)?(?:you|everyone|all\sof\syou|each\sof\syou)\b"
    r"|\byou\sare\s(?:kindly\s|hereby\s)?(?:asked|requested|required)\sto\b|\b(?:is|are)\s(?:required"
    r"|requested|asked)\sto\s(?:send|confirm|submit|respond|complete|provide|sign)\b"
)
ENDS_PLEASE = re.compile(r"(?<!yes)(?<!no)(?<!yes,)(?<!no,)(?<!\syou)\s(?:please|pls)[\s.!?]*\Z")
PLEASE_WORTH = ("please", "pls", "plz", "plse", "kindly", "pleae", "plese")
COULD_YOU_WORTH = ("can", "oul", "will", "wld", "cld", "colud", "won't", "might")
LET_ME_KNOW_WORTH = ("let ", "lmk", "keep ", "get back", "give ", "drop ", "fill ")
# Looked for one by one before the patterns: ten times as fast.
WORTH = (
    "need", "want", "like", "love", "prefer", "requir", "request", "expect", "ask", "appreciat", "trust",
    "rely", "use", "looking", "welcome", "value", "wonder", "hop", "would", "'d", "will be", "if you",
    "able to", "writing to", "checking to", "calling to", "can th", "can it", "in advance", "i'll be",
    "if some", "if any", "helpful", "useful", "perhaps", "interested", "urge", "beg", "oblige", " so ",
)  # fmt: skip
MIND_WORTH = (
    "mind", "do you think", "chance", "possible", "can i", "can we", "could i", "could we", "may i",
    "may we", "might i", "might we", "why don't", "how about", "any way", "have ", "am i able",
    "would it", "reminder", "grateful", "you?",
)  # fmt: skip
NEGATED = re.compile(
    r"\b(?:didn't|don't|doesn't|did\snot|do\snot|not)\s(?:want|need|like|expect|ask|require)"
)
HAVE_DONE = re.compile(
    r"\s(?:the|your|someone|somebody|him|her|them)\s(?:\w+\s){0,3}(?:send|order|call|install|check|fix"
    r"|do|give|make|sign|review)\b"
)
# "Which product will you get?", "Not only will you save": what is asked for is told, and nothing is to be done.
ASKED_WHAT = re.compile(
    r"\b(?:what|which|whose|how\s(?:many|much|\w+ly)|not\sonly|nor)\s(?!(?:i|we|you|it|is|was)\b)[^,.;:!?]{0,40}\Z"
)
OPEN_LEFT = re.compile(
    r"\b(?:how|what|who|where|when|which|whom|as|that|if|whether|than|all|whatever|however)\s$"
)
