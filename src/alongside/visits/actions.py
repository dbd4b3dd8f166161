"""A visit prepared: why, with whom, the way there, what it costs, what it is to be about.

Every function takes the member first and raises VisitsError with words for a person; NotThere for what is not hers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Sum
from msgspec import Struct
from msgspec.structs import asdict, replace

from alongside.accounts.models import Member
from alongside.calls.actions import cleaned_people, put_lines
from alongside.calls.models import AgendaLine
from alongside.channels.smtp.compose import file_name
from alongside.clients.models import Person
from alongside.diary.models import Way as DiaryWay
from alongside.diary.queries import appointment_for
from alongside.lib.texts import one_line
from alongside.outbox.sight import with_joined
from alongside.visits.errors import NotThere, VisitsError
from alongside.visits.models import Cost, CostKind, Leg, Reached, Receipt, Visit, Way
from alongside.visits.queries import find_visit, home_of, times_of
from alongside.visits.rules import MOST, mileage, rounded, wrong_with_leg

MOST_LEGS, MOST_COSTS, MOST_RECEIPTS = 40, 200, 60
MOST_BYTES, MOST_BYTES_IN_ALL = 10_000_000, 60_000_000
MOST_PEOPLE = 12
LONGEST_WHY, LONGEST_PLACE, LONGEST_REFERENCE, LONGEST_LABEL = 500, 200, 100, 200
LONGEST_WANTED = 600
MOST_DISTANCE, MOST_RATE = Decimal(100_000), Decimal(1_000)
PDF, PHOTOS = "application/pdf", ("image/jpeg", "image/png")


def prepare(member: Member, appointment_id: int, *, now: datetime) -> Visit:
    """The visit of an appointment: the same, whenever it is asked for."""
    planned = appointment_for(member, appointment_id)
    if planned is None or planned.row.way != DiaryWay.VISIT:
        raise NotThere
    row = planned.row
    known = Visit.objects.filter(appointment=row, member=member).first()
    if known is not None:
        return known
    people = [(name, address) for name, address in row.people] or _everybody(planned.client.id)
    try:
        with transaction.atomic():
            return Visit.objects.create(
                client_id=planned.client.id,
                member=member,
                appointment=row,
                identity=uuid4().hex,
                why=row.title[:LONGEST_WHY],
                people=cleaned_people(people),
                made_at=now,
                changed_at=now,
            )
    except IntegrityError:
        # Two windows at once: the first one made it.
        return Visit.objects.get(appointment=row, member=member)


def _everybody(client_id: int) -> list[tuple[str, str]]:
    """Where nobody was named: who is known there, as long as they are few."""
    people = Person.objects.filter(client_id=client_id, merged_into=None).exclude(name="")
    found = list(people.order_by("name", "id").prefetch_related("handles")[: MOST_PEOPLE + 1])
    if len(found) > MOST_PEOPLE:
        return []
    return [
        (one.name, next((handle.value for handle in one.handles.all() if handle.kind == "email"), ""))
        for one in found
    ]


def set_why(
    member: Member, number: int, *, why: str, wanted_minutes: int, people: Sequence[tuple[str, str]]
) -> Visit:
    visit = find_visit(member, number)
    if not 0 <= wanted_minutes <= LONGEST_WANTED:
        raise VisitsError("The time you want in between is a number of minutes from 0 to 600.")
    Visit.objects.filter(pk=visit.pk).update(
        why=one_line(why)[:LONGEST_WHY], wanted_minutes=wanted_minutes, people=cleaned_people(people)
    )
    visit.refresh_from_db()
    return visit


class LegFacts(Struct, frozen=True):
    """`leaves_there`, `arrives_there`: typed by the place's clock."""

    from_place: str
    to_place: str
    way: str
    leaves_at: datetime
    arrives_at: datetime
    leaves_there: bool = False
    arrives_there: bool = False
    reference: str = ""
    note: str = ""


