"""The words of dates, as pieces of patterns and as numbers. All of them match small letters."""

from __future__ import annotations

WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "weds": 2, "wed": 2,
    "thursday": 3, "thurs": 3, "thur": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6,
    "sun": 6,
}  # fmt: skip
MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
    "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a couple of": 2, "couple of": 2, "a couple": 2, "a few": 3,
    "few": 3, "several": 4, "another": 1, "half an": 0, "twenty": 20, "thirty": 30,
}  # fmt: skip
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": -1,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
# Abbreviated names that are words as well: only with a capital or right behind a cue.
DOUBTFUL = {
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "mar",
    "jan",
    "may",
    "march",
    "august",
    "dec",
    "jun",
}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(map(_escaped, words), key=len, reverse=True))


def _escaped(word: str) -> str:
    return word.replace(" ", r"\s")


DAY = rf"(?:{_any(WEEKDAYS)})\b\.?"
MONTH = rf"(?:{_any(MONTHS)})\b\.?"
NUMBER = rf"(?:{_any(NUMBERS)}|\d{{1,3}})"
NTH = r"(?:3[01]|[12]?\d)(?:st|nd|rd|th)"
PART = r"(?:morning|afternoon|evening|night|lunchtime|a\.m\.?|p\.m\.?|am|pm)"
YEAR = r"(?:(?:19|20)\d\d|'\d\d)"

# What may follow a bare day so that it is no name of something else: "the Friday deadline", "May contract".
FOLLOW = (
    r"(?=\s*(?:\Z|[.,;:!?)\]–—/&\"]|-(?!\w)|-\s|\((?!\w+\))"
    r"|(?:at|by|and|or|but|if|when|so|to|for|with|in|on|from|because|as|after|before|then|than|that"
    r"|which|who|please|pls"
    r"|i|i'm|i'll|i'd|we|we'll|you|he|she|it|they|is|are|was|has|will|would|can|could|should|unless"
    r"|until|noon|the|this"
    r"|my|our|your|a|an|not|latest|though|rather|instead|only|maybe|perhaps|either|via|please|around"
    r"|about|between"
    r"|assuming|provided|since|while|once|next|thanks|thank|cheers|latest|sharp|onwards?|ok|okay|when"
    r"|where|what|how"
    r"|let|otherwise|too|also|again|now|myself|gmt|bst|even|without|subject|depending|works?|suits?"
    r"|midday|cob|eob|eod|close|end|first|morning|\d)\b))"
)
