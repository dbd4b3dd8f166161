"""A text in, its dates and numbers out, by what they are worth however they are written, and what is left. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from alongside.lib.words import MONTHS

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORTH = {
    **{word: worth for worth, word in enumerate(_UNITS)},
    **{word: worth * 10 for worth, word in enumerate(_TENS, start=2)},
    "once": 1,
    "twice": 2,
}
_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_ENDS = ".,;:!?)]…–—"

_MONTH = "|".join([*MONTHS, *(name[:3] for name in MONTHS), "Sept"])
_ABOUT = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>\d{{4}})\b)?"
    rf"|\b(?P<month2>{_MONTH})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year2>\d{{4}})\b)?"
    r"|\b(?P<year3>\d{4})-(?P<month3>\d\d)-(?P<day3>\d\d)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"\b(?P<month>{_MONTH})\b\.?(?:\s+(?P<year>\d{{4}})\b)?")
_NUMBER_OF = {name[:3].casefold(): number for number, name in enumerate(MONTHS, start=1)}


class Dates(Struct, frozen=True):
    """Days as (day, month, year), months as (0, month, year); the year 0 where none is said."""

    days: frozenset[tuple[int, int, int]] = frozenset()

    def __or__(self, other: Dates) -> Dates:
        return Dates(self.days | other.days)

    def __bool__(self) -> bool:
        return bool(self.days)

    def within(self, other: Dates) -> bool:
        """A month is within its days; without a year it is that of any."""
        return all(any(_is_same(one, two) for two in other.days) for one in self.days)


def _is_same(one: tuple[int, int, int], two: tuple[int, int, int]) -> bool:
    return one[0] in (0, two[0]) and one[1] == two[1] and one[2] in (0, two[2])


def dates_of(text: str) -> tuple[Dates, str]:
    found = set()

    def noted(match: re.Match[str]) -> str:
        said = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
        month = said["month"]
        number = int(month) if month.isdigit() else _NUMBER_OF[month[:3].casefold()]
        found.add((int(said.get("day", 0)), number, int(said.get("year", 0))))
        return " . " if match[0].endswith(".") else " "

    rest = _ALONE.sub(noted, _ABOUT.sub(noted, text))
    return Dates(frozenset(found)), rest


def runs_of(text: str) -> tuple[list[tuple[str, str]], str]:
    """Each number with the word behind it ("" for none). Those side by side are one: "1 200" is neither 1 nor 200."""
    found: list[tuple[str, str]] = []
    rest: list[str] = []
    run: list[str] = []
    for token in text.split():
        bare = token.lstrip("([").rstrip(_ENDS)
        behind = bare
        if numbers := _numbers(bare):
            run += numbers
            if token[-1] not in _ENDS:
                continue
            token, behind = token[-1], ""
        elif bare == "and" and run and run[-1] in _TIMES:
            run.append(bare)
            continue
        _close(run, found, rest, behind)
        rest.append(token)
    _close(run, found, rest, "")
    return found, " ".join(rest)


def _numbers(bare: str) -> list[str]:
    """The numbers that a word is made of; none where it is another one."""
    parts = bare.casefold().split("-")
    if _is_number(bare):
        return [bare]
    return parts if all(part in _WORTH or part in _TIMES for part in parts) else []


def _close(run: list[str], found: list[tuple[str, str]], rest: list[str], behind: str) -> None:
    is_and = run[-1:] == ["and"]
    if is_and:
        run.pop()
        rest.append("and")
    if run:
        found.append((_worth(run), "" if is_and else behind))
    run.clear()


def _is_number(token: str) -> bool:
    return _DIGITS.fullmatch(token) is not None


def _worth(run: Sequence[str]) -> str:
    if len(run) == 1 and _is_number(run[0]):
        return _digits(run[0])
    if any(_is_number(part) for part in run):
        return " ".join(run)
    total, part = 0, 0
    for word in run:
        if word in _TIMES:
            part = max(part, 1) * _TIMES[word]
            if _TIMES[word] >= 1_000:
                total, part = total + part, 0
        elif word != "and":
            part += _WORTH[word]
    return str(total + part)


def _digits(token: str) -> str:
    """ "1,200" and "1200" are the same, and so are "05" and "5"."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", token):
        token = token.replace(",", "")
    return str(int(token)) if token.isdecimal() else token
