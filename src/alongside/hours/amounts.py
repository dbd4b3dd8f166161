"""Amounts of time as people type them in, whole minutes out; and the other way."""

from __future__ import annotations

import re

# Nobody works longer than a day on one day; on the day the clocks go back it has 25 hours.
MOST_A_DAY = 25 * 60
LONGEST_TYPED = 20

_CLOCK = re.compile(r"(\d{0,3}):([0-5]\d)")
_HOURS = re.compile(r"(\d{1,3})h(?:([0-5]?\d)m?)?")
_MINUTES = re.compile(r"(\d{1,4})m")
_DECIMAL = re.compile(r"(\d{0,3})[.,](\d{1,2})h?|(\d{1,3})")
_UNITS = (
    ("hours", "h"),
    ("hour", "h"),
    ("hrs", "h"),
    ("std", "h"),
    ("minutes", "m"),
    ("mins", "m"),
    ("min", "m"),
)


def read(text: str) -> int | None:
    """ "1:20", "1 h 20", "80m", "80 min" are 80; "1.5", "1,5" are 90; "2" is two hours; "" is 0. None: no amount."""
    words = "".join(text.lower().split())
    if not words or words in {"-", "–"}:
        return 0
    if len(words) > LONGEST_TYPED:
        return None
    for long, short in _UNITS:
        words = words.replace(long, short)
    return _read(words)


def _read(words: str) -> int | None:
    # `\d` knows the digits of every script, and so does `int`.
    if found := _CLOCK.fullmatch(words):
        return int(found[1] or 0) * 60 + int(found[2])
    if found := _HOURS.fullmatch(words):
        return int(found[1]) * 60 + int(found[2] or 0)
    if found := _MINUTES.fullmatch(words):
        return int(found[1])
    if found := _DECIMAL.fullmatch(words):
        return int(found[3]) * 60 if found[3] else _hundredths(found[1], found[2])
    return None


def _hundredths(whole: str, part: str) -> int:
    """Of hours; a third that was cut to two digits is taken as one: 1.33 is 80 minutes."""
    return int(whole or 0) * 60 + (int(part.ljust(2, "0")) * 60 + 50) // 100


def clock(minutes: int) -> str:
    """ "1:20", as it stands in a cell and may be typed again; "-0:30" for less than nothing."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}{hours}:{rest:02}"


def words(minutes: int) -> str:
    """ "1 h 20", "45 min", "0 min"."""
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    if not hours:
        return f"{sign}{rest} min"
    return f"{sign}{hours} h {rest:02}" if rest else f"{sign}{hours} h"


def decimal(minutes: int) -> str:
    """Hours for a spreadsheet: "1.33"."""
    return f"{minutes / 60:.2f}"
