"""A text and a query in, a short piece of the text with the found words marked out; plain, bounded, in order."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple
from unicodedata import combining

from alongside.search.folding import GAP, LETTER, fold_run, is_dense
from alongside.search.rules import Query, Term

_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_SPACES = re.compile(r"\s+")
_GAP = re.compile(f"{GAP}+")
_REST = re.compile(f"{LETTER}*")
MOST_LETTERS = 20_000  # of a text are looked through; a caller need not read more
_FIRST_LETTERS = 2_000  # are mostly enough
_FEW_RUNS = 40  # are put in their places one after the other, at the speed of a search
_MOST_PLACES = 16  # of a term are looked at
_LEAD = 0.3  # of the width stands before the first mark


class Piece(NamedTuple):
    """A stretch of text; `is_match`: it was looked for."""

    text: str
    is_match: bool


class _WayBack:
    """From folded text to the original: stretches of both texts that begin together.

    A stretch is either of one length in both, or was folded to another and is taken whole.
    """

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.places: list[int] = []
        self.is_whole: list[bool] = []
        self.length = self.place = 0

    def add(self, letters: int, folded_letters: int) -> None:
        is_whole = letters != folded_letters
        if is_whole or not self.starts or self.is_whole[-1]:
            self.starts.append(self.length)
            self.places.append(self.place)
            self.is_whole.append(is_whole)
        self.length += folded_letters
        self.place += letters

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where `folded[first:last]` stands in the original."""
        start = bisect_right(self.starts, first) - 1
        end = bisect_left(self.starts, last) - 1
        begin = self.places[start] + (0 if self.is_whole[start] else first - self.starts[start])
        if not self.is_whole[end]:
            return begin, self.places[end] + last - self.starts[end]
        return begin, self.places[end + 1] if end + 1 < len(self.places) else self.place


def mark(text: str, query: Query, *, width: int) -> list[Piece]:
    """About `width` letters of `text` around the words of `query`; its beginning when it holds none of them.

    A text no longer than `width` is given whole. Spaces are run together.
    """
    text = text[:MOST_LETTERS]
    spans = _spans_near_the_beginning(text, query.terms) or _spans(text, query.terms)
    start, end = _window(text, spans, width)
    pieces: list[Piece] = []
    at = start
    for first, last in spans:
        if first < at or last > end:
            continue
        pieces += [Piece(text[at:first], False), Piece(text[first:last], True)]
        at = last
    pieces.append(Piece(text[at:end], False))
    return _tidy(pieces, is_cut_before=start > 0, is_cut_after=end < len(text))


def _spans_near_the_beginning(text: str, terms: tuple[Term, ...]) -> list[tuple[int, int]]:
    """Where the first part of a long text holds all terms, and there is no need to look further; else nothing."""
    end = text.rfind(" ", 0, _FIRST_LETTERS) if len(text) > _FIRST_LETTERS else 0
    if end <= 0:
        return []
    start = text[:end]
    whole, moving = _fold(start)
    places = [_places(whole, term) for term in terms]
    return _in_order(start, places, moving) if all(places) else []


def _spans(text: str, terms: tuple[Term, ...]) -> list[tuple[int, int]]:
    """Where the terms stand in `text`, in order, without overlaps."""
    whole, moving = _fold(text)
    return _in_order(text, [_places(whole, term) for term in terms], moving)


def _in_order(
    text: str, places: list[list[tuple[int, int]]], moving: list[re.Match[str]]
) -> list[tuple[int, int]]:
    found = sorted(chain(*places), key=lambda place: (place[0], -place[1]))
    last_place = max((last for _, last in found), default=0)
    way_back = _way_back(text, moving, until=last_place) if moving and found else None
    spans: list[tuple[int, int]] = []
    for first, last in found:
        begin, end = way_back.span(first, last) if way_back else (first, last)
        while end < len(text) and combining(text[end]):
            end += 1
        if not spans or begin >= spans[-1][1]:
            spans.append((begin, end))
    return spans


def _fold(text: str) -> tuple[str, list[re.Match[str]]]:
    """Folded and in lower case, with the runs whose length that changed: behind them places are others."""
    if text.isascii():
        return text.lower(), []
    # A text has few different runs, most of them many times.
    folded = {run: fold_run(run) for run in set(_FOREIGN.findall(text))}
    moving = {run for run, plain in folded.items() if len(run) != len(plain)}
    if moving or len(folded) > _FEW_RUNS or not all(map(str.isascii, folded.values())):
        matches = [match for match in _FOREIGN.finditer(text) if match[0] in moving] if moving else []
        return _FOREIGN.sub(lambda match: folded[match[0]], text).lower(), matches
    # The longest first, so that no run is taken for a part of another.
    for run in sorted(folded, key=len, reverse=True):
        text = text.replace(run, folded[run])
    return text.lower(), []


def _way_back(text: str, moving: list[re.Match[str]], *, until: int) -> _WayBack:
    way = _WayBack()
    for match in moving:
        if way.length >= until:
            break
        before = match.start() - way.place
        way.add(before, before)
        for original, part in _folded_parts(match[0]):
            way.add(len(original), len(part))
    way.add(len(text) - way.place, len(text) - way.place)
    return way


