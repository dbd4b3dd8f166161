"""A visit in, what its pages show of it out: the day as one line, by both clocks; people, agenda, costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, Literal

from django.http import Http404
from django.utils import timezone
from msgspec import Struct
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.accounts.queries import practice
from alongside.clients.models import Client
from alongside.clients.queries import client_for, facts_for
from alongside.diary.queries import zones_for
from alongside.pages.base.words import day, duration
from alongside.pages.base.words import minutes as minutes_words
from alongside.pages.calls.forms import ticked_and_others
from alongside.pages.diary.words import there
from alongside.pages.reviews.in_call import agenda_beside
from alongside.pages.visits.forms import way_label
from alongside.picture.queries import Somebody, picture_for
from alongside.visits.errors import NotThere
from alongside.visits.models import Cost, Leg, Receipt, Visit
from alongside.visits.queries import (
    Words,
    agenda_for,
    costs_of,
    find_visit,
    home_of,
    last_words_for,
    legs_of,
    receipts_of,
    times_of,
)
from alongside.visits.rules import Placed, Stretch, digits_of, line_of_day, sums

_MEETING = 0
MOST_PLACES = 4


def visit_or_404(member: Member, visit_id: int) -> Visit:
    try:
        return find_visit(member, visit_id)
    except NotThere as error:
        raise Http404 from error


def client_of(member: Member, visit: Visit) -> Client:
    client = client_for(member, home_of(visit))
    if client is None:
        raise Http404
    return client


class Met(Struct, frozen=True):
    """Somebody she meets: name, numbers, face, what they do there, how the name is said, the last that was said."""

    shown: str
    phones: tuple[str, ...]
    face: str
    role: str
    say: str
    last: Words | None


class DayRow(Struct, frozen=True):
    """One place on the line of the day. `begins_there`, `ends_there`: the place's clock, where it shows another time.

    `before`: what is said of the time before it, and `trouble` whether that is a warning.
    """

    leg: Leg | None
    title: str
    way: str
    on: str
    begins: datetime
    ends: datetime
    begins_there: str
    ends_there: str
    length: str
    before: str
    trouble: Literal["", "tight", "overlap"]


def there_zone(client_id: int) -> tzinfo | None:
    """The place's clock, where it is known and another than hers."""
    zone = zones_for([client_id]).get(client_id)
    hers = timezone.get_current_timezone()
    return zone if zone is not None and str(zone) != str(hers) else None


def day_rows(visit: Visit, client: Client, *, theirs: tzinfo | None) -> list[DayRow]:
    legs = {leg.pk: leg for leg in legs_of(visit)}
    stretches = [
        Stretch(leg.pk, leg.leaves_at, leg.arrives_at, is_walk=leg.way == "walk") for leg in legs.values()
    ]
    if visit.appointment is not None:
        begins, ends = times_of(visit)
        stretches.append(Stretch(_MEETING, begins, ends, is_meeting=True))
    placed = line_of_day(stretches, wanted_minutes=visit.wanted_minutes)
    rows, last_on = [], ""
    for number, one in enumerate(placed):
        before = placed[number - 1].stretch if number else None
        row = _row(one, before, legs, visit, client.name, theirs)
        rows.append(row if row.on != last_on else _same_day(row))
        last_on = row.on
    return rows


def _same_day(row: DayRow) -> DayRow:
    return replace(row, on="")


def _row(
    placed: Placed,
    before: Stretch | None,
    legs: dict[int, Leg],
    visit: Visit,
    name: str,
    theirs: tzinfo | None,
) -> DayRow:
    one, hers = placed.stretch, timezone.get_current_timezone()
    leg = legs.get(one.id)
    place = visit.appointment.place if visit.appointment is not None else ""
    return DayRow(
        leg=leg,
        title=f"{leg.from_place} to {leg.to_place}" if leg is not None else place or name,
        way=way_label(leg.way) if leg is not None else f"With {name}",
        on=day(one.begins.astimezone(hers).date(), today=timezone.localdate()),
        begins=one.begins,
        ends=one.ends,
        begins_there=there(one.begins, hers=hers, theirs=theirs),
        ends_there=there(one.ends, hers=hers, theirs=theirs),
        length=duration(one.ends - one.begins) if one.ends > one.begins else "",
        before=_between(placed, before, legs, visit.wanted_minutes),
        trouble=placed.trouble,
    )


def _between(placed: Placed, before: Stretch | None, legs: dict[int, Leg], wanted: int) -> str:
    """ "12 min between train and meeting; you wanted 20"."""
    if before is None or placed.gap is None:
        return ""
    names = [_noun(one, legs) for one in (before, placed.stretch)]
    if placed.trouble == "overlap":
        return f"The {names[1]} begins {minutes_words(-placed.gap)} before the {names[0]} ends"
    words = f"{minutes_words(placed.gap)} between {names[0]} and {names[1]}" if placed.gap else "at once"
    return f"{words}; you wanted {wanted}" if placed.trouble == "tight" else words


