"""A visit's way, costs and notes in; the day as one line with its gaps, sums, and words for the entry out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal

from msgspec import Struct

from alongside.calls.rules import SIGNS, lines_of, written

# Of what is typed in the debrief, in the order in which the entry has it.
FIELDS = ("environment", "bigger", "improvements", "said")
TITLES: Mapping[str, str] = {
    "environment": "What it is like there",
    "bigger": "The bigger picture",
    "improvements": "What could be better",
    "said": "",
}
LONGEST_DAY = timedelta(days=31)
# Digits after the point (ISO 4217), where they are not two.
_MINOR = dict.fromkeys(
    (
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ),
    0,
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
MOST = Decimal("1000000")
Signed = Literal["", "ours", "theirs", "question", "decision", "private"]
_SIGN_OF = {kind: sign for sign, kind in SIGNS.items()}


class Stretch(Struct, frozen=True):
    """Something with a beginning and an end: a leg of the way, or the meeting itself (`is_meeting`)."""

    id: int
    begins: datetime
    ends: datetime
    is_meeting: bool = False
    is_walk: bool = False


class Placed(Struct, frozen=True):
    """A stretch on the line of the day, with the time to the one before: minutes, and what is wrong with it."""

    stretch: Stretch
    gap: int | None
    trouble: Literal["", "tight", "overlap"]


def line_of_day(stretches: Iterable[Stretch], *, wanted_minutes: int) -> list[Placed]:
    """In the order of the day. The time before a meeting and before each departure may be too short.

    From a walk one goes on at once, and after a meeting one leaves when one likes: that is tight only when it overlaps.
    """
    found: list[Placed] = []
    latest: Stretch | None = None
    for one in sorted(stretches, key=lambda one: (one.begins, one.ends, one.is_meeting)):
        gap = _minutes(one.begins - latest.ends) if latest is not None else None
        found.append(Placed(one, gap, _trouble(latest, one, gap, wanted_minutes)))
        if latest is None or one.ends > latest.ends:
            latest = one
    return found


def _trouble(
    before: Stretch | None, one: Stretch, gap: int | None, wanted: int
) -> Literal["", "tight", "overlap"]:
    if before is None or gap is None:
        return ""
    if one.begins < before.ends:
        return "overlap"
    if before.is_meeting or one.is_walk or (before.is_walk and not one.is_meeting):
        return ""
    return "tight" if gap < wanted else ""


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def wrong_with_leg(leaves_at: datetime, arrives_at: datetime, *, day: datetime | None) -> str:
    """Why this stretch of the way cannot be, in words; "" when it can. `day`: when the visit begins."""
    if arrives_at < leaves_at:
        return "It would arrive before it leaves. Look at the times, and whose clock they are by."
    if day is not None and abs(leaves_at - day) > LONGEST_DAY:
        return "This is more than a month away from the visit. Look at the day."
    return ""


def digits_of(currency: str) -> int:
    return _MINOR.get(currency, 2)


def amount_in(text: str, currency: str) -> Decimal | None:
    """ "12.50", "12,50", "1,234.50" or "1.234,50"; None for what is no amount."""
    plain = "".join(text.split()).replace("\u00a0", "")
    last = max(plain.rfind("."), plain.rfind(","))
    if last >= 0:
        whole, rest = plain[:last], plain[last + 1 :]
        is_thousands = len(rest) == 3 and digits_of(currency) != 3 and whole not in ("", "0")
        plain = _bare(whole) + ("" if is_thousands else ".") + rest
    if not plain.replace(".", "", 1).isascii() or not plain.replace(".", "", 1).isdecimal():
        return None
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return rounded(found, currency) if 0 < found < MOST else None


def _bare(whole: str) -> str:
    return whole.replace(".", "").replace(",", "")


def rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-digits_of(currency)), ROUND_HALF_UP)


def mileage(distance: Decimal, rate: Decimal, currency: str) -> Decimal:
    return rounded(distance * rate, currency)


def sums(costs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """By currency; nothing is ever added across two of them."""
    found: dict[str, Decimal] = {}
    for currency, amount in costs:
        found[currency] = rounded(found.get(currency, Decimal(0)) + amount, currency)
    return dict(sorted(found.items()))


def signed(text: str, kind: Signed) -> str:
    """A note of a card as lines of the notes. Each has the sign: no line of a private note is left bare."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    sign = _SIGN_OF.get(kind, "")
    return "\n".join(f"{sign} {line}" if sign else line for line in lines)


def words_of(notes: Mapping[str, str]) -> str:
    """All that was typed as one text, each part that says something to others under its title."""
    parts = []
    for name in FIELDS:
        text = notes.get(name, "").strip("\n")
        title = TITLES[name] if written(text).text else ""
        parts.append(f"{title}:\n{text}" if title else text)
    return "\n\n".join(part for part in parts if part.strip())


def ideas_in(improvements: str) -> list[str]:
    """Each line of what could be better that is for others too, and is no promise and no question."""
    found = (one.text.strip(" -*\u2022\t") for one in lines_of(improvements) if not one.kind)
    return [one for one in dict.fromkeys(found) if one]


def appended(text: str, more: str) -> str:
    return f"{text.rstrip()}\n{more}" if text.strip() else more


def without(text: str, lines: str) -> str:
    """Without these lines, once, where they still stand as they came; else as it is."""
    have, gone = text.split("\n"), lines.split("\n")
    for start in range(len(have) - len(gone), -1, -1):
        if have[start : start + len(gone)] == gone:
            return "\n".join(have[:start] + have[start + len(gone) :])
    return text
