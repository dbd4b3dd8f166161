"""What a member notes of her own company. All of it is hers alone."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.voices.models import By, Company, CompanyKind, Spoken, SwitchedOff

MOST_MINUTES = 24 * 60
SECOND_CLICK = timedelta(seconds=5)


class VoicesError(Exception):
    """What was typed cannot be noted; says what to change."""


def note_spoken(
    member: Member,
    *,
    name: str,
    kind: str,
    on: date,
    by: str,
    minutes: int | None,
    today: date,
) -> Spoken:
    """She spoke with somebody of her own; a new name is kept for the next time. Sent twice at once, it is one talk."""
    name = " ".join(name.split())
    if not name:
        raise VoicesError("Say with whom you spoke.")
    if len(name) > 100:
        raise VoicesError("A name has at most 100 characters.")
    if on > today:
        raise VoicesError("That day has not come yet.")
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise VoicesError("Minutes are between 1 and 1,440.")
    if by not in By.values or kind not in CompanyKind.values:
        raise VoicesError("Choose one of the given words.")
    with transaction.atomic():
        Member.objects.select_for_update().filter(pk=member.pk).first()
        company, _ = Company.objects.get_or_create(member=member, name=name, defaults={"kind": kind})
        just_now = Spoken.objects.filter(member=member, company=company, on=on, by=by, minutes=minutes)
        if (known := just_now.filter(noted_at__gt=timezone.now() - SECOND_CLICK).first()) is not None:
            return known
        return Spoken.objects.create(member=member, company=company, on=on, by=by, minutes=minutes)


def take_back(member: Member, spoken_id: int) -> None:
    """What was noted just now was not so; a name that nothing else is noted of goes with it."""
    with transaction.atomic():
        found = Spoken.objects.filter(member=member, pk=spoken_id).first()
        if found is None:
            return
        found.delete()
        Company.objects.filter(member=member, pk=found.company_id, spoken=None).delete()


def forget(member: Member, company_id: int) -> bool:
    """Somebody of her own goes, with all that was noted of them."""
    gone, _ = Company.objects.filter(member=member, pk=company_id).delete()
    return gone > 0


def switch(member: Member, *, is_on: bool) -> None:
    if is_on:
        SwitchedOff.objects.filter(member=member).delete()
    else:
        SwitchedOff.objects.get_or_create(member=member)
