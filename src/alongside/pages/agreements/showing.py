"""What was agreed with a client in, the words that a page has for it out; for her own pages and for a shared one."""

from __future__ import annotations

from typing import Any

from alongside.agreements.holidays import places
from alongside.agreements.models import Agreement
from alongside.agreements.queries import own_hours
from alongside.agreements.rules import Clock
from alongside.pages.base.words import DAYS


def days_in_words(days: frozenset[int]) -> str:
    """ "Monday to Friday", "Monday, Wednesday"."""
    ordered = sorted(days)
    if len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"{DAYS[ordered[0]]} to {DAYS[ordered[-1]]}"
    return ", ".join(DAYS[day] for day in ordered)


def agreement_shown(agreed: Agreement, clock: Clock) -> dict[str, Any]:
    """What holds now, whichever of it was agreed and whichever is this desk's own."""
    names = dict(places())
    codes = dict.fromkeys(code for code in (agreed.holidays, own_hours().holidays) if code)
    return {
        "agreed": agreed,
        "client": agreed.client,
        "from_": f"{clock.hours[0]:%H:%M}",
        "to": f"{clock.hours[1]:%H:%M}",
        "days": days_in_words(clock.days),
        "zone": str(clock.zone).replace("_", " "),
        "holidays": " and of ".join(names.get(code, code) for code in codes),
    }
