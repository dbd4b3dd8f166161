"""Times, lengths, numbers and addresses in; the words a page shows for them out. Pure: `now` is given."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from markupsafe import Markup, escape

from alongside.lib.words import (
    DAYS,
    MONTHS,
    clock,
    count,
    day,
    due,
    duration,
    short_date,
    short_month,
    waited,
    when,
)
from alongside.pages.base.parts import Marked

__all__ = [
    "DAYS",
    "MONTHS",
    "clock",
    "count",
    "day",
    "due",
    "duration",
    "in_full",
    "linked",
    "minutes",
    "number",
    "phone",
    "short_date",
    "short_month",
    "size",
    "spoken",
    "trim_address",
    "waited",
    "when",
]

# Only these two schemes become links; a bare "www." stays text, since nobody wrote where it leads.
WEB_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`\\^{|}\u200b-\u200f\u202a-\u202e\u2060-\u2069]{1,2000}")


def in_full(at: datetime) -> str:
    """For the title of a time: "Tuesday 3 March 2026, 14:20 GMT"."""
    zone = at.tzname() or ""
    # Zones without letters of their own are named by their offset: "-03" reads better as "UTC-03".
    zone = f"UTC{zone}" if zone[:1] in {"+", "-"} else zone
    return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at.year}, {clock(at)} {zone}".rstrip()


def minutes(value: int) -> str:
    """As `duration`, of whole minutes."""
    return duration(timedelta(minutes=value))


_KINDS = {"call": "Call", "meeting": "Meeting", "visit": "Visit", "chat": "Message", "note": "Note"}


def spoken(kind: str, others: str = "", length: timedelta | None = None) -> str:
    """What stands where a mail has its subject: "Call with Tom Harlow, 20 min"; "" for a mail."""
    if kind not in _KINDS:
        return ""
    words = f"{_KINDS[kind]} with {others}" if others and kind != "note" else _KINDS[kind]
    return f"{words}, {duration(length)}" if length else words


def number(value: float) -> str:
    return f"{value:,}"


def size(size_bytes: int) -> str:
    if size_bytes < 1_000:
        return count(size_bytes, "byte", "bytes")
    if size_bytes < 999_500:
        return f"{round(size_bytes / 1_000)} KB"
    if size_bytes < 999_500_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{size_bytes / 1_000_000_000:.1f} GB"


@lru_cache(maxsize=4096)
def phone(e164: str, *, region: str) -> str:
    """A number as people of `region` write it; unreadable ones stay as they are."""
    # Loaded here: most pages show no number.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(e164, region)
    except phonenumbers.NumberParseException:
        return e164
    is_near = phonenumbers.region_code_for_number(parsed) == region
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if is_near else form.INTERNATIONAL)


def linked(text: str, marks: Sequence[Marked] = ()) -> Markup:
    """Plain text as safe markup in which web addresses are links that show exactly where they lead.

    `marks`: stretches to mark, in order; where one begins or ends within an address it goes on to its end.
    """
    if not marks:
        return _linked(text)
    pieces: list[Markup] = []
    position = 0
    # Looked for once: a letter of many addresses and many marks would take a millisecond for each.
    addresses = [found.span() for found in WEB_ADDRESS.finditer(text)] if "://" in text else []
    for one in marks:
        start, end = (_out_of_link(addresses, place) for place in (one.start, one.end))
        if start < position or end <= start:
            continue
        inside = _linked(text[start:end])
        pieces.append(_linked(text[position:start]))
        pieces.append(Markup('<mark class="said {}" id="{}">{}</mark>').format(one.kind, one.id, inside))
        position = end
    pieces.append(_linked(text[position:]))
    return Markup("").join(pieces)


def _out_of_link(addresses: Sequence[tuple[int, int]], place: int) -> int:
    """`addresses`: where each begins and ends, in order."""
    before = bisect_left(addresses, (place, 0)) - 1
    return addresses[before][1] if before >= 0 and place < addresses[before][1] else place


def _linked(text: str) -> Markup:
    if "://" not in text:
        return escape(text)
    pieces: list[Markup] = []
    end = 0
    for found in WEB_ADDRESS.finditer(text):
        address = trim_address(found.group())
        pieces.append(escape(text[end : found.start()]))
        pieces.append(
            Markup('<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>').format(address)
        )
        end = found.start() + len(address)
    pieces.append(escape(text[end:]))
    return Markup("").join(pieces)


def trim_address(address: str) -> str:
    """Without the punctuation of the sentence around it; a closing bracket stays when it was opened inside."""
    unopened = {
        ")": address.count(")") - address.count("("),
        "]": address.count("]") - address.count("["),
    }
    end = len(address)
    while end and (address[end - 1] in ".,;:!?…*_~" or unopened.get(address[end - 1], 0) > 0):
        end -= 1
        if address[end] in unopened:
            unopened[address[end]] -= 1
    return address[:end]
