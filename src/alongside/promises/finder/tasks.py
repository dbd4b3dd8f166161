"""What a sentence begins with that tells somebody to do something, as patterns over small letters: send it, remind me;
and what only looks like it."""

from __future__ import annotations

import re

from alongside.promises.finder.verbs import TASKS

DEAR_TASK = re.compile(
    r"(?P<not>(?:do\snot|don't|dont|never)\s)?(?:(?:just|also|then|always|simply|kindly"
    rf"|quickly)\s)*(?P<verb>{TASKS})\b"
    r"(?=\s?[;,]\s|\s(?:confidential|quiet|me|us|him|her|them|it|this|that|these|those|the|a|an|my|our"
    r"|your|his|their|its|all|any|some|both|each|every|everyone|anyone|either|one|two|three|four|five"
    r"|six|ten|several|plenty|back|out|up|off"
    r"|over|in|on|at|to|with|for|into|from|by|about|through|as|if|when|whether|what|who|where|how|why"
    r"|ahead|asap|before|after|until|sure|copies|comments|another|more|further|time|note|care|and|or"
    r"|only|first|half|sure|that|to|regrets?|whoever|whichever|heavily|directly|now|again|\d+(?!\s?[-:.)\d])|posted|he's|she's|it's|they're|everyone's"
    r"|please|together|anything|nothing)\b)"
)
NAMED_TASK = re.compile(
    rf"(?:(?:just|also|then)\s)*(?!bill\b)(?:{TASKS})\s(?!\w+\s(?:is|are|was|were|has|will)\b)(?=[A-Z]|~)",
    re.IGNORECASE,
)
NO_TASK = re.compile(
    r"(?:"
    r"(?:answer|call|draft|e-?mail|fax|letter|mail|message|order|print|quote|reply|text|transfer|update)\sfrom\b"
    r"|(?:call|copy|e-?mail|file|mail|message|order|plan|post|report|test|text)\sthat\b"
    r"|leave\s(?:it|this|that)(?:\sall)?\s(?:with|to)\s(?:me|us)|take\s(?:your\stime|a\sdeep)"
    r"|(?:don't|do\snot|never)\slet\s(?:\w+\s){1,3}(?:fool|put|get\s(?:you|me|us)|deceive)"
    r"|bear\s(?:in\smind|with)|page\s(?!me\b|him\b|her\b|us\b|them\b)|find\s(?!me\b|us\b|him\b|her\b|them\b|out\b|some(?:one|body)\b)"
    r"|watch\s(?!it\s(?:and|then)|this\s(?:and|then)|(?:the|his|her|their|my|our|your)\s[^.!?]{2,60}?\sand\s)"
    r"|listen\s(?:up|here|carefully)|pop\s(?:in|up|music|star)|flag\s(?:day|of)|chase\s(?:bank|of)|"
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
    r"|let\s(?:it|alone|us\s(?!know|have)|me\s(?!know|have(?!\sa\s(?:\w+\s)?(?:word|look|think|go|dig|chat)\b))|'s|them|there)|log\s(?:in|of|on)"
    r"|look\s(?:forward|out|good|like|at\s(?:it|this|that)\sthis\sway)|mail\s(?:to|from|was)"
    r"|make\s(?:sense|no|it\sa|do)\b|meet\s(?:in|at|the\sauthor|with\s(?:cliff|dan|representative))"
    r"|mention\s(?:of|in)|message\s(?:from|to|for|is|that)|note|note\s|open\s(?:to|for|and|in|at)"
    r"|order\s(?:now|today|by|of|to|in|on|from)|pass\s(?:by|on\sthe\sright)"
    r"|phone\s(?:in|on|to|number|me\?)|plan\s(?:of|for|is|on|to\b)|post\s(?:a\scomment|by|on)"
    r"|print\s(?:of|and)|process\s(?:of|for|to|is)|put\sdown|read\s(?:more|on|all|the\sfull|about)"
    r"|register\s(?:now|today|online|for|at|by)|report\s|return\s(?:of|to|from|on)"
    r"|review\s(?:of|by|on|for|is)|ring\s(?:of|in|on)|run\s(?:by|of|in|as|on|to)"
    r"|schedule\s(?:of|for|is|and|in)|search\s"
    r"|see\s(?:you|ya|u|attached|below|above|the\sattached|the\sbelow|also|it\sas|how|what|my|last|for"
    r"|article|page|note|them|this)"
    r"|select\s|send\s(?:an\se-?mail\sto|a\sblank|mail\sto|to\sa\sfriend)|set\s(?:of|in)"
    r"|share\s(?:of|in|on)|speak\s(?:at|in|to\sdfsc)|start\s|stay\s(?:tuned|safe|warm|well|in)|stick\s"
    r"|stop\s(?:it|by)|store\s|supply\s(?:of|and|in|is)|support|switch\son"
    r"|take\s(?:about|for\s|care|it\seasy|the\sgloves|that|heart)|test\s(?:of|for|the)"
    r"|text\s(?:of|in|on)|think\s|try\s(?!to\b|and\b)|turn\s(?:of|out)|type\s"
    r"|update\s(?:from|on|for|to|is|of)|upload\s|use\s(?!the\s(?:attached|form|new))"
    r"|wait\s(?:a|and|until\syou\ssee)"
    r")"
)
REMINDED = re.compile(
    r"(?:do\snot|don't|dont|never)\sforget\s(?:to|about|the|your|my|our|his|her|their|\w+'s)\b"
    r"|see\swhat\syou\s(?:think|can\s(?:do|find|get|make|come\sup))\b"
    r"|have\sa\s(?:quick\s|proper\s|good\s|little\s)?(?:look|think|read|word|listen|chat\swith)\b"
    r"|(?:check|confirm|ensure|make\ssure|verify)\s(?:that\s)?(?:he|she|they|it|we|you|everyone|everybody|nobody|there)(?:'|\s)"
    r"|(?:also\s|just\s)?(?:remember|be\ssure)\sto\b"
)
# Verbs that are hardly ever nouns need no article behind them: "Send regrets"; in a list of points, more of them.
SURE = (
    r"send|resend|bring|buy|arrange|rearrange|prepare|confirm|cancel|remove|delete|include|invite|pay"
    r"|collect"
    r"|organi[sz]e|remind|renew|reserve|ensure|notify|submit|add"
)
SURE_TASK = re.compile(
    rf"(?:{SURE})\s(?!(?:\w+\s){{1,3}}(?:is|are|was|were|has|have|had|will)\b)(?!(?:by|of|is|was|are"
    r"|has|as|now)\b)[a-z]"
)
POINT = re.compile(r"(?:[-*•·–]|\(?(?:\d{1,2}|[a-z])[.)])\s")
POINT_TASK = re.compile(
    rf"(?:{SURE}|order|book|call|check|chase|draft|print|post|write|update|review|sign|scan|return)"
    r"\s(?!(?:by|of|is|was|are|has|as|now|to|from|in|on|for|comments|response)\b)[a-z]"
)
ONE_WORD = re.compile(
    r"(?:(?:call|reply|respond|advise|confirm|review|forward|schedule|distribute|circulate|handle|help"
    r"|discuss)\s?[.!]*)\Z"
)
# What is said to thousands is asked of nobody.
ADVERT = re.compile(
    r"\$link|https?:|www\.|\d\s?%\s?off|\$\d+\soff|\bsave\s(?:up|an|\d|\$|big)|app\sstore"
    r"|\bfree\s(?:trial|shipping|month)|\bcoupon|\bpromo\b|\bclick\b|newsletter|log\s?in\b"
    r"|\bsign\sup\b|preferences|your\saccount|customer\sservice|\bapp\b|get\s(?:your|a|our)\scopy"
    r"|buy\sany|gift\ssubscription|for\sdetails|tune\sin|sale\sends|licensed\sagent|\bsupport@"
    r"|\binfo@|!{2,}|nights?\b.*\bsave\b|toll[\s-]free|this\slink\b|your\s(?:web\s)?browser|it's\sfree|\bpaycheck|address\sbook|safe[\s-]sender|your\sinbox|24\shours\sa\sday"
)
# Code, logs and tables give orders to nobody: "return 0;", "Update Time : 13:00".
CODE = re.compile(
    r"[{}]|\w\(\)|\w\(\w+[,)]|->|@@|/\*|\*/|[!=]=|;\s*\Z|^\W*(?:\w+\s){1,3}:\s|\w_\w+\(|</?\w+>|<<"
)
STRONG = re.compile(r"(?:[;:.!?)]\s+|,\s(?:but|so)\s|\sbut\s|\s[-–—]{1,3}\s|\s[–—]|(?<![\s-])--|\.{2,}\s?)\Z")
COMMA = re.compile(r",\s(?:then\s|also\s|just\s|please\s)*\Z")
# What a machine asks of everybody it writes to: address books, links, browsers, surveys.
TO_THOUSANDS = re.compile(
    r"\byour\s(?:e-?mail\s)?(?:address\sbook|contacts?\slist|contacts\b|safe[\s-]?senders?|white\s?list|spam\sfolder)"
    r"|\b(?:add|whitelist)\s(?:mailto:|us\sto\syour)|\bpaste\b[^.]{0,60}\bbrowser|\b(?:url|link)\b[^.]{0,40}\byour\s(?:web\s)?browser"
    r"|\b(?:use|follow|click|visit|clicking)\s(?:on\s)?the\sfollowing\s(?:link|page|url|website|instructions|steps)s?\b"
    r"|\b(?:use|follow|click|visit|clicking)\s(?:on\s)?(?:the|this)\s(?:link|page|url|website|instructions|steps)s?\s(?:below|above|at\b"
    r"|to\s(?:verify|activate|confirm|complete|manage|update|view|download|unsubscribe|stop))"
    r"|\b(?:do\snot|don't)\s(?:reply|respond)\sto\sthis\s(?:e-?mail|message)\b"
    r"|\b(?:no\slonger|stop|discontinue)\s(?:(?:wish|want|like)\sto\s)?receiv(?:e|ing)\b"
    r"|\b(?:do\snot|don't|rather\snot)\s(?:(?:wish|want)\sto\s)receive\b"
    r"|\b(?:verify|activate|validate)\syour\s(?:e-?mail|account|identity|profile|subscription|registration)\b"
    r"|\bfill\s(?:out|in)\s(?:this|our)\s(?:\w+\s){0,2}survey|\brate\s(?:us\b|this\s(?:app|e-?mail)\b)"
    r"|\b(?:keep|save|retain)\b[^.]{0,30}\b(?:e-?mail|message)\sfor\s(?:your\srecords|future\sreference)"
    r"|\b(?:contact|e-?mail|write\sto|reach)\sus\b[^.]{0,24}\b(?:at|via)\s(?:mailto:)?\S+@|\$link|\bunsubscribe\b"
)