def _noun(one: Stretch, legs: dict[int, Leg]) -> str:
    leg = legs.get(one.id)
    if leg is None:
        return "meeting"
    return {"walk": "walk", "other": "way"}.get(leg.way, leg.way)


def people_met(member: Member, visit: Visit, people: Sequence[Somebody], *, client_id: int) -> list[Met]:
    """`people`: as they are known to everybody who works for the client."""
    by_address = {address.lower(): one for one in people for address in one.addresses}
    by_name = {one.name: one for one in people if one.name}
    known = [
        (name, address, by_address.get(address.lower()) or by_name.get(name))
        for name, address in visit.people
    ]
    reached = [
        (name or address, [*(one.addresses if one else ()), *([address] if address else [])])
        for name, address, one in known
    ]
    last = last_words_for(member, client_id, reached)
    return [
        Met(
            name or address,
            one.phones if one is not None else (),
            one.face if one is not None else "",
            one.role if one is not None else "",
            one.say if one is not None else "",
            last.get(name or address),
        )
        for name, address, one in known
    ]


def money(amount: Decimal, currency: str) -> str:
    """ "1,234.50"; with as many digits as the currency has."""
    return f"{amount:,.{digits_of(currency)}f}"


class CostRow(Struct, frozen=True):
    cost: Cost
    what: str
    words: str
    amount: str
    receipts: tuple[Receipt, ...]


def cost_rows(visit: Visit) -> tuple[list[CostRow], list[tuple[str, str]], list[Receipt]]:
    """Costs, sums by currency, and receipts that belong to none of them."""
    costs, receipts = costs_of(visit), receipts_of(visit)
    shown = {one.pk for one in costs}
    rows = [
        CostRow(
            one,
            str(one.get_kind_display()),
            _mileage_words(one) or one.label,
            money(one.amount, one.currency),
            tuple(file for file in receipts if file.cost_id == one.pk),
        )
        for one in costs
    ]
    by_currency = sums((one.currency, one.amount) for one in costs)
    loose = [file for file in receipts if file.cost_id not in shown]
    return rows, [(currency, money(amount, currency)) for currency, amount in by_currency.items()], loose


def _mileage_words(one: Cost) -> str:
    if one.distance is None or one.rate is None:
        return ""
    words = f"{one.distance.normalize():f} at {one.rate.normalize():f}"
    return f"{one.label}, {words}" if one.label else words


def shared_values(member: Member, visit: Visit) -> dict[str, Any]:
    """What every page of a visit needs."""
    client = client_of(member, visit)
    facts = facts_for(member, client.pk)
    people = facts.people if facts is not None else ()
    # What she keeps for herself alone is not among it: it is printed, and carried into their house.
    picture = picture_for(member, client.pk, shareable=True)
    theirs = there_zone(client.pk)
    begins, ends = times_of(visit)
    ticked, others = ticked_and_others(visit.people, people)
    costs, totals, loose = cost_rows(visit)
    return {
        "visit": visit,
        "client": client,
        "people": people,
        "ticked": ticked,
        "others": others,
        "met": people_met(member, visit, picture.people if picture else (), client_id=client.pk),
        "places": picture.places[:MOST_PLACES] if picture else (),
        "place": visit.appointment.place if visit.appointment is not None else "",
        "begins": begins,
        "ends": ends,
        "on": day(timezone.localtime(begins).date(), today=timezone.localdate()),
        "begins_there": there(begins, hers=timezone.get_current_timezone(), theirs=theirs),
        "their_zone": str(theirs).rpartition("/")[2].replace("_", " ") if theirs is not None else "",
        "rows": day_rows(visit, client, theirs=theirs),
        "agenda": agenda_for(member, visit),
        **agenda_beside(member, client.pk, appointment_id=visit.appointment_id, is_by_aspect=True),
        "costs": costs,
        "totals": totals,
        "loose": loose,
        "currency": costs[-1].cost.currency if costs else currency_here(),
        "problem": "",
    }


def currency_here() -> str:
    """What a first cost is in: by the practice's country, where that is plain."""
    euro = {"IE", "DE", "AT", "FR", "ES", "IT", "NL", "BE", "PT", "FI", "GR", "LU"}
    region = practice().region
    known = {"US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "ZA": "ZAR", "IN": "INR", "CH": "CHF"}
    return "EUR" if region in euro else known.get(region, "GBP")


def time_value(at: datetime, zone: tzinfo | None = None) -> str:
    """As a field of day and time has it."""
    return at.astimezone(zone or timezone.get_current_timezone()).strftime("%Y-%m-%dT%H:%M")
