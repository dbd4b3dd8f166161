"""A client's or person's name in; the two letters and the hue of their mark out."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Literal, NamedTuple

HUES = 12
# Words that name no one: forms of business, and the little words between.
PASSED_OVER = frozenset(
    "the and of und et y de la le der die das ltd limited llp llc inc co company gmbh ag kg plc sons & + -".split()
)


class Mark(NamedTuple):
    """`letters` one or two, `hue` from 0 to 11 or "none", `label` the name it stands for."""

    letters: str
    hue: int | Literal["none"]
    label: str


# Keeps its place in a list where the line above says already whose it is.
NO_MARK = Mark("", "none", "")


@lru_cache(maxsize=4096)
def mark(name: str, *, hue: int | None = None) -> Mark:
    """The mark of a client or person; `hue` when the member chose one."""
    return Mark(letters_of(name), hue_of(name) if hue is None else hue % HUES, name)


def hue_of(name: str) -> int:
    return hashlib.sha256(name.strip().casefold().encode()).digest()[0] % HUES


def letters_of(name: str) -> str:
    """ "Harlow & Sons" -> "HA", "Ann Harlow" -> "AH", "北京" -> "北京"; "?" where nothing can be read."""
    words = ["".join(letter for letter in word if letter.isalnum()) for word in name.split()]
    telling = [word for word in words if word and word.casefold() not in PASSED_OVER]
    words = telling or [word for word in words if word]
    if not words:
        return name.strip()[:1] or "?"
    letters = words[0][:2] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()