def keep_leg(member: Member, number: int, facts: LegFacts, *, leg_id: int | None = None) -> Leg:
    """A stretch of the way: a new one, or another in place of `leg_id`."""
    visit = find_visit(member, number)
    from_place, to_place = (one_line(one)[:LONGEST_PLACE] for one in (facts.from_place, facts.to_place))
    if not from_place or not to_place:
        raise VisitsError("Say from where to where.")
    if facts.way not in Way.values:
        raise VisitsError("Choose how you travel.")
    wrong = wrong_with_leg(facts.leaves_at, facts.arrives_at, day=times_of(visit)[0])
    if wrong:
        raise VisitsError(wrong)
    leg = Leg(visit=visit) if leg_id is None else _leg(visit, leg_id)
    if leg_id is None and visit.legs.count() >= MOST_LEGS:
        raise VisitsError("These are more stretches than a day can have. Take one out first.")
    leg.from_place, leg.to_place, leg.way = from_place, to_place, facts.way
    leg.leaves_at, leg.arrives_at = facts.leaves_at, facts.arrives_at
    leg.leaves_there, leg.arrives_there = facts.leaves_there, facts.arrives_there
    leg.reference = one_line(facts.reference)[:LONGEST_REFERENCE]
    leg.note = one_line(facts.note)[:500]
    leg.save()
    return leg


def drop_leg(member: Member, number: int, leg_id: int) -> LegFacts:
    """Returns what `put_leg_back` takes."""
    leg = _leg(find_visit(member, number), leg_id)
    facts = LegFacts(**{name: getattr(leg, name) for name in LegFacts.__struct_fields__})
    leg.delete()
    return facts


def put_leg_back(member: Member, number: int, leg_id: int, facts: LegFacts) -> None:
    """Undoes `drop_leg`; done twice it is done once."""
    visit = find_visit(member, number)
    Leg.objects.get_or_create(pk=leg_id, defaults={"visit": visit, **asdict(facts)})


def _leg(visit: Visit, leg_id: int) -> Leg:
    leg = Leg.objects.filter(visit=visit, pk=leg_id).first()
    if leg is None:
        raise NotThere
    return leg


class Spent(Struct, frozen=True):
    """`distance` and `rate` of mileage, from which its amount follows."""

    kind: str
    currency: str
    amount: Decimal | None = None
    label: str = ""
    distance: Decimal | None = None
    rate: Decimal | None = None


def add_cost(member: Member, number: int, spent: Spent, *, now: datetime, form: str = "") -> Cost:
    """`form`: the name of a form; the same words of the same form are one cost, however often sent."""
    visit, amount = find_visit(member, number), checked_amount(spent)
    key = sha256(f"{form}\n{spent}".encode("utf-8", "replace")).hexdigest() if form else None
    spent = measured(spent)
    known = _cost_of_form(visit, key)
    if known is not None:
        return known
    if visit.costs.filter(removed_at=None).count() >= MOST_COSTS:
        raise VisitsError("These are more costs than one visit can hold. Take one out first.")
    try:
        with transaction.atomic():
            return Cost.objects.create(
                visit=visit,
                kind=spent.kind,
                label=one_line(spent.label)[:LONGEST_LABEL],
                amount=amount,
                currency=spent.currency,
                distance=spent.distance,
                rate=spent.rate,
                made_at=now,
                key=key,
            )
    except IntegrityError:
        # The second press came in the same moment.
        return Cost.objects.get(visit=visit, key=key)


def _cost_of_form(visit: Visit, key: str | None) -> Cost | None:
    """What came by this form already. Taken out since and sent once more, it is wanted after all."""
    rows = Cost.objects.filter(visit=visit, key=key) if key is not None else Cost.objects.none()
    rows.exclude(removed_at=None).update(removed_at=None)
    return rows.first()


def measured(spent: Spent) -> Spent:
    """How far and by which rate as they are kept and shown, so that the amount is what they come to."""
    if spent.kind != CostKind.MILEAGE or spent.distance is None or spent.rate is None:
        return replace(spent, distance=None, rate=None)
    return replace(
        spent,
        distance=spent.distance.quantize(Decimal("0.1"), ROUND_HALF_UP),
        rate=spent.rate.quantize(Decimal("0.0001"), ROUND_HALF_UP),
    )


def checked_amount(spent: Spent) -> Decimal:
    spent = measured(spent)
    if spent.kind not in CostKind.values:
        raise VisitsError("Choose what it was for.")
    if not (len(spent.currency) == 3 and spent.currency.isascii() and spent.currency.isupper()):
        raise VisitsError("A currency is three letters, as GBP or EUR.")
    if spent.kind == CostKind.MILEAGE:
        if not spent.distance or not spent.rate or spent.distance <= 0 or spent.rate <= 0:
            raise VisitsError("Mileage needs how far it was and the rate.")
        if spent.distance >= MOST_DISTANCE or spent.rate >= MOST_RATE:
            raise VisitsError("So far nobody travels, or so dear. Look at the distance and the rate.")
        amount = mileage(spent.distance, spent.rate, spent.currency)
    elif spent.amount is None or spent.amount <= 0:
        raise VisitsError("Say how much it was, as 12.50.")
    else:
        amount = rounded(spent.amount, spent.currency)
    if not 0 < amount < MOST:
        raise VisitsError("This amount cannot be right. Look at it once more.")
    return amount


