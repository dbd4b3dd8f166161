"""Hours agreed with a client, and how its statements round: kept, changed from a month on, taken back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from alongside.accounts.models import Member
from alongside.clients.queries import client_for
from alongside.hours.account import terms_of
from alongside.hours.errors import HoursError, NotThere
from alongside.hours.models import Carry, Retainer, Statement
from alongside.hours.months import first_of
from alongside.hours.queries import aspects_for
from alongside.hours.retainers import Terms, terms_in
from alongside.hours.rules import STEPS
from alongside.hours.splitting import Split, split_of
from alongside.outbox.sight import with_joined

# Of a month: more than anybody works, so that a slip of the keyboard is noticed.
MOST_MINUTES = 400 * 60
MOST_MONTHS = 24


def agree(member: Member, client_id: int, *, from_on: date, minutes: int, carry: str, limit: int) -> Retainer:
    """From this month on, until other terms begin; for a month that has terms of its own, these take their place."""
    if client_for(member, client_id) is None:
        raise NotThere("There is no such client.")
    if not 0 <= minutes <= MOST_MINUTES:
        raise HoursError("Say how many hours a month, up to 400; none where it ends.")
    if carry not in Carry.values:
        raise HoursError("Choose what becomes of hours that are left.")
    most = MOST_MONTHS if carry == Carry.MONTHS else MOST_MINUTES
    if carry != Carry.NONE and not 1 <= limit <= most:
        raise HoursError(
            "Say for how many months, 1 to 24."
            if carry == Carry.MONTHS
            else "Say how many hours are carried on at most."
        )
    with transaction.atomic():
        _take_over(client_id)
        kept, _ = Retainer.objects.update_or_create(
            client_id=client_id,
            from_on=first_of(from_on),
            defaults={
                "minutes": minutes,
                "carry": carry,
                "limit": limit if carry != Carry.NONE else 0,
                "made_by": member,
            },
        )
    return kept


def _take_over(client_id: int) -> None:
    """What held because a client that was joined to this one had it, holds on for the months before."""
    if Retainer.objects.filter(client_id=client_id).exists():
        return
    for one in Retainer.objects.filter(client_id__in=with_joined(client_id)).order_by("from_on", "id"):
        Retainer.objects.get_or_create(
            client_id=client_id,
            from_on=one.from_on,
            defaults={
                "minutes": one.minutes,
                "carry": one.carry,
                "limit": one.limit,
                "made_by_id": one.made_by_id,
            },
        )


def retainers_of(client_id: int) -> list[Retainer]:
    """The newest first. The caller has checked sight."""
    return list(Retainer.objects.filter(client_id=client_id).order_by("-from_on"))


def drop(member: Member, client_id: int, number: int) -> Retainer:
    """As if it had never been agreed. Raises NotThere."""
    found = Retainer.objects.filter(pk=number, client_id=client_id).first()
    if found is None or client_for(member, client_id) is None:
        raise NotThere("There are no such terms.")
    Retainer.objects.filter(pk=number).delete()
    return found


def split_for(member: Member, client_id: int, *, today: date) -> Split | None:
    """What is agreed for this month, and what of it is given to each part; None where there is nothing to compare."""
    parts = aspects_for(member, client_id, today=today)
    terms = terms_in(terms_of(client_id), first_of(today)) if parts else None
    return split_of(terms.minutes if terms else None, [(one.name, one.minutes_a_month) for one in parts])


def agree_on_parts(member: Member, client_id: int, *, today: date) -> tuple[Retainer, Terms | None]:
    """From this month on as much is agreed as the parts are given; what becomes of hours that are left stays as it is.

    With the terms that this month had of its own, which these take the place of. Raises HoursError.
    """
    split = split_for(member, client_id, today=today)
    if split is None:
        raise HoursError("No part is given any hours now. Nothing was changed.")
    month = first_of(today)
    before = terms_in(terms_of(client_id), month)
    own = next((one for one in retainers_of(client_id) if one.from_on == month), None)
    carry, limit = (before.carry, before.limit) if before is not None else (Carry.NONE.value, 0)
    kept = agree(member, client_id, from_on=month, minutes=split.given, carry=carry, limit=limit)
    return kept, before if own is not None else None


def state(member: Member, client_id: int, *, step: int, way: str, per: str) -> None:
    """How this client's statements round, those of past months included."""
    if client_for(member, client_id) is None:
        raise NotThere("There is no such client.")
    if step not in STEPS or way not in Statement.Way.values or per not in Statement.Per.values:
        raise HoursError("Choose one of the given ways to round.")
    Statement.objects.update_or_create(client_id=client_id, defaults={"step": step, "way": way, "per": per})
