"""What a form about a visit says in; a stretch of the way, a cost and what it was out. Raises VisitsError."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from uuid import uuid4

from django.http import QueryDict
from django.utils import timezone

from alongside.clients.queries import PersonFacts
from alongside.diary.errors import DiaryError
from alongside.lib.texts import row_numbers
from alongside.pages.base.parts import Option
from alongside.pages.calls.forms import people_in
from alongside.pages.diary.forms import moment
from alongside.visits.actions import LegFacts, Spent
from alongside.visits.errors import VisitsError
from alongside.visits.keeping import Outcome
from alongside.visits.models import CostKind, Way
from alongside.visits.rules import amount_in

STARS = ("1", "2", "3", "4", "5")
_WAYS = {
    "train": "Train",
    "car": "Car",
    "bus": "Bus",
    "walk": "On foot",
    "flight": "Flight",
    "other": "Another way",
}
WAY_OPTIONS = tuple(Option(way, _WAYS[way]) for way in Way.values)
COST_OPTIONS = tuple(Option(value, str(label)) for value, label in CostKind.choices)


def way_label(way: str) -> str:
    return _WAYS.get(way, "")


def leg_in(posted: QueryDict, *, theirs: tzinfo | None) -> LegFacts:
    """`theirs`: the place's clock, where it is another."""
    leaves_there = posted.get("leaves_clock") == "theirs" and theirs is not None
    arrives_there = posted.get("arrives_clock") == "theirs" and theirs is not None
    return LegFacts(
        from_place=posted.get("from", "")[:1000],
        to_place=posted.get("to", "")[:1000],
        way=posted.get("way", ""),
        leaves_at=_moment(posted.get("leaves", ""), theirs if leaves_there else None),
        arrives_at=_moment(posted.get("arrives", ""), theirs if arrives_there else None),
        leaves_there=leaves_there,
        arrives_there=arrives_there,
        reference=posted.get("reference", "")[:1000],
        note=posted.get("note", "")[:1000],
    )


def _moment(text: str, zone: tzinfo | None) -> datetime:
    try:
        # A day alone is midnight to Python, and a slip to a person.
        found = datetime.fromisoformat(text.strip()[:16].ljust(16, "?"))
    except ValueError as error:
        raise VisitsError("Say when it leaves and when it arrives, each with its day.") from error
    if found.tzinfo is not None or not 2000 <= found.year < 2100:
        raise VisitsError("Say when it leaves and when it arrives, each with its day.")
    try:
        return moment(found.date(), found.time(), zone or timezone.get_current_timezone())
    except DiaryError as error:
        raise VisitsError(str(error)) from error


def cost_typed(posted: QueryDict, *, currency: str) -> dict[str, str]:
    """What stands in the form for a cost: what was typed and refused, or nothing. `key`: another for every form."""
    names = ("what", "amount", "label", "distance", "rate", "currency")
    is_typed = "amount" in posted
    typed = {name: posted.get(name, "")[:1000] if is_typed else "" for name in names}
    return {**typed, "currency": typed["currency"] if is_typed else currency, "key": uuid4().hex}


def spent_in(posted: QueryDict) -> Spent:
    currency = posted.get("currency", "").strip().upper()[:10]
    return Spent(
        kind=posted.get("what", ""),
        currency=currency,
        amount=amount_in(posted.get("amount", "")[:40], currency),
        label=posted.get("label", "")[:1000],
        distance=amount_in(posted.get("distance", "")[:40], "GBP"),
        rate=_rate(posted.get("rate", "")),
    )


def _rate(text: str) -> Decimal | None:
    """With more digits than an amount has: 0.4525 a mile."""
    plain = text.strip().replace(",", ".")[:12]
    is_number = plain.replace(".", "", 1).isdecimal() and plain.isascii()
    return Decimal(plain) if is_number else None


def wanted_in(posted: QueryDict) -> int:
    text = posted.get("wanted", "").strip()
    if not text.isdecimal() or len(text) > 4:
        raise VisitsError("The time you want in between is a number of minutes from 0 to 600.")
    return int(text)


def outcome_in(
    posted: QueryDict,
    people: Sequence[PersonFacts],
    aspects: Sequence[int],
    before: Iterable[Sequence[str]] = (),
) -> Outcome:
    """Hours with a half are as people say them: 5, 5.5."""
    hours = posted.get("hours", "").strip().replace(",", ".")
    if hours and (not hours.isascii() or not hours.replace(".", "", 1).isdecimal() or len(hours) > 6):
        raise VisitsError("How long it took is a number of hours, as 5 or 5.5. Nothing is lost.")
    return Outcome(
        state=posted.get("outcome", ""),
        minutes=round(Decimal(hours) * 60) if hours else None,
        people=people_in(posted, people, before),
        costs=row_numbers(posted.getlist("cost")),
        ratings={one: int(stars) for one in aspects if (stars := posted.get(f"rating-{one}", "")) in STARS},
    )
