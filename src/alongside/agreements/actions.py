"""Keeps hours, agreements and absences."""

from __future__ import annotations

from datetime import date, time

from django.db import transaction
from msgspec import Struct

from alongside.accounts.models import Member
from alongside.agreements.models import Agreement, Away, OwnHours
from alongside.agreements.queries import own_hours
from alongside.clients.models import Client
from alongside.lib.texts import one_line


class Hours(Struct, frozen=True):
    """`days`: digits of weekdays. `holidays`: a code of `holidays.places`, or ""."""

    begins: time | None
    ends: time | None
    days: str
    holidays: str


def keep_own_hours(hours: Hours) -> OwnHours:
    own = own_hours()
    own.begins, own.ends = hours.begins or own.begins, hours.ends or own.ends
    own.days, own.holidays = hours.days, hours.holidays
    own.save()
    return own


def keep_agreement(
    client: Client,
    hours: Hours,
    *,
    answer_hours: int | None,
    channels: str,
    urgent: str,
    notes: str,
) -> Agreement:
    kept, _ = Agreement.objects.update_or_create(
        client=client,
        defaults={
            "begins": hours.begins,
            "ends": hours.ends,
            "days": hours.days,
            "holidays": hours.holidays,
            "answer_hours": answer_hours,
            "channels": channels,
            "urgent": urgent,
            "notes": notes,
        },
    )
    return kept


def be_away(member: Member, *, starts_on: date, ends_on: date) -> Away:
    """Pressed twice, it is one absence."""
    with transaction.atomic():
        Member.objects.select_for_update().filter(pk=member.pk).first()
        days = {"member": member, "starts_on": starts_on, "ends_on": ends_on}
        return Away.objects.filter(**days).first() or Away.objects.create(**days)


def say_who_covers(absence: Away, name: str) -> None:
    absence.cover = one_line(name)[:100]
    absence.save(update_fields=["cover"])


def be_here(absence: Away) -> None:
    absence.delete()
