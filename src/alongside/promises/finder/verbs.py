"""Verbs by what they mean for a promise or a request; small letters, base form."""

from __future__ import annotations

# With "I will" these tell of a state, a view or a feeling, and nobody is promised anything.
STATES = (
    r"need|want|like|wait|refrain|resurface|ignore|come\sout|get\sto\sthe|get\smuch|keep\s(?!"
    r"looking|chasing|checking|asking|sending|updating|pushing|calling|ringing|working|searching|watching|posting"
    r"|monitoring|track|hold|you|him|her|them|everyone|a\s|an\s|the\s|it\s|this|that|your|in\stouch)\w+ing|love|hate|miss|wish|hope|feel|think|believe|suppose|guess|assume|expect|imagine"
    "|admit|agree|bet|say|note|concede"
    "|confess|never|always|probably|know|understand|remember|forget|regret|enjoy|appreciate|prefer"
    "|differ|depend|seem|appear|become|be"
    r"|get\s(?:used|old|tired|bored|sick|lost|wet|killed|married|paid|there|home|in|back\sto\s(?:work"
    "|town|the))|grow|die|live|own|lose|fail|suffer|struggle"
    r"|see\s(?:you|u|ya|him|her|them|your|some|how\sit)|sleep|fly|drive|travel|arrive|land|leave"
    r"|depart|stay|start(?!\s(?:on\s(?:it|this|that|the|your|them)|work\s|drafting|preparing|typing|ringing|calling))|stop(?!\s(?:by|in|over))|chime|reach|establish|spend|retire|eat|die|win|call\s(?:you|him|her|it|this|that)\san?\b"
    r"|point\sout|tell\syou\s(?:that|this|i|how|what\si|one)|go\s(?:on|home|crazy|mad|to\s(?:bed|sleep"
    r"|hell))|take\sit\s(?:that|as)|have\s(?:to|no|time|some|more|an?\s(?:good|better|great))"
    r"|wait\sand\ssee|come\s(?:home|back\sto\s(?:town|work))|vote|hear|wear|defer\sto|owe|face|rest|worry|trust"
    r"|stand\sby|stick\swith|use|keep\smy\sfingers"
)
# Done together: "we'll discuss" is a plan for both, not a promise by one.
TOGETHER = (
    r"discuss|meet|talk|speak|chat|catch\sup|see|get\stogether|go|have|need|know|find\sout|look|be"
    "|find|want|learn|decide|determine|reconcile|regroup|wait|cross|hear|win|lose"
    r"|come|make(?!\ssure|\severy|\sthe)|all|both|then|just|probably|likely|also\sneed|continue\sto"
    r"|use|try\sand|arrange"
    r"|figure|work\s(?:it|this|that|things)|sort\s(?:it|this)\sout|revisit|pick\s(?:it|this|up)|touch"
)
# What somebody at a desk is told to do, where the sentence begins with it.
TASKS = (
    "send|resend|forward|call|ring|phone|email|e-mail|mail|text|message|fax|write|reply|respond"
    "|answer|ask|tell|remind|notify|inform|advise|confirm|check|double-check"
    r"|verify|review|read|re-read|proof|proofread|look|see|find\sout|search|add|include|insert|put"
    "|append|copy|cc|attach|enclose|remove|delete|drop|cut|exclude|leave|take|bring|get|fetch|collect"
    "|pick|grab|order|reorder|buy|book|rebook|reserve|schedule|reschedule|arrange|rearrange|organise"
    "|organize|set|plan|prepare|draft|make|create|do|redo|finish|complete|fill|file|sign|return"
    "|submit|upload|download"
    "|post|publish|print|scan|share|pass|hand|give|provide|supply|deliver|distribute|circulate|update"
    "|change|amend|edit|correct|fix|move|cancel|postpone|hold|keep|wait|stop|start|go|come|let"
    "|pay|invoice|bill|charge|transfer|refund|chase|contact|reach|speak|talk|meet|join|help|assist"
    r"|work|coordinate|co-ordinate|liaise|follow|ensure|make|be\ssure|use|try|apply|register|enter|log"
    "|explain|describe|clarify|elaborate|summarise|summarize|compare|consider|think|note|destroy"
    "|shred|keep|stay|save|store|clean|tidy|assign|nominate|choose|select|pick|decide|approve|accept"
    "|decline|reject"
    "|refer|direct|route|switch|turn|open|close|lock|unlock|test|run|install|stick|mention|discuss"
    r"|focus|bear|transcribe|translate|type|format|merge|split|forget\sto|remember\sto|attend|cover"
    "|handle|sort|process|ship|refer|drop|consult|ping|watch|listen|find|page|pop|flag|nudge|jot|swap|trim|renew"
    r"|resize|research|line\sup|draw\sup|note\sdown|loop|acknowledge|resend|rewrite|reword|proceed|escalate"
)
# Being done, as somebody does it for somebody: "I'll be sending", "we are drafting".
DOING = (
    r"sending|forwarding|calling|ringing|phoning|contacting|emailing|e-mailing|mailing|following\sup"
    "|providing|preparing|updating|posting|filing|adding|issuing|drafting|submitting|reviewing"
    "|checking"
    "|writing|faxing|circulating|distributing|delivering|bringing|paying|doing|giving|arranging"
    r"|handling|taking\scare|coordinating|scheduling|sharing|shipping|processing|chasing|booking"
    "|replying|responding"
    r"|turning\s(?:it|this|that|a|the|over)|getting\s(?:back|you|it|this|that|the|a\scopy|them)"
    r"|getting\s(?:in\stouch|on\sto|hold\sof|with\s\w+)|speaking\s(?:to|with)|emailing|posting|ordering"
    r"|working\s(?:on|with|through)|looking\s(?:into|at|after|for)|putting\s(?:together|it|this|a)"
    r"|setting\sup|dropping\soff|finishing|completing|publishing|returning"
)