def _folded_parts(run: str) -> list[tuple[str, str]]:
    """The run with its folding: whole when both are of one length, else letter by letter where that is the same."""
    folded = fold_run(run)
    if len(folded) != len(run):
        letters = [(letter, fold_run(letter)) for letter in run]
        if "".join(part for _, part in letters) == folded:
            return letters
    return [(run, folded)]


def _places(text: str, term: Term) -> list[tuple[int, int]]:
    """Where a term stands in a folded text."""
    if any(map(is_dense, term.words)):
        return _dense_places(text, term)
    if text.isascii():
        return [match.span() for match in islice(_pattern(term).finditer(text), _MOST_PLACES)]
    return list(islice(_places_beside_foreign(text, _pattern(term)), _MOST_PLACES))


def _places_beside_foreign(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = 0
    while (match := pattern.search(text, at)) is not None:
        start, end = match.span()
        is_word = _ends_words(text[start - 1 : start]) and _ends_words(text[end : end + 1])
        at = end if is_word else start + 1
        if is_word:
            yield start, end


def _ends_words(beside: str) -> bool:
    """Whether a word may stand beside this letter; the pattern has looked at those of ASCII."""
    return beside.isascii() or is_dense(beside)


@lru_cache(maxsize=256)
def _pattern(term: Term) -> re.Pattern[str]:
    """Words with gaps between, apart from letters of ASCII. The first stands before what it may not follow: so it
    is looked for quickly. Without large sets of letters, which take milliseconds to compile, for every new word."""
    first, *others = map(re.escape, term.words)
    ends = f"{LETTER}*" if term.is_prefix else "(?![0-9a-z])"
    return re.compile(f"{first}(?<![0-9a-z]{first})" + "".join(f"{GAP}+{word}" for word in others) + ends)


def _dense_places(text: str, term: Term) -> list[tuple[int, int]]:
    """Of words in scripts without spaces: the first by plain search, what follows word by word."""
    found: list[tuple[int, int]] = []
    words = _joined(term.words)
    at = text.find(words[0])
    while at >= 0 and len(found) < _MOST_PLACES:
        end = _end_of(text, at, words, is_prefix=term.is_prefix)
        if end is not None:
            found.append((at, end))
        at = text.find(words[0], at + len(words[0]))
    return found


def _joined(words: tuple[str, ...]) -> list[str]:
    """Pairs of letters put together again: what stands in the text is the run they came from."""
    joined: list[str] = []
    for word in words:
        if joined and is_dense(word) and joined[-1][-1] == word[0] and is_dense(joined[-1]):
            joined[-1] += word[1:]
        else:
            joined.append(word)
    return joined


def _end_of(text: str, at: int, words: list[str], *, is_prefix: bool) -> int | None:
    """Where the words that begin at `at` end; None when they do not stand there as whole words."""
    for number, word in enumerate(words):
        if number:
            gap = _GAP.match(text, at)
            at = gap.end() if gap else at
        if not text.startswith(word, at) or not _is_edge(text, at, word[0]):
            return None
        at += len(word)
        is_last = number == len(words) - 1
        if not (is_last and is_prefix) and not _is_edge(text, at, word[-1]):
            return None
    if is_prefix and not is_dense(words[-1]):
        rest = _REST.match(text, at)
        at = rest.end() if rest else at
    return at


def _is_edge(text: str, at: int, letter: str) -> bool:
    """Whether a word may begin or end before `text[at]`; scripts without spaces have no such edges."""
    if is_dense(letter) or at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    return not (_is_letter(before) and _is_letter(after)) or is_dense(before) != is_dense(after)


def _is_letter(character: str) -> bool:
    return character > "\x7f" or character.isalnum()


def _window(text: str, spans: list[tuple[int, int]], width: int) -> tuple[int, int]:
    """The stretch of `text` to show: the one that holds the most marks, begun and ended between words."""
    if len(text) <= width:
        return 0, len(text)
    start = _best_start(spans, width)
    if start > 0:
        space = text.find(" ", start, start + width // 4)
        start = space + 1 if 0 <= space < _first_at(spans, start) else start
    end = min(start + width, len(text))
    if end < len(text):
        space = text.rfind(" ", start + width // 2, end)
        end = space if space > 0 and not any(first < space < last for first, last in spans) else end
    return start, end


def _best_start(spans: list[tuple[int, int]], width: int) -> int:
    best, most = 0, 0
    lasts = [last for _, last in spans]
    for number, (first, _) in enumerate(spans):
        if len(spans) - number <= most:
            break
        start = max(first - int(width * _LEAD), 0)
        held = bisect_right(lasts, start + width) - number
        if held > most:
            best, most = start, held
    return best


def _first_at(spans: list[tuple[int, int]], start: int) -> int:
    return next((first for first, _ in spans if first >= start), start)


def _tidy(pieces: list[Piece], *, is_cut_before: bool, is_cut_after: bool) -> list[Piece]:
    """Spaces run together, nothing empty, and dots where the text goes on."""
    texts = [(_SPACES.sub(" ", piece.text), piece.is_match) for piece in pieces]
    if texts and is_cut_before:
        texts[0] = ("…" + texts[0][0].lstrip(), texts[0][1])
    if texts and is_cut_after:
        texts[-1] = (texts[-1][0].rstrip() + "…", texts[-1][1])
    return [Piece(text, is_match) for text, is_match in texts if text]
