"""What a model wrote of some lines in, the sentences out that say nothing beyond them, each with its lines. Pure.

A sentence stays only if every word of it stands in the lines that it names, or is a small word that claims nothing
(`telling_words`). Numbers are compared by what they are worth, dates as dates. What somebody said counts for nothing
outside of quotation marks, and is quoted whole or not at all: so an order or a lie within a letter cannot become a
fact. What it cannot see is who did what: "14 from them and 10 from us" may come out the other way round.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set

from msgspec import Struct

from alongside.lib.texts import one_line
from alongside.reviews.counting_words import Dates, dates_of, runs_of
from alongside.reviews.shapes import Line
from alongside.reviews.telling_words import SMALL_WORDS

MOST_SENTENCES, LONGEST = 6, 1000
_QUOTED = re.compile(r"“([^“”]*)”")
_TO_THE_LAST = re.compile(r"“.*”", re.DOTALL)
_QUOTES = frozenset('“”„‟"«»‹›‘‚‛`´')
_SAME = {"hours": "h", "hour": "h", "hrs": "h", "minutes": "min", "minute": "min", "mins": "min"}
_ENDINGS = ("ing", "ed", "es", "s", "e")
_BEFORE, _BEHIND = "([–—", ".,;:!?)]…–—"
# "3 calls, 1 h 20 in all: ..." does not say that anything holds for all of them.
_IN_ALL = re.compile(r"(?i)\s+in all(?=\s*(?:[.,;:]|$))")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


# A number, and the stem of a word of the same line; "" for none.
_Counted = frozenset[tuple[str, str]]


class Founded(Struct, frozen=True):
    """A sentence, and the keys of the lines that it stands on."""

    text: str
    keys: tuple[str, ...]


def founded(told: Iterable[tuple[str, Sequence[int]]], lines: Sequence[Line], *, title: str) -> list[Founded]:
    """`told`: each sentence with the numbers, from 1, of its lines. Each once, and no more than one paragraph holds."""
    found: dict[str, Founded] = {}
    length = 0
    for text, numbers in told:
        words = ended(one_line(text))
        named = [lines[number - 1] for number in numbers if 1 <= number <= len(lines)]
        if len(named) != len(numbers) or words in found or not stands(words, named, title=title):
            continue
        length += len(words) + 1
        if len(found) == MOST_SENTENCES or length > LONGEST:
            break
        found[words] = Founded(words, tuple(line.key for line in named))
    return list(found.values())


def still_founded(some: Iterable[Founded], lines: Sequence[Line], *, title: str) -> list[Founded]:
    """Those that stand on what is shown now."""
    by_key = {line.key: line for line in lines}
    return [
        one
        for one in some
        if by_key.keys() >= set(one.keys) and stands(one.text, [by_key[key] for key in one.keys], title=title)
    ]


def ended(text: str) -> str:
    return text if not text or text[-1] in ".!?…" or text.endswith((".”", "!”", "?”")) else f"{text}."


def stands(text: str, lines: Sequence[Line], *, title: str) -> bool:
    """Whether it says nothing that does not stand in these lines, or in what the part is called."""
    if not lines or any(unicodedata.category(letter)[0] == "C" for letter in text):
        return False
    ground = _ground(lines, title)
    rest = _plain(text)
    for quote in ground.quotes:
        rest = _cut(rest, quote)
    has_quoted = rest != _plain(text)
    if _QUOTES & set(rest):
        return False
    dates, rest = dates_of(rest)
    if not dates.within(ground.dates):
        return False
    runs, rest = runs_of(rest)
    if not all(ground.counts(*one) for one in runs):
        return False
    judged = [ground.knows(word, is_first=is_first) for word, is_first in _words(rest)]
    return None not in judged and (has_quoted or bool(dates or runs) or True in judged)


class _Ground(Struct, frozen=True):
    """What some lines say in words of ours (`lower`: their stems; `exact`: also names), and what they quote."""

    quotes: tuple[str, ...]
    dates: Dates
    counted: _Counted
    lower: frozenset[str]
    exact: frozenset[str]

    def counts(self, number: str, behind: str) -> bool:
        """20 minutes of a call are no 20 letters."""
        word = behind.casefold()
        return (number, "" if word in SMALL_WORDS else _stem(word)) in self.counted

    def knows(self, word: str, *, is_first: bool) -> bool | None:
        """True where it stands in the lines, False for a small word, None where it is neither."""
        folded = _unowned(word.casefold())
        is_capital = word[:1] != word[:1].lower()
        if (folded in self.exact and (is_capital or is_first)) or (
            (not is_capital or is_first) and _stem(folded) in self.lower
        ):
            return True
        if folded in SMALL_WORDS and (not is_capital or is_first or word == "I"):
            return False
        parts = [part for part in re.split("-", word) if part] if "-" in word else []
        if len(parts) > 1 and all(self.knows(part, is_first=is_first) is not None for part in parts):
            return True
        return None


def _ground(lines: Sequence[Line], title: str) -> _Ground:
    quotes, own = [], [title]
    for line in lines:
        quotes += [line.quote] if line.quote else []
        quotes += _QUOTED.findall(f"{line.before} {line.after}" if line.quote else line.text)
        # From the first mark to the last: whoever is quoted may have written marks, too.
        own.append(_TO_THE_LAST.sub(" ", _with_capitals(line)))
    called = {
        word.casefold() for line in lines for name in _spoken_names(line) for word in _plain(name).split()
    }
    plain = {_plain(quote).strip(" .,;:!?…") for quote in quotes}
    longest_first = sorted((one for one in plain if one), key=lambda one: (-len(one), one))
    return _Ground(tuple(longest_first), *_said(map(_plain, own), called))


def _spoken_names(line: Line) -> Iterable[str]:
    """An address says nothing else."""
    return (name for name in line.names if " " in name or "@" not in name)


def _with_capitals(line: Line) -> str:
    """A name counts only with its capitals, also where somebody writes it without."""
    text = line.text
    for name in _spoken_names(line):
        text = text.replace(name, " ".join(word[:1].upper() + word[1:] for word in name.split()))
    return text


def _said(texts: Iterable[str], called: Set[str]) -> tuple[Dates, _Counted, frozenset[str], frozenset[str]]:
    """Dates, each number with the stems of its line, stems of words, words as they are."""
    dates, counted = Dates(), set()
    lower, exact = set(), set()
    for text in texts:
        days, rest = dates_of(text)
        dates |= days
        runs, rest = runs_of(rest)
        stems, besides = set(), {""}
        for word, is_first in _words(rest):
            folded = _unowned(word.casefold())
            exact.add(folded)
            besides.add(_stem(folded))
            # A name is one only with its capital, also where it begins a line.
            if word[:1] == word[:1].lower() or (is_first and folded not in called):
                stems.add(_stem(folded))
        counted |= {(number, stem) for number, _ in runs for stem in besides}
        lower |= stems
    return dates, frozenset(counted), frozenset(lower), frozenset(exact)


def _plain(text: str) -> str:
    """As it is compared: ways to write one letter are one."""
    return _IN_ALL.sub("", one_line(unicodedata.normalize("NFKC", text)).replace("’", "'"))


def _cut(text: str, quote: str) -> str:
    """Without this quotation, where it stands whole between marks."""
    pattern = r"[“\"][\s.,;:!?…]*" + re.escape(quote) + r"([\s.,;:!?…]*)[”\"]"
    # What follows a quotation that ends a sentence begins one.
    return re.sub(
        pattern, lambda found: " . " if set(".!?") & set(found[1]) else " ", text, flags=re.IGNORECASE
    )


def _words(text: str) -> list[tuple[str, bool]]:
    """Each word, or whatever stands for one, and whether it begins a sentence."""
    found, is_first = [], True
    for token in text.split():
        word = token.strip(_BEHIND).lstrip(_BEFORE)
        if word:
            found.append((word, is_first))
        is_first = token[-1] in ".:!?" or (is_first and not word)
    return found


def _unowned(word: str) -> str:
    return word.removesuffix("'s")


def _stem(word: str) -> str:
    """As far as "promise", "promises" and "promised" are the same."""
    word = _SAME.get(word, word)
    cut = next((word[: -len(end)] for end in _ENDINGS if word.endswith(end)), word)
    return cut if len(cut) >= 3 and _WORD.fullmatch(word) else word
