"""What is known of a mailbox and its folders in, the sentences that the page shows out. Pure: `now` is given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from alongside.channels.imap.trouble import Trouble
from alongside.intake.coverage import Coverage
from alongside.pages.base.words import count, short_date, when

Tone = Literal["", "wrong", "quiet"]
LEFT_OUT_BECAUSE = {
    "drafts": "drafts are not said to anybody yet",
    "junk": "what your provider took for junk",
}


class Line(Struct, frozen=True):
    """A sentence; what is wrong is marked, and says so in its words as well."""

    text: str
    tone: Tone = ""


class Doing(Struct, frozen=True):
    """What is known of a mailbox as a whole. `waiting`: letters that are still on their way."""

    is_agreed: bool
    trouble: Trouble | None
    next_try_at: datetime | None
    level_at: datetime | None
    is_read_now: bool
    waiting: int
    on_server: int
    has_hole: bool = False


def state_of(doing: Doing, *, now: datetime) -> Line:
    """One line for a mailbox: what is wrong and what happens next, or how far it is."""
    if not doing.is_agreed:
        return Line("Not read yet: say first who at the client agreed to it.", "wrong")
    if doing.trouble is not None and doing.trouble.stops:
        return Line(f"Stopped. {doing.trouble.sentence} {doing.trouble.next_step}", "wrong")
    if doing.trouble is not None:
        return Line(
            f"{doing.trouble.sentence} {_next(doing.next_try_at, now)} {doing.trouble.next_step}", "wrong"
        )
    if not doing.is_read_now:
        return Line("Nothing reads this mailbox just now. It is read while Alongside runs.", "wrong")
    if doing.waiting:
        here = doing.on_server - doing.waiting
        return Line(
            f"Reading now: {here:,} of {count(doing.on_server, 'letter', 'letters')} seen to, newest first."
        )
    if doing.level_at is None:
        return Line("Reading now: looking at what there is.")
    if doing.has_hole:
        at = when(doing.level_at, now=now)
        return Line(
            f"Looked through at {at}; what is missing stands below. It listens for new mail.", "quiet"
        )
    return Line(f"All seen to at {when(doing.level_at, now=now)}; it listens for new mail.", "quiet")


def _next(at: datetime | None, now: datetime) -> str:
    return f"Next try {when(at, now=now)}." if at is not None and at > now else "It is tried again now."


def lines_of(part: Coverage, *, now: datetime, since_on: date | None = None) -> list[Line]:
    """Under a folder's figures: what is missing and why, what is on its way, and where else letters went."""
    lines = [*_wrong(part, now)]
    if part.is_gone:
        gone_at = part.gone_at.astimezone(now.tzinfo) if part.gone_at else None
        since = f" since {short_date(gone_at.date(), today=now.date())}" if gone_at else ""
        return [Line(f"Gone from the server{since}. What came from it stays here.", "quiet")]
    if part.waiting:
        lines.append(Line(f"{count(part.waiting, 'letter is', 'letters are')} on the way."))
    elsewhere = [
        (part.unsorted, "being filed"),
        (part.private, "personal"),
        (part.erased, "erased here"),
        (
            part.too_old,
            f"left out: before {short_date(since_on, today=now.date())}" if since_on else "left out: too old",
        ),
        (part.not_hers, "left out: conversations without you"),
        (part.drafts, "left out: drafts"),
    ]
    lines += [Line(f"{number:,} {words}.", "quiet") for number, words in elsewhere if number]
    if part.kept_on_server:
        are = count(part.kept_on_server, "letter is", "letters are")
        lines.append(Line(f"{are} too large to take in; at the server only.", "quiet"))
    return lines


def _wrong(part: Coverage, now: datetime) -> list[Line]:
    lines = []
    if part.is_wanted and part.trouble:
        lines.append(
            Line(
                f"Missing: this folder. {part.trouble.rstrip('.')}. It is tried again within five minutes.",
                "wrong",
            )
        )
    hole = part.hole
    if part.is_wanted and hole is not None:
        lines.append(
            Line(f"{_missing(hole.count)} {_why(hole.count, hole.cuts)} {_next(hole.retry_at, now)}", "wrong")
        )
    return lines


def _missing(number: int) -> str:
    return f"Missing: {count(number, 'letter', 'letters')}."


def _why(number: int, cuts: int) -> str:
    if cuts == number:
        return "The line broke each time one of them was fetched."
    if not cuts:
        return (
            "The server lists them and answers without them."
            if number > 1
            else "The server lists it and answers without it."
        )
    return f"The line broke over {cuts:,} of them; the others the server lists and answers without."


def left_out_because(part: Coverage) -> str:
    return LEFT_OUT_BECAUSE.get(part.role, "as you said")
