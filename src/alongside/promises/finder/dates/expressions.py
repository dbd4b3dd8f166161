"""The expressions that name days, each a pattern with what reads it, in the order in which they are looked for."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from alongside.promises.finder.dates.atoms import (
    UNIT,
    Seen,
    read_after_next,
    read_counted,
    read_day_month,
    read_edge,
    read_feast,
    read_iso,
    read_nth,
    read_nth_week,
    read_nth_weekday,
    read_numeric,
    read_period,
    read_relative,
    read_unit_end,
    read_weekday,
    read_weekday_nth,
    read_weeks_on,
    read_within_unit,
)
from alongside.promises.finder.dates.feasts import NAMES
from alongside.promises.finder.dates.phrases import (
    SPELT,
    read_beside_feast,
    read_christmas_week,
    read_either_nth,
    read_either_weekday,
    read_out,
    read_spelt,
)
from alongside.promises.finder.dates.shapes import Days
from alongside.promises.finder.dates.words import DAY, FOLLOW, MONTH, NTH, NUMBER, PART, YEAR

_THIS = r"(?:this\scoming|the\scoming|the\sfollowing|the\snext|this|next|the\scurrent|our|the)"
PERIOD = rf"(?:{_THIS}\s)?{UNIT}(?:\safter\snext)?(?!-|'s|\sof\b|\sbefore\b|\sago\b)"
_QUARTER = r"(?:q[1-4]|the\s(?:first|second|third|fourth|last)\squarter)(?:\s(?:of\s)?20\d\d)?"
_NAMED = rf"(?:{MONTH}(?:\s{YEAR})?|{_QUARTER}|20[2-9]\d)"


class Atom(Struct, frozen=True):
    """`needs_cue`: no date unless a word like "by" stands before it. `part`: the time of day said with it."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Seen], Days | None]
    needs_cue: bool = False

    @property
    def needs_digit(self) -> bool:
        """Whether it cannot match where no figure stands."""
        return not {"a", "d"}.isdisjoint(self.pattern.groupindex)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_NTH_PLACE = r"(?:first|second|third|fourth|last|1st|2nd|3rd|4th)"
_TAIL = r"(?!\s?%|\s?(?:percent|per\scent|copies|people|times|points|items|pages|of\sthem)\b)"

