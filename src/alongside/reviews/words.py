"""Numbers and names in, the small words of a look-back out. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from hashlib import blake2b

from alongside.lib.words import short_date
from alongside.reviews.shapes import Said, Source

LONGEST_WORDS = 300


def key_of(*parts: object) -> str:
    """The name of a line, made of what it is about and not of what it says."""
    return blake2b("\0".join(map(str, parts)).encode(), digest_size=16, person=b"review-line").hexdigest()


def entries(some: Iterable[Said]) -> tuple[Source, ...]:
    return tuple(Source("entry", one.number) for one in some)


def day(at: datetime, zone: tzinfo, today: date) -> str:
    return short_date(at.astimezone(zone).date(), today=today)


def listed(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def with_whom(some: Sequence[Said], *, most: int = 4) -> str:
    """ "Mara Quill 12, Tom Harlow 3"; with a single one the name alone, and the rest as a number."""
    counted = Counter(one.who for one in some if one.who)
    if len(counted) == 1:
        return next(iter(counted))
    named = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    words = [f"{who} {times}" for who, times in named[:most]]
    left = len(named) - most
    return ", ".join(words) + (f" and {left} more" if left > 0 else "")


def together(names: str) -> str:
    """Of "Tom, Mara, Jo" one party: "Tom, Mara and Jo", so that a list of parties can be read."""
    first, comma, last = names.rpartition(", ")
    return f"{first} and {last}" if comma else names


def plain_name(address: str) -> str:
    """Of whom only the name is known, that stands in place of an address."""
    return address.removeprefix("name:")


def one_line(text: str, *, longest: int = LONGEST_WORDS) -> str:
    words = " ".join(text.split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