def remove_cost(member: Member, number: int, cost_id: int, *, now: datetime) -> None:
    _set_removed(member, number, cost_id, now)


def put_cost_back(member: Member, number: int, cost_id: int) -> None:
    """Undoes `remove_cost`."""
    _set_removed(member, number, cost_id, None)


def _set_removed(member: Member, number: int, cost_id: int, at: datetime | None) -> None:
    """Put back, it counts as it did."""
    visit = find_visit(member, number)
    if Cost.objects.filter(visit=visit, pk=cost_id).update(removed_at=at) != 1:
        raise NotThere


def count_cost(member: Member, number: int, cost_id: int, *, counts: bool, now: datetime) -> None:
    """Of a visit that was kept: before, its costs are counted by keeping it. Raises VisitsError."""
    visit = find_visit(member, number)
    if visit.kept_at is None:
        raise VisitsError("Which costs count is said when you keep the visit.")
    rows = Cost.objects.filter(visit=visit, pk=cost_id, removed_at=None)
    if rows.update(confirmed_at=now if counts else None) != 1:
        raise NotThere


def add_receipt(
    member: Member,
    number: int,
    *,
    name: str,
    media_type: str,
    content: bytes,
    cost_id: int | None,
    now: datetime,
) -> Receipt:
    """`content`: a photo that was drawn anew already, or a PDF."""
    visit = find_visit(member, number)
    cost = Cost.objects.filter(visit=visit, pk=cost_id).first() if cost_id is not None else None
    if media_type not in (PDF, *PHOTOS):
        raise VisitsError("A receipt is a photo (JPEG, PNG) or a PDF.")
    held = visit.receipts.filter(removed_at=None).aggregate(size=Sum("size_bytes"))["size"] or 0
    if len(content) > MOST_BYTES or held + len(content) > MOST_BYTES_IN_ALL:
        raise VisitsError(
            "There is no room for this file: 10 MB each, 60 MB for one visit. The others are kept."
        )
    if visit.receipts.filter(removed_at=None).count() >= MOST_RECEIPTS:
        raise VisitsError("These are more receipts than one visit can hold. Take one out first.")
    digest = sha256(content).digest()
    known = visit.receipts.filter(sha256=digest, removed_at=None).defer("content").first()
    if known is not None:
        return known
    return Receipt.objects.create(
        visit=visit,
        cost=cost,
        name=file_name(name),
        media_type=media_type,
        size_bytes=len(content),
        sha256=digest,
        content=content,
        added_at=now,
    )


def remove_receipt(member: Member, number: int, receipt_id: int, *, now: datetime) -> None:
    rows = Receipt.objects.filter(visit=find_visit(member, number), pk=receipt_id)
    if rows.update(removed_at=now) != 1:
        raise NotThere


def put_receipt_back(member: Member, number: int, receipt_id: int) -> None:
    """Undoes `remove_receipt`, for as long as its bytes are there."""
    find_visit(member, number).receipts.filter(pk=receipt_id).update(removed_at=None)


def receipt_of(member: Member, number: int, receipt_id: int) -> Receipt:
    """With its bytes."""
    found = Receipt.objects.filter(visit=find_visit(member, number), pk=receipt_id, removed_at=None).first()
    if found is None:
        raise NotThere
    return found


def put_on_agenda(member: Member, number: int, text: str, *, now: datetime) -> None:
    put_lines(member, home_of(find_visit(member, number)), text.splitlines(), now=now)


def tick(member: Member, number: int, line_id: int, *, is_reached: bool, now: datetime) -> None:
    """It was reached on this visit, or not after all. Said twice it is said once."""
    visit = find_visit(member, number)
    lines = AgendaLine.objects.filter(pk=line_id, member=member, client_id__in=with_joined(home_of(visit)))
    line = lines.first()
    if line is None:
        raise NotThere
    with transaction.atomic():
        if is_reached:
            Reached.objects.get_or_create(visit=visit, line=line)
            lines.filter(reached_at=None).update(reached_at=now)
        elif Reached.objects.filter(visit=visit, line=line).delete()[0]:
            lines.filter(call=None).update(reached_at=None)