# In order: what comes first wins the letters it covers.
ATOMS = (
    Atom(_compiled(r"\bbetween\s(?:christmas|xmas)\sand\s(?:the\s)?new\syear\b(?!')"), read_christmas_week),
    Atom(_compiled(rf"\bthe\sday\s(?P<k>after|before)\s(?P<feast>{NAMES})\b"), read_beside_feast),
    Atom(_compiled(rf"(?<![\w-])(?<!the\s)(?P<feast>{NAMES})(?!'){FOLLOW}"), read_feast, True),
    Atom(_compiled(r"(?<![\w./-])(?P<y>20\d\d)-(?P<m>\d\d?)-(?P<d>\d\d?)(?![\d-])"), read_iso),
    Atom(
        _compiled(
            r"(?<![\w./-])(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d)(?![\d/-])"
        ),
        read_numeric,
    ),
    Atom(_compiled(r"(?<![\w./-])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d\d)(?![\d/-])"), read_numeric),
    Atom(
        _compiled(r"(?<![\w./-])(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<y>\d\d)(?![\d/-]|\.\d)"),
        read_numeric,
        True,
    ),
    Atom(
        _compiled(rf"(?<![\w-]){DAY},?\s(?:the\s)?(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})(?![\d/])"), read_numeric
    ),
    Atom(
        _compiled(
            r"(?<![\w./-])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/\"]|-\w|\.\d|\s?(?:of|full|cup|inch|hour|th|mile"
            r"|page|price|\w+ing)\b)" + FOLLOW
        ),
        read_numeric,
        True,
    ),
    Atom(
        _compiled(
            rf"(?<![\w.,/-])(?:{DAY},?\s(?:the\s)?|the\s)?(?:(?P<d0>\d{{1,2}}(?:st|nd|rd|th)?)\s?(?:-|–|to|and"
            r"|or|&)\s?(?:the\s)?)?"
            rf"(?P<d>{NTH}|\d{{1,2}})(?:\sof)?[\s-](?P<m>{MONTH})(?:,?\s(?P<y>{YEAR}))?(?![\w'])"
        ),
        read_day_month,
    ),
    Atom(
        _compiled(
            rf"(?<![\w-])(?:{DAY},?\s(?:the\s)?)?(?P<m>{MONTH})\s(?:the\s)?(?:(?P<d0>\d{{1,2}}(?:st|nd|rd"
            rf"|th)?)\s?(?:-|–|to|and|&)\s?)?(?P<d>{NTH}|\d{{1,2}})"
            rf"(?![\d:%]|[./,]\d|\s?(?:am|pm)\b|'){_TAIL}(?:,?\s(?P<y>20\d\d))?(?!\w)"
        ),
        read_day_month,
    ),
    Atom(_compiled(rf"(?<![\w-])(?P<w>{DAY}),?\s(?:the\s)?(?P<d>{NTH})\b"), read_weekday_nth),
    Atom(
        _compiled(rf"(?<![\w-])(?P<w>{DAY})\s?(?:or|/)\s?(?:on\s)?(?P<w2>{DAY}){FOLLOW}"), read_either_weekday
    ),
    Atom(
        _compiled(
            rf"(?<![\w-])(?:the\s)?(?P<d0>{NTH})\s?(?:or|and|to|/|-|–)\s?(?:the\s)?(?P<d>{NTH}){FOLLOW}"
        ),
        read_either_nth,
        True,
    ),
    Atom(
        _compiled(
            rf"\bthe\s(?P<o>{SPELT})\sof\s(?P<p>{MONTH}|(?:the|this|next)\smonth|the\s(?:new\s)?year)(?!\w|'|-)"
        ),
        read_spelt,
        True,
    ),
    Atom(_compiled(r"\bthe\s(?P<u>week|month|quarter|year)(?:\sis|'s)\s(?:out|over|up)\b"), read_out, True),
    Atom(
        _compiled(
            rf"(?:the\s)?\b(?P<n>{_NTH_PLACE})\sweek\s(?:of|in)\s(?P<p>(?:this|next|the)\smonth"
            rf"|{MONTH}(?:\s{YEAR})?)"
        ),
        read_nth_week,
    ),
    Atom(
        _compiled(
            rf"the\s(?P<n>{_NTH_PLACE})\s(?P<w>(?:working|business)\sday|day|{DAY})\s(?:of|in)\s(?P<p>(?:this"
            rf"|next|the)\smonth|{MONTH})\b"
        ),
        read_nth_weekday,
    ),
    Atom(_compiled(rf"(?<![\w-])(?P<of>(?:this|next)\smonth)\son\sthe\s(?P<d>{NTH})\b"), read_nth),
    Atom(
        _compiled(
            rf"(?<![\w-])(?:the\s)?(?P<d>{NTH})(?P<of>\s(?:of\s)?(?:this|next)\smonth|\sof\sthe\smonth)?{FOLLOW}"
        ),
        read_nth,
        True,
    ),
    Atom(
        _compiled(
            rf"(?<!this\s)(?<!next\s)\b(?:(?P<n>{NUMBER})\s)?(?P<u>week|fortnight)s?\s(?:(?:on|from|this|next"
            rf"|this\scoming)\s)?(?P<b>{DAY}|today|tomorrow|now)(?!'s|s\b)\b"
        ),
        read_weeks_on,
    ),
    Atom(
        _compiled(
            rf"\b(?P<n>{NUMBER})\s(?:(?P<w>working|business)\s)?(?P<u>day|month|year)s?\s(?:from\s(?:now|today)"
            r"|hence)\b"
        ),
        read_counted,
    ),
    Atom(_compiled(rf"(?<![\w-])(?P<b>{DAY}|today|tomorrow)\s(?P<u>week|fortnight){FOLLOW}"), read_weeks_on),
    Atom(_compiled(rf"\bthe\s(?P<w>{DAY})\safter\snext\b"), read_after_next),
    Atom(
        _compiled(
            rf"(?<![\w-])(?:(?P<of3>(?:next|this)\sweek),?\s(?:on\s)?)?"
            rf"(?:(?P<q>this\scoming|this|next|coming|following|last|previous|past|every|each|most|alternate)\s)?"
            rf"(?P<w>{DAY})(?!'|s\b|-\w)(?:\s(?P<x>next)(?!\sweek))?(?:,?\s(?:in\sthe\s)?(?P<p>{PART})(?![a-z]))?"
            rf"(?:\sof\s(?P<of>(?:next|this)\sweek)|,?\s(?P<of2>(?:next|this)\sweek))?"
        ),
        read_weekday,
    ),
    Atom(
        _compiled(
            r"\b(?P<r>(?:the\s)?day\safter\stomorrow|tomorrow|tomorow|tommorow|tmrw|later\stoday|today|tonight"
            r"|this\s(?:morning|afternoon|evening)|yesterday"
            rf"|last\s(?:night|week|month|year)|in\sthe\smorning)\b(?!'s|\sweek)(?:\s(?P<p>{PART})\b)?"
        ),
        read_relative,
    ),
    Atom(
        _compiled(
            r"(?:\bthe\s)?(?:very\s)?\b(?P<e>end|close|back\send|start|beginning|middle|latter\spart"
            rf"|later\spart|early\spart)\sof\s(?:the\s)?(?P<p>{_NAMED}|{PERIOD})\b"
        ),
        read_edge,
    ),
    Atom(
        _compiled(
            rf"\b(?P<e>early|later|late|mid|end|middle|start|beginning)(?:\sin\s|\s|-)(?P<p>{_NAMED}|(?:this"
            rf"|next)\s{UNIT}|the\s(?:new\s)?year|(?:the\s)?week)(?!-|'s)\b"
        ),
        read_edge,
    ),
    Atom(
        _compiled(r"\b(?:(?P<u>week|month|quarter|year)(?:\s|-)end(?!\w|-\w)|eo(?P<s>[wmqy]))\b"),
        read_unit_end,
        True,
    ),
    Atom(
        _compiled(
            rf"(?<![\w-])(?P<p>(?:this\scoming|the\scoming|this|next|the\sfollowing)\s{UNIT}"
            rf"|the\s{UNIT}\safter\snext)(?!'s|-|\w)"
        ),
        read_period,
    ),
    Atom(_compiled(r"\b(?P<p>the\sweekend|the\snew\syear)(?!'s|-|\w)"), read_period, True),
    Atom(
        _compiled(
            r"\b(?:(?P<k>in|within|inside)\s(?:the\s(?P<next>next|coming)\s|about\s|around\s|approximately\s"
            r"|roughly\s|maybe\s|say\s|under\s|less\sthan\s)?|(?:over|during|for)\sthe\s(?:next|coming)\s)"
            rf"(?P<n>{NUMBER})(?:\s?(?:or|to|-|–)\s?(?P<n2>{NUMBER}))?"
            r"\s(?:(?P<w>working|business|calendar|clear|full|short|more)\s)?"
            r"(?P<u>minute|min|hour|hr|day|week|wk|fortnight|month"
            r"|year)s?(?P<two>\sor\stwo)?(?:'s?)?(?:\stime)?(?![\w-])"
            r"(?!\s(?:of|before|after|prior|ago|notice|long|old|earlier|a|per|each|flat)\b)"
        ),
        read_counted,
    ),
    Atom(_compiled(r"\bwithin\s(?:the|a)\s(?P<u>day|week|month)\b(?!\sof)"), read_within_unit),
    Atom(
        _compiled(rf"(?<![\w-])(?:(?:this|next|the\sfollowing)\s)?(?P<p>{MONTH}(?:\s{YEAR})?){FOLLOW}"),
        read_period,
        True,
    ),
    Atom(_compiled(rf"(?<![\w-])(?P<p>{_QUARTER}){FOLLOW}"), read_period, True),
    Atom(_compiled(rf"(?<![\w./-])(?P<p>20[2-9]\d){FOLLOW}"), read_period, True),
)
