"""A link to a month of hours in, what its page shows out: only what she chose, and nothing of anybody's own notes."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from msgspec import Struct

from alongside.agreements.queries import zone_here
from alongside.hours.account import Line, Report, left_of, report_of
from alongside.hours.months import month_of
from alongside.pages.hours.costs import costs_of
from alongside.pages.hours.words import account_words, month_name, rounding_words
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of


class Choices(Struct, frozen=True):
    """`is_list`: whether entries are listed; `shown` those that are, None before she has chosen.

    `costs`: whether those that are told at all show; not on a link of before there were any.
    """

    is_list: bool
    notes: bool
    costs: bool
    shown: frozenset[int] | None

    def shows(self, entry: int) -> bool:
        return self.shown is None or entry in self.shown


def choices_of(share: Share | None) -> Choices:
    """Before she has chosen, every box of her form is ticked but that of the notes."""
    if share is None:
        return Choices(True, False, True, None)
    given: dict[str, Any] = share.choices
    is_list, notes, costs = (bool(given.get(name)) for name in ("list", "notes", "costs"))
    return Choices(is_list, notes, costs, frozenset(given.get("shown", ())))


def title_of(share: Share) -> str:
    month = month_of(share.object_id)
    return f"Hours in {month_name(month)}" if month is not None else ""


class Shown(Struct, frozen=True):
    """A line as the client reads it. `note` is "" where notes do not show."""

    line: Line
    aspect: str
    note: str


def report_shown(share: Share) -> dict[str, Any]:
    """Values of `hours/_report.html`. An entry that was noted since she chose is in the sums, and not in the list."""
    month = month_of(share.object_id)
    if month is None:
        return {}
    report = report_of(home_of(share), month, today=timezone.localdate(timezone=zone_here()))
    chosen = choices_of(share)
    listed = [one for one in report.lines if chosen.is_list and chosen.shows(one.entry.pk)]
    return {
        "report": report,
        "listed": [_shown(one, notes=chosen.notes) for one in listed],
        "rest": report.total - sum(one.minutes for one in listed) if listed else 0,
        "costs": costs_of(home_of(share), month) if chosen.costs else None,
        "account_words": account_words(report.account) if report.account else [],
        "rounding_words": rounding_words(report.rounding) if _is_rounded(report) else "",
    }


def _shown(line: Line, *, notes: bool) -> Shown:
    aspect = line.entry.aspect.name if line.entry.aspect is not None else ""
    return Shown(line, aspect, line.entry.note if notes else "")


def _is_rounded(report: Report) -> bool:
    return any(one.minutes != one.worked for one in report.lines)


def left_shown(share: Share) -> int | None:
    """Minutes left in this month, for the client's own page."""
    return left_of(home_of(share), today=timezone.localdate(timezone=zone_here()))
