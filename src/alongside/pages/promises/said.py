"""A conversation in; what to mark in its letters, what to offer below them, and which questions are open, out."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from alongside.accounts.models import Member
from alongside.pages.base.parts import Marked
from alongside.pages.promises.shown import Offer, Row, offer_of, place_of, row_of
from alongside.promises.models import Finding
from alongside.promises.queries import Kept, findings_for, promises_in
from alongside.promises.questions import Questions, questions_of
from alongside.promises.suggesting import Suggestion, suggested
from alongside.timeline.queries.shapes import ThreadView


class Said(Struct, frozen=True):
    """Of one letter."""

    marks: tuple[Marked, ...] = ()
    offers: tuple[Offer, ...] = ()
    kept: tuple[Row, ...] = ()


class SaidIn(Struct, frozen=True):
    """Of a conversation. `asked`: letters with open questions; hers only where nothing came after them."""

    letters: dict[int, Said]
    asked: tuple[Questions, ...]


NOTHING_SAID = Said()


def said_in(
    member: Member,
    thread: ThreadView,
    *,
    now: datetime,
    back: str,
    meant: tuple[int, int, int] | None = None,
) -> SaidIn:
    """`meant`: the stretch (entry, start, end) that a link leads to, whatever was found there."""
    ids = [entry.line.id for entry in thread.entries]
    findings = findings_for(member, ids)
    kept = promises_in(member, ids)
    offered = suggested(member, findings, client_id=thread.client_id)
    letters = {
        number: Said(
            marks=_with_meant(number, _marks(number, findings, kept, offered), meant),
            offers=tuple(
                offer_of(one, now=now, back=back) for one in offered if one.finding.interaction_id == number
            ),
            kept=tuple(row_of(one, now=now, back=back) for one in kept if one.row.interaction_id == number),
        )
        for number in ids
    }
    return SaidIn(letters, tuple(one for one in questions_of(thread.entries, findings) if one.open))


def _marks(
    number: int, findings: list[Finding], kept: list[Kept], offered: list[Suggestion]
) -> tuple[Marked, ...]:
    """What is kept in mind and what is offered; a sentence once, whatever was found in it."""
    spans = {(one.row.start, one.row.end): "kept" for one in kept if one.row.interaction_id == number}
    for one in offered:
        if one.finding.interaction_id == number:
            spans.setdefault((one.finding.start, one.finding.end), "offered")
    for finding in findings:
        if finding.interaction_id == number and finding.kind == "question":
            spans.setdefault((finding.start, finding.end), "asked")
    return tuple(
        Marked(start, end, place_of(number, start), kind) for (start, end), kind in sorted(spans.items())
    )


def _with_meant(
    number: int, marks: tuple[Marked, ...], meant: tuple[int, int, int] | None
) -> tuple[Marked, ...]:
    if meant is None or meant[0] != number or meant[1] >= meant[2]:
        return marks
    _, start, end = meant
    if any(one.start == start for one in marks):
        return marks
    rest = [one for one in marks if one.end <= start or end <= one.start]
    return tuple(sorted([*rest, Marked(start, end, place_of(number, start), "meant")]))
