"""A stretch of a text in, the spans of its sentences out: lines first, since mail is wrapped; then full stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_LINE = re.compile(r"[^\n]*+\n?")
_BULLET = re.compile(
    r"[ \t]*(?:[-*•·–o+][ \t]+|\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)][ \t]+)(?=\S)", re.IGNORECASE
)
# A full stop, and what may follow a sentence: white space, and something that can begin the next one.
_STOP = re.compile(r"(?:(?<![.!?…])[.!?…]++|;(?=\s++[A-Z]))[\"')\]]*(?=\s+[\"'(\[]*[^\s.!?,;:)\]\-])")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st jr sr inc ltd co corp no nos vs etc e.g i.e eg ie approx dept ext fig tel ref re attn gen gov"
    " sen rep hon rev jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun a.m"
    " p.m am pm u.s u.k cf al incl max min est dist".split()
)
# Of these a new sentence may follow, where it begins with a capital: "at 5 p.m. We".
_MAY_END = frozenset("a.m p.m am pm etc inc ltd co corp no me".split())
_MOST_OF_A_WORD = 12
_MOST_LETTERS = 2_000
_NARROWEST = 45


def sentences(text: str, start: int, end: int, *, is_wrapped: bool = True) -> Iterator[Span]:
    """Spans without the white space around them, in order. Of a giant without full stops, its pieces.

    `is_wrapped`: a line may be the rest of the one above it, as in mail; notes by hand are not.
    """
    for block in _blocks(text, start, end) if is_wrapped else _lines(text, start, end):
        yield from _split(text, *block)


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    return (match.span() for match in _LINE.finditer(text, start, end) if match[0])


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Runs of lines that belong together: one paragraph, one point of a list, one line of an address."""
    begin, last, width = start, "", 0
    for match in _LINE.finditer(text, start, end):
        line = match[0].strip()
        if match.start() > begin and (not line or not _goes_on(last, line, width)):
            yield begin, match.start()
            begin, width = match.start(), 0
        width = max(width, len(match[0].rstrip()))
        last = line
    if begin < end:
        yield begin, end


def _goes_on(last: str, line: str, width: int) -> bool:
    """Whether `line` is the rest of what was wrapped above it."""
    if not last or _BULLET.match(line):
        return False
    first = line[0]
    if first.islower() or first in "$£€(&%":
        return last[-1] != ":" or first.islower()
    if last[-1] in ".!?:" and width < _NARROWEST:
        return False
    return width >= _NARROWEST and len(last) + 1 + len(line.split(maxsplit=1)[0]) > width - 8


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for stop in _STOP.finditer(text, start, end):
        if _ends(text, begin, stop):
            yield from _trimmed(text, begin, stop.end())
            begin = stop.end()
    yield from _trimmed(text, begin, end)


def _ends(text: str, begin: int, stop: re.Match[str]) -> bool:
    if text[begin : stop.start()].strip("( \t").isdigit():
        return False
    after = text[stop.end() : stop.end() + 40].lstrip("\"'([ \t\r\n\xa0")[:1]
    if text[stop.start()] != ".":
        return True
    if after.islower() and stop.end() - stop.start() == 1:
        return False
    if stop.end() - stop.start() > 1 and after.islower():
        return False
    word = _word_before(text, begin, stop.start())
    if not (word in _ABBREVIATIONS or word[-1:].isdigit() or (len(word) == 1 and word.isalpha())):
        return True
    return after.isupper() and (word[-1:].isdigit() or word in _MAY_END)


def _word_before(text: str, begin: int, end: int) -> str:
    words = text[max(begin, end - _MOST_OF_A_WORD) : end].rsplit(None, 1)
    return words[-1].lstrip("(\"'").lower() if words else ""


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _MOST_LETTERS:
        yield start, start + _MOST_LETTERS
        start += _MOST_LETTERS
    if start < end:
        yield start, end
