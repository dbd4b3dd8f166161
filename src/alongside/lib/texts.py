"""Text as somebody sent it in, as every database can hold it out. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# As many digits as 63 bits take in any case.
_MOST_DIGITS = 18
# LRO and RLO: a name with one would have the sentence that it stands in read backwards.
_TURNING = {0x202D: None, 0x202E: None}
# What steers a terminal, and may stand in no calendar file (RFC 5545 §3.1); those that part words are blanks.
_UNSEEN = _TURNING | {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace()}


def storable(text: str) -> str:
    """PostgreSQL takes neither NUL nor half a letter; a line ends as it does here."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode()


def row_number(text: str) -> int | None:
    """The number by which somebody names a row; None for what is none, or beyond what a database holds."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def row_numbers(texts: Iterable[str]) -> list[int]:
    """Those that are numbers, in their order."""
    return [number for text in texts if (number := row_number(text)) is not None]


def one_line(text: str) -> str:
    """With one blank between its words, and none around them; nothing in it turns the words beside it around, or steers
    whatever shows it."""
    return " ".join(storable(text).translate(_UNSEEN).split())


@lru_cache(maxsize=20_000)
def place_of(name: str) -> tuple[str, str]:
    """Where a name is looked for in a list: capitals and accents play no part in it."""
    bare = (sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return "".join(bare).casefold(), name


def naming_any(values: Iterable[str]) -> re.Pattern[str]:
    """Finds one of these names or addresses, as words of their own; `name:` before it is of an address book."""
    words = {" ".join(one.removeprefix("name:").split()) for one in values}
    # Nothing to look for is found nowhere.
    some = "|".join(re.escape(one) for one in sorted(words - {""}, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{some})(?!\w)", re.IGNORECASE)
