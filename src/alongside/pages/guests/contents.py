"""A link that opens in; what its page shows out. One entry for each kind that is a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, field

from alongside.agreements.queries import agreement_of, clocks_of
from alongside.calls.shared import RECAP
from alongside.clients.models import Client
from alongside.handover.needs import Item
from alongside.pages.agreements.showing import agreement_shown
from alongside.pages.guests import besides, monthly
from alongside.pages.guests.needs import items_of
from alongside.pages.reviews import shared as reviews
from alongside.pages.support.shared import SUPPORT, support_shown
from alongside.reviews.shared import AGENDA, REVIEW_RECAP
from alongside.sharing.kinds import Kind, register
from alongside.sharing.models import Share
from alongside.sharing.queries import home_of
from alongside.sharing.recaps import recap_shown
from alongside.visits.shared import VISIT_RECAP

# The address that all of them share.
ROUTE = "shared"
AGREEMENT = "agreement"
CLIENTS_PAGE = "client"
MONTHLY_REPORT = "monthly-report"


class Content(Struct, frozen=True):
    """`template` is the fragment between heading and replies."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)
    questions: tuple[Item, ...] = ()


def agreement(share: Share, now: datetime) -> Content:
    client = Client.objects.get(pk=home_of(share))
    clock = clocks_of([client.pk], now=now)[client.pk]
    return Content("agreements/_agreed.html", agreement_shown(agreement_of(client), clock))


def clients_page(share: Share, now: datetime) -> Content:
    """What is needed of the client, answered in place; what is in hand, as far as she lets it be seen."""
    items = [one for one in items_of(share, now=now) if one.is_shown]
    values = {
        "needed": [one for one in items if one.is_needed],
        "in_hand": [one for one in items if not one.is_needed],
        "next_call": besides.next_of(share, now=now) if besides.is_chosen(share, besides.NEXT) else None,
        "hours_left": monthly.left_shown(share) if besides.is_chosen(share, besides.HOURS) else None,
        "recaps": besides.recaps_of(share) if besides.is_chosen(share, besides.RECAPS) else [],
    }
    questions = tuple(one for one in items if one.is_needed and one.answered_at is None)
    return Content("guests/_client.html", values, questions)


def agenda(share: Share, now: datetime) -> Content:
    """What is to be talked about, written by both sides."""
    return Content(reviews.TEMPLATE, reviews.values_of(share))


def monthly_report(share: Share, now: datetime) -> Content:
    return Content("hours/_report.html", monthly.report_shown(share))


def recap(share: Share, now: datetime) -> Content:
    return Content("shares/_recap.html", {"words": recap_shown(share)})


_CONTENTS: dict[str, Callable[[Share, datetime], Content]] = {
    AGREEMENT: agreement,
    CLIENTS_PAGE: clients_page,
    SUPPORT: lambda share, now: Content("support/_shared.html", support_shown(share)),
    AGENDA: agenda,
    MONTHLY_REPORT: monthly_report,
    RECAP: recap,
    VISIT_RECAP: recap,
    REVIEW_RECAP: recap,
}


def content_of(share: Share, *, now: datetime) -> Content:
    return _CONTENTS[share.kind](share, now)


# Name, what her list calls it, days that a link lives, what the guest reads above it, whether there is one at a time.
_KINDS: tuple[tuple[str, str, int, Callable[[Share], str], bool], ...] = (
    (AGREEMENT, "What was agreed", 180, lambda share: "How we work together", False),
    (CLIENTS_PAGE, "Their own page", 366, lambda share: "Where we stand", True),
    (SUPPORT, "What you do for them", 366, lambda share: "What I do for you", True),
    (MONTHLY_REPORT, "Monthly report", 180, monthly.title_of, True),
)


for name, label, days, title, is_single in _KINDS:
    register(Kind(name, label, ROUTE, timedelta(days=days), title, is_single, takes_replies=True))
