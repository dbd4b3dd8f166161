"""Text in, the same text as the index sees it out: without case, accents and punctuation.

Index, query and snippet all fold by this one module, so that they agree whatever the database. ASCII text is
left as it is (case is lowered by whoever cuts it into words); scripts written without spaces are spread into
overlapping pairs of letters, so that any part of a run can be found.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Thai to Khmer, kana without the middle dot, Han, Hangul: written without spaces, or with endings stuck on.
DENSE = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u3005\u3007\u3041-\u30fa"
    "\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
LAST_LETTER = "\U0010ffff"
# What stands between words of a folded text. A set of what is no letter: for one that goes beyond ASCII Python fills
# a table of 65,536, which takes milliseconds for every pattern.
GAP = r"[\x00-/:-@\[-`{-\x7f]"
LETTER = r"[^\x00-/:-@\[-`{-\x7f]"

_WORD = re.compile(f"{LETTER}+")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_DENSE_RUN = re.compile(f"[{DENSE}]+")
# Marks that a reader leaves out when typing: accents, Hebrew points, Arabic vowels and the stretcher.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+")
_UNSEEN = re.compile("[\xad\u200b-\u200d\u2060]+")
_MARKS = "".join(
    chr(code)
    for block in (range(0x300, 0x3100), range(0xA000, 0xAC00))
    for code in block
    if unicodedata.category(chr(code))[0] == "M"
)
# One by one: places in the text stay where they were, and a snippet needs no way back.
_NOT_LETTERS = re.compile(rf"[^\w{_MARKS}]|[\x00-\x7f]")
# Letters with a stroke, which Unicode does not take apart.
_STROKES = re.compile("[øłđħŧæœðþı]")
_PLAIN = dict(zip("øłđħŧæœðþı", ["o", "l", "d", "h", "t", "ae", "oe", "d", "th", "i"], strict=True))
_LONGEST_KEPT = 4


def fold(text: str) -> str:
    """`text` for the index; its length may differ. Words are runs of `LETTER`, case still to be lowered."""
    return text if text.isascii() else _FOREIGN.sub(_spread_run, text)


def words_of(folded: str) -> list[str]:
    """The words of a folded text, as SQLite's `ascii` tokenizer cuts them."""
    return _WORD.findall(folded.lower())


def wanted_words(text: str) -> list[str]:
    """The words to look for: those of the index, but for the lone last letter of a run without spaces."""
    words = words_of(fold(text))
    if len(words) > 1 and len(words[-2]) == 2 and words[-2][1] == words[-1] and is_dense(words[-1]):
        words.pop()
    return words


def is_dense(word: str) -> bool:
    """Whether the word is of a script without spaces."""
    return not word.isascii() and _DENSE_RUN.fullmatch(word) is not None


def fold_run(run: str) -> str:
    """A run of characters beyond ASCII, folded but not spread."""
    return _fold_kept(run) if len(run) <= _LONGEST_KEPT else _fold_anew(run)


def _fold_anew(run: str) -> str:
    bare = _NOT_LETTERS.sub(" ", _UNSEEN.sub("", run))
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", bare))
    bare = unicodedata.normalize("NFKC", bare.casefold().lower())
    bare = _STROKES.sub(lambda match: _PLAIN[match[0]], bare)
    return bare if bare.isalnum() else re.sub(rf"[^\w{_MARKS}]|_", " ", bare)


_fold_kept = lru_cache(maxsize=8192)(_fold_anew)


def _spread_run(match: re.Match[str]) -> str:
    run = match[0]
    return _spread_kept(run) if len(run) <= _LONGEST_KEPT else _spread_anew(run)


def _spread_anew(run: str) -> str:
    return _DENSE_RUN.sub(_pairs, fold_run(run))


def _pairs(match: re.Match[str]) -> str:
    run = match[0]
    return " " + " ".join(run[at : at + 2] for at in range(len(run))) + " "


_spread_kept = lru_cache(maxsize=8192)(_spread_anew)
