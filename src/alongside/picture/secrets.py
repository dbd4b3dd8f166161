"""A text in; where in it a password, a key or a card number seems to stand out. Pure, and none of it is kept.

A guess on purpose: it may miss a password that looks like a word, and it refuses what a person can say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

ABOUT_PASSWORDS = (
    "This looks like a password or a key. None is kept here: put it into a password manager, "
    "and say here who has it."
)
ABOUT_CARDS = (
    "This looks like the number of a card. None is kept here: leave it with whoever pays, "
    "and say here who that is."
)

# "Password: oak-tree", "PIN 4711", "pw = x": a name for a secret, then the secret.
_NAMED = re.compile(
    r"\b(?:pass(?:word|code|phrase|wort)|passwd|pwd?|kennwort|mot de passe|contraseña|pin(?: code| number)?|"
    r"cvv|cvc|secret(?: key| answer)?|api[ _-]?key|access[ _-]?token|recovery (?:code|key|phrase))s?"
    r"\s*(?:is|are|ist|=|:|-|–)\s*(?P<secret>\S{3,})",
    re.IGNORECASE,
)
_PIN = re.compile(r"\b(?:pin|cvv|cvc)\s+(?P<secret>\d{3,8})\b", re.IGNORECASE)
# Who keeps it, where it lies: what is to be said in place of a password.
_NO_SECRET = re.compile(
    r"(?:in|with|at|on|from|by|via|kept|ask|asks|held|stored|shared|the|my|our|your|his|her|their|not|no|none|"
    r"never|changed?|changes|reset|known?|needed|required|only|manager|see|1password|bitwarden|lastpass|keepass\w*|dashlane)"
    r"[.,;:!?)]*$",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:sk|pk|rk)_(?:live|test)_\w{8,}|\bgh[pousr]_\w{20,}|\bAKIA[0-9A-Z]{16}\b|"
    r"\bxox[abprs]-[\w-]{10,}|\beyJ[\w-]{10,}\.[\w-]{10,}"
)
_WORD = re.compile(r"\S+")
_CARD = re.compile(r"(?<![\d+])(?:\d[ -]?){12,18}\d(?!\d)")
_SYMBOLS = frozenset("!#$%^&*?~=+<>|@")
_SHORTEST, _LONGEST = 8, 80
# As far as a sentence goes.
_NEAR = 300
# Four times the longest text that is kept.
LONGEST_SHOWN = 8_000


class Secret(NamedTuple):
    """Where it stands in the text, and what to say."""

    start: int
    end: int
    words: str


def find_secret(text: str) -> Secret | None:
    """The first that is found; None where nothing seems to be one."""
    return next(_secrets(text), None)


def _secrets(text: str) -> Iterator[Secret]:
    """All of them, kind by kind; some may be the same place twice."""
    for pattern in (_NAMED, _PIN):
        for found in pattern.finditer(text):
            if not _NO_SECRET.match(found["secret"]) and not _is_somebody(text, found.end("secret")):
                yield Secret(found.start("secret"), found.end("secret"), ABOUT_PASSWORDS)
    for key in _KEY.finditer(text):
        yield Secret(key.start(), key.end(), ABOUT_PASSWORDS)
    for word in _WORD.finditer(text):
        if _is_made_up(word[0].strip(".,;:()[]\"'“”‘’")):
            yield Secret(word.start(), word.end(), ABOUT_PASSWORDS)
    for digits in _CARD.finditer(text):
        if _is_card("".join(one for one in digits[0] if one.isdigit())):
            yield Secret(digits.start(), digits.end(), ABOUT_CARDS)


def without_secret(text: str) -> str:
    """The same text with dots where something secret stood, for showing it once more to whoever typed it.

    Anybody with a link types it, so no more of it is looked at than is shown. What is blotted out may let something
    before it look secret that did not: "Password: Mara PIN 4711 has it".
    """
    text = text[:LONGEST_SHOWN]
    while found := sorted(_secrets(text)):
        parts, at = [], 0
        for one in found:
            if one.end > at:
                parts += [text[at : max(at, one.start)], "…" if one.start >= at else ""]
                at = one.end
        text = "".join([*parts, text[at:]])
    return text


def _is_somebody(text: str, end: int) -> bool:
    """ "Password: Mara has it" says who, not what."""
    words = text[end : end + _NEAR]
    return re.match(r"(?:,?\s+\w+)*?\s+(?:has|have|knows?|keeps?|holds?)\b", words) is not None


def _is_made_up(word: str) -> bool:
    """No address, no name, no date: letters of both sizes, digits and signs in one word, as passwords are made."""
    if (
        not _SHORTEST <= len(word) <= _LONGEST
        or "://" in word
        or "/" in word
        or word.lower().startswith("www.")
    ):
        return False
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", word, re.IGNORECASE) or word.startswith(("@", "#", "+")):
        return False
    kinds = [
        any(one.islower() for one in word),
        any(one.isupper() for one in word),
        any(one.isdigit() for one in word),
    ]
    has_sign = any(one in _SYMBOLS for one in word)
    if has_sign and kinds[2] and (kinds[0] or kinds[1]):
        return True
    return all(kinds) and _changes(word) >= 4


def _changes(word: str) -> int:
    """How often letters and digits take turns: "Office365" once, "x7Kp2mQ9" six times."""
    runs = [one.isdigit() for one in word if one.isalnum()]
    return sum(one != other for one, other in pairwise(runs))


def _is_card(digits: str) -> bool:
    """As cards are numbered (ISO/IEC 7812): 13 to 19 digits, the first of them 2 to 6, the last a check of the rest."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456" or len(set(digits)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
