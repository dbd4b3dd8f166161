"""Times, lengths, numbers and addresses in; the words a page shows for them out. Pure: `now` is given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

import phonenumbers
from markupsafe import Markup, escape

from alongside.pages.base.parts import Marked

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
WORKING_DAY = timedelta(hours=8)
# Only these two schemes become links; a bare "www." stays text, since nobody wrote where it leads.
WEB_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`\\^{|}\u200b-\u200f\u202a-\u202e\u2060-\u2069]{1,2000}")


def short_month(on: date) -> str:
    return MONTHS[on.month - 1][:3]


def clock(at: datetime) -> str:
    return f"{at.hour:02}:{at.minute:02}"


def when(at: datetime, *, now: datetime) -> str:
    """The shortest form that cannot be misread, in the reader's zone: "14:20", "Tue 14:20", "3 Mar 2024"."""
    days = abs((at.date() - now.date()).days)
    if days == 0:
        return clock(at)
    if days < 7:
        return f"{DAYS[at.weekday()][:3]} {clock(at)}"
    return short_date(at.date(), today=now.date())


def short_date(on: date, *, today: date) -> str:
    words = f"{on.day} {short_month(on)}"
    return words if on.year == today.year else f"{words} {on.year}"


def day(on: date, *, today: date) -> str:
    """A day as a heading: "Tuesday 3 March", with the year when it is another one."""
    words = f"{DAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"
    return words if on.year == today.year else f"{words} {on.year}"


def in_full(at: datetime) -> str:
    """For the title of a time: "Tuesday 3 March 2026, 14:20 GMT"."""
    zone = at.tzname() or ""
    # Zones without letters of their own are named by their offset: "-03" reads better as "UTC-03".
    zone = f"UTC{zone}" if zone[:1] in {"+", "-"} else zone
    return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at.year}, {clock(at)} {zone}".rstrip()


def duration(length: timedelta) -> str:
    """ "45 min", "1 h 20", "2 h"; anything begun is at least a minute."""
    minutes = max(1, round(length.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


def minutes(value: int) -> str:
    """As `duration`, of whole minutes."""
    return duration(timedelta(minutes=value))


def waited(length: timedelta) -> str:
    """Working time that somebody has waited: "20 min", "5 h", "2 days" of eight hours; "new" before any passed."""
    if not length:
        return "new"
    if length < timedelta(hours=1):
        return f"{max(1, int(length.total_seconds() // 60))} min"
    if length < WORKING_DAY:
        return f"{int(length.total_seconds() // 3600)} h"
    return count(int(length / WORKING_DAY), "day", "days")


_KINDS = {"call": "Call", "meeting": "Meeting", "visit": "Visit", "chat": "Message", "note": "Note"}


def spoken(kind: str, others: str = "", length: timedelta | None = None) -> str:
    """What stands where a mail has its subject: "Call with Tom Harlow, 20 min"; "" for a mail."""
    if kind not in _KINDS:
        return ""
    words = f"{_KINDS[kind]} with {others}" if others and kind != "note" else _KINDS[kind]
    return f"{words}, {duration(length)}" if length else words


def number(value: float) -> str:
    return f"{value:,}"


def count(value: int, one: str, many: str) -> str:
    """ "1 message", "1,204 messages"."""
    return f"{value:,} {one if value == 1 else many}"


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
    for one in marks:
        start, end = (_out_of_link(text, place) for place in (one.start, one.end))
        if start < position or end <= start:
            continue
        inside = _linked(text[start:end])
        pieces.append(_linked(text[position:start]))
        pieces.append(Markup('<mark class="said {}" id="{}">{}</mark>').format(one.kind, one.id, inside))
        position = end
    pieces.append(_linked(text[position:]))
    return Markup("").join(pieces)


def _out_of_link(text: str, place: int) -> int:
    around = WEB_ADDRESS.finditer(text) if "://" in text else ()
    return next((found.end() for found in around if found.start() < place < found.end()), place)


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


def due(on: date | None, at: datetime | None, *, now: datetime) -> str:
    """When something is due, in the reader's zone: "today 16:00", "tomorrow", "Fri 6 Mar", "3 Mar 2024", "no day"."""
    day_on = at.astimezone(now.tzinfo).date() if at is not None else on
    if day_on is None:
        return "no day"
    days = (day_on - now.date()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    words = near or (
        f"{DAYS[day_on.weekday()][:3]} {short_date(day_on, today=now.date())}"
        if abs(days) < 14
        else short_date(day_on, today=now.date())
    )
    return f"{words} {clock(at.astimezone(now.tzinfo))}" if at is not None else words


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
