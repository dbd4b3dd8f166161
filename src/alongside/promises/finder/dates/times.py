"""Times of day: "4pm", "at 4", "noon", "COB", "10am UK time", "half past three"; small letters in, times out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from msgspec import Struct

from alongside.promises.finder.dates.words import DAY, FOLLOW

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_HOUR_WORD = "|".join(_WORDS)
# What people write is the place, whatever letter they put in the middle: "EST" in July is New York's time.
_LONDON, _PARIS = "Europe/London", "Europe/Paris"
_NEW_YORK, _CHICAGO, _DENVER, _LOS_ANGELES = (
    f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles")
)
ZONES = {
    "gmt": "Etc/GMT", "utc": "Etc/UTC", "bst": _LONDON, "uk": _LONDON, "london": _LONDON, "british": _LONDON,
    "irish": "Europe/Dublin", "dublin": "Europe/Dublin", "cet": _PARIS, "cest": _PARIS, "paris": _PARIS,
    "berlin": "Europe/Berlin", "madrid": "Europe/Madrid",
    "rome": "Europe/Rome", "amsterdam": "Europe/Amsterdam", "brussels": "Europe/Brussels", "zurich": "Europe/Zurich",
    "vienna": "Europe/Vienna", "lisbon": "Europe/Lisbon", "athens": "Europe/Athens", "dubai": "Asia/Dubai",
    "singapore": "Asia/Singapore", "sgt": "Asia/Singapore", "hong kong": "Asia/Hong_Kong", "hkt": "Asia/Hong_Kong",
    "tokyo": "Asia/Tokyo", "jst": "Asia/Tokyo", "sydney": "Australia/Sydney", "melbourne": "Australia/Melbourne",
    "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "auckland": "Pacific/Auckland", "nzst": "Pacific/Auckland",
    "nzdt": "Pacific/Auckland", "cape town": "Africa/Johannesburg", "chicago": _CHICAGO, "los angeles": _LOS_ANGELES,
    "et": _NEW_YORK, "est": _NEW_YORK, "edt": _NEW_YORK, "eastern": _NEW_YORK, "new york": _NEW_YORK,
    "ct": _CHICAGO, "cst": _CHICAGO, "cdt": _CHICAGO, "central": _CHICAGO,
    "mt": _DENVER, "mst": _DENVER, "mdt": _DENVER, "mountain": _DENVER,
    "pt": _LOS_ANGELES, "pst": _LOS_ANGELES, "pdt": _LOS_ANGELES, "pacific": _LOS_ANGELES,
}  # fmt: skip
_ZONE = (
    r"(?:\s?\(?(?P<zone>gmt|utc|bst|cet|cest|est|edt|cst|cdt|mst|mdt|pst|pdt|aest|aedt|nzst|nzdt|sgt|hkt|jst|et|ct|mt|pt"
    r"|(?:uk|london|british|irish|dublin|paris|berlin|madrid|rome|amsterdam|brussels|zurich|vienna|lisbon|athens|dubai"
    r"|singapore|hong\skong|tokyo|sydney|melbourne|auckland|cape\stown|chicago|los\sangeles|new\syork|eastern|central|mountain"
    r"|pacific)(?=\s(?:standard\s|daylight\s)?time)"
    r"|eastern|central|mountain|pacific)\b\)?(?:\s(?:standard\s|daylight\s)?time)?)?"
)
_AMPM = r"(?P<half>a\.?m\b\.?|p\.?m\b\.?)"
_CLOCK = re.compile(
    rf"(?<![\w.,:/$£€#+-])(?P<h>\d{{1,2}})(?:[:.](?P<m>[0-5]\d))?\s?{_AMPM}{_ZONE}"
    r"|(?:(?<![\w.,:/$£€#+-])|(?<=\dt))(?P<h2>[01]?\d|2[0-3])[:h](?P<m2>[0-5]\d)(?![\d:])(?:\s?(?:hrs|hours"
    rf"|h)\b)?{_ZONE.replace('zone', 'zone2')}"
    rf"|(?<![\w.,:/$£€#+-])(?P<h3>[01]\d|2[0-3])(?P<m3>[0-5]\d)\s?(?:hrs|hours|h)\b"
    r"|\b(?P<to>half\spast|half|quarter\spast|quarter\sto|ten\spast|ten\sto|five\spast|five\sto"
    rf"|twenty\spast|twenty\sto)\s(?P<h4>{_HOUR_WORD}|\d{{1,2}})\b(?!\s?(?:%|per"
    rf"|of|people|points|copies|pages))(?:\s?{_AMPM.replace('half', 'half4')})?"
    rf"|\b(?P<h5>{_HOUR_WORD}|\d{{1,2}})\so'?clock(?:\s?{_AMPM.replace('half', 'half5')})?"
    r"|\b(?P<word>(?:12\s)?noon|12\smidday|12\smidnight|mid[\s-]?day|midnight|lunch\s?time|lunch(?!\w"
    r"|-)|tea\s?time"
    r"|first\sthing(?:\sin\sthe\smorning)?|last\sthing)\b"
    r"|\b(?P<close>cob|eob|eod|(?:the\s)?close\sof\s(?:business|play|day)"
    r"|(?:the\s)?end\sof\s(?:the\s)?(?:business\s|working\s|work\s)?day|(?:the\s)?end\sof\s(?:business"
    r"|play))\b"
)
_WORTH = re.compile(
    r"\d|noon|mid|lunch|clock|half|quarter|past|today|tomorrow|tonight|day\b"
    r"|first thing|last thing|cob|eo[bd]|close of|end of|tea|five|ten|twenty"
)
# "at 4", "by 10.30": only behind a cue, and only where nothing is counted.
_BARE = re.compile(
    r"\b(?P<cue>at|by|before|until|till|from|around|after|about)\s(?:around\s|about\s)?"
    r"(?P<h>1[0-2]|0?[1-9])(?:\.(?P<m>[0-5]\d))?(?:-?ish)?"
    + _ZONE
    + r"(?!\d|[%:/.,]\d|\s?%|\s(?:or|to|and|-)\s\d)"
    + rf"(?:{FOLLOW}|(?=\s(?:today|tomorrow|tonight|{DAY})))"
)
# "by five tomorrow": a number in words only where a day follows; "at 1430": no year, and nothing that is counted.
_DAY_NEXT = rf"(?=\s(?:today|tomorrow|tonight|this\s(?:afternoon|evening)|(?:on\s)?{DAY}){FOLLOW})"
_SPELT = re.compile(
    rf"\b(?:at|by|before|until|till|from|around|about)\s(?:around\s|about\s)?(?P<h>{_HOUR_WORD})(?:-?ish)?{_DAY_NEXT}"
)
_FOUR_DIGITS = re.compile(
    rf"\b(?:at|by|before|until|till|from)\s(?!2100)(?P<h>[01]\d|2[1-3])(?P<m>[0-5]\d)(?!\d)(?:{FOLLOW}|{_DAY_NEXT})"
)
# "Thurs 4 Dec 9.30-10": where it ends says that it is a time, beside a day or a cue.
_RANGE = re.compile(
    r"(?<![\w.,:/$£€#+-])(?P<h>1[0-2]|0?[1-9])\.(?P<m>[0-5]\d)\s?(?:-|–|to)\s?(?:1[0-2]|0?[1-9])(?:[.:][0-5]\d)?"
    r"\s?(?P<half>am|pm)?(?![\w%]|[.,:/]\d|\s?(?:%|per|miles|pounds|euros|dollars))"
)
ZONE_AFTER = re.compile(_ZONE)
_OFFSETS = {
    "half past": 30, "half": 30, "quarter past": 15, "quarter to": -15, "ten past": 10, "ten to": -10, "five past": 5,
    "five to": -5, "twenty past": 20, "twenty to": -20,
}  # fmt: skip
_FIRST_OF_THE_MORNING = 7


class Clock(Struct, frozen=True):
    """`at` is None where only a part of the day was said. `needs_day`: no date by itself ("half three" is one;
    "lunch" is a meal unless a cue or a day stands beside it)."""

    start: int
    end: int
    at: time | None
    zone: str
    is_next_day: bool = False
    needs_cue: bool = False
    is_close: bool = False
    is_bare: bool = False


def times_in(small: str) -> Iterator[Clock]:
    if not _WORTH.search(small):
        return
    for match in _CLOCK.finditer(small):
        if (found := _read(match)) is not None:
            yield found
    for match in _BARE.finditer(small):
        hour = int(match["h"])
        start = match.start("h")
        at = time(_by_office_hours(hour), int(match["m"] or 0))
        yield Clock(start, match.end(), at, ZONES.get(match["zone"] or "", ""), is_bare=True)
    yield from _by_sight(small)


def _by_sight(small: str) -> Iterator[Clock]:
    for match in _SPELT.finditer(small):
        yield Clock(
            match.start("h"), match.end(), time(_by_office_hours(_WORDS[match["h"]])), "", is_bare=True
        )
    if not any(map(str.isdigit, small)):
        return
    for match in _FOUR_DIGITS.finditer(small):
        yield Clock(match.start("h"), match.end(), time(int(match["h"]), int(match["m"])), "")
    for match in _RANGE.finditer(small):
        at = time(_by_office_hours(int(match["h"])), int(match["m"]))
        yield Clock(match.start(), match.end(), at, "", needs_cue=True)


def _read(m: re.Match[str]) -> Clock | None:
    start, end = m.span()
    if m["close"]:
        return Clock(start, end, None, "", needs_cue=m["close"] not in ("cob", "eob", "eod"), is_close=True)
    if m["word"]:
        return _word(m["word"], start, end)
    if m["h"]:
        at = _half_day(int(m["h"]), int(m["m"] or 0), m["half"])
        return Clock(start, end, at, _zone(m["zone"])) if at else None
    if m["h2"]:
        is_plain = not m["h2"].startswith("0") and int(m["h2"]) < _FIRST_OF_THE_MORNING
        hour = int(m["h2"]) + (12 if is_plain else 0)
        return Clock(start, end, time(hour, int(m["m2"])), _zone(m["zone2"]))
    if m["h3"]:
        return Clock(start, end, time(int(m["h3"]), int(m["m3"])), "")
    hour = _hour(m["h4"] or m["h5"])
    at = _half_day(
        hour, 0, m["half4"] or m["half5"] or ("am" if hour >= _FIRST_OF_THE_MORNING and hour != 12 else "pm")
    )
    if at is None:
        return None
    minutes = at.hour * 60 + _OFFSETS.get(" ".join((m["to"] or "").split()), 0)
    return Clock(start, end, time(minutes // 60 % 24, minutes % 60), "", needs_cue=bool(m["to"]))


def _word(word: str, start: int, end: int) -> Clock:
    if word.endswith(("noon", "day")):
        return Clock(start, end, time(12), "")
    if word.endswith("midnight"):
        return Clock(start, end, time(0), "", is_next_day=True)
    return Clock(start, end, None, "", is_next_day=word.endswith("in the morning"), needs_cue=True)


def _zone(word: str | None) -> str:
    return ZONES.get(" ".join((word or "").split()), "")


def _hour(word: str) -> int:
    return _WORDS.get(word) or int(word)


def _half_day(hour: int, minute: int, half: str) -> time | None:
    if not 0 < hour <= 12:
        return time(hour, minute) if hour < 24 and half.startswith("p") else None
    return time(hour % 12 + (12 if half.startswith("p") else 0), minute)


def _by_office_hours(hour: int) -> int:
    """Without am or pm, 7 to 11 is the morning and 1 to 6 the afternoon."""
    return hour if _FIRST_OF_THE_MORNING <= hour <= 12 else hour + 12
