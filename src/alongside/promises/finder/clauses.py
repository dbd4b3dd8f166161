"""A sentence in, where its clauses begin out: after a greeting or a name, after "and", "but", a comma, a dash."""

from __future__ import annotations

import re
from itertools import islice

_NAME = (
    r"[A-Z][\w'.-]{1,20}(?:\s(?:and|&|or|/)\s[A-Z][\w'.-]{1,20}|,\s?[A-Z][\w'.-]{1,20}"
    r"|\s?/\s?[A-Z][\w'.-]{1,20}|\s[A-Z][\w'.]{0,20}){0,3}"
)
# "Hi Ann,", "Maureen - please", "Robert, or Rick: please"
_ADDRESS = re.compile(
    r"(?:(?:Hi|Hello|Dear|Hey|Good\s\w+|Morning|Thanks|Thank\syou|Sorry|Ok|OK|Yes"
    rf"|No)[,\s]+)?(?P<name>{_NAME})(?:\s[-–—]{{1,3}}\s?|[-–—]{{1,3}}\s|[-–—]{{2,3}}|,\s?(?:or\s{_NAME}:\s)?|:\s)(?=\S)"
)
_LEAD = re.compile(
    r"(?:(?:[-*•·–o]|\(?(?:\d{1,2}|[a-z])[.)])\s+|[\"'(\[]+"
    r"|(?:hi|hello|hey|dear|ok|okay|yes|yep|yeah|no|sure|great|thanks|thank\syou|thx|cheers|sorry"
    r"|apologies|also|and|but|so|then|now|well|finally|lastly|first|firstly|second|secondly|next"
    r"|again|otherwise|meanwhile|however|therefore|thus|hence|anyway|plus|additionally|furthermore|fyi"
    r"|btw|ps|p\.s\.|pps|nb|note|in\saddition|in\sthe\smeantime|if\sso|if\snot|if\syes|if\sok"
    r"|when\sdone|after\sthat"
    r"|just|maybe|perhaps|at\sthe\ssame\stime|accordingly|in\sthe\sfuture|for\snow|as\salways"
    r"|as\sdiscussed|as\srequested|per\s(?:our|your|my)\s[\w\s]{3,30}|i\sagree|agreed"
    r"|action(?:\sitem)?|to\sdo|todo|everybody|everyone|all|guys|team|folks|everybody\selse|gentlemen"
    r"|(?:when(?:ever)?|if|once|as\ssoon\sas)\syou\s(?:get|have|find|can\sfind)\s(?:a|an|the|some|two|five|any)\s(?:\w+\s)?(?:minute|moment|chance"
    r"|sec|second|mo|tick|time|opportunity)s?(?:\s(?:today|tomorrow|later|this\s\w+|next\sweek))?"
    r"|ladies|better\syet|at\sthis\spoint|in\sshort|in\sany\s(?:case|event)|in\sgeneral|if\spossible"
    r"|if\snecessary|if\sneeded|if\sappropriate|as\sa\sreminder|whenever\spossible|one\smore\sthing)"
    r"(?:[,:;!.]+\s*|\s?[-–—]{1,3}\s|\s+(?=\w)))"
)
# What opens a clause that depends on another: its comma ends it.
_DEPENDENT = re.compile(
    r"(?:if|when|whenever|once|as\ssoon\sas|after|before|while|since|because|given|in\scase|unless"
    r"|until|although|though|for|in|on|at|by|to|with|per|as|due\sto|based\son|rather|should\syou)\b"
)
_BREAK = re.compile(
    r"(?:,\s|;\s|:\s|\s[-–—]{1,3}\s?|--|\.{2,}\s?|\s\(|[.!?]\s+|\s/\s)(?:and\s|but\s|so\s|then\s|or\s"
    r"|also\s|otherwise\s|please\s(?=please))*|\s(?:and|but|so|then)\s(?:then\s|also\s|so\s)?"
)
_MOST_LEADS, _MOST_CLAUSES = 6, 12


def opening(text: str, small: str) -> tuple[int, str]:
    """Where the sentence proper begins, and the name it speaks to, if any ("Maureen - please schedule")."""
    position, name = 0, ""
    for _ in range(_MOST_LEADS):
        if (
            not name
            and (found := _ADDRESS.match(text, position)) is not None
            and not _DEPENDENT.match(small, position)
        ):
            position, name = found.end(), found["name"]
        elif (lead := _LEAD.match(small, position)) is not None and lead.end() > position:
            position = lead.end()
        else:
            break
    return position, name


def clause_starts(small: str, position: int) -> list[int]:
    """The opening, and every place where another clause may begin."""
    return [position, *(match.end() for match in islice(_BREAK.finditer(small, position), _MOST_CLAUSES))]


def is_dependent(small: str, position: int) -> bool:
    return _DEPENDENT.match(small, position) is not None
