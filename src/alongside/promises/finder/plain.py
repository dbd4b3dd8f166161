"""A text in, the same text in plain small letters out, each letter at its old place, so that spans hold in both."""

from __future__ import annotations

import re

# One letter for one letter: curly marks, odd spaces and line ends.
_PLAIN = {ord(odd): plain for odds, plain in (("’‘ʼ`´", "'"), ("“”„", '"')) for odd in odds} | {
    ord(odd): " "
    for odd in "\t\r\f\v\x0b\x1c\x1d\x1e\x85\xa0\u2002\u2003\u2009\u200a\u2028\u2029\u202f\u3000"
}
_UPPER = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_SMALL = _PLAIN | _UPPER
_ODD = re.compile(r"[^\x20-\x7e\n]|`")


def plain(text: str) -> str:
    """Marks and spaces made alike; line ends stay."""
    return text.translate(_PLAIN) if _ODD.search(text) else text


def small(text: str) -> str:
    """Lower case where that keeps the length: `İ` alone becomes two letters elsewhere."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_UPPER)
