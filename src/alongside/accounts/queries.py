"""Members and their ways to sign in, read."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from alongside.accounts.models import Member, Practice, Role, SignInLink
from alongside.accounts.rules import token_hash
from alongside.prepared import prepared


@prepared
def _practice() -> Any:
    return Practice.objects.order_by("id")[:1]


def practice() -> Practice:
    """The one row; unsaved defaults before the first start has written it."""
    return next(iter(_practice()), None) or Practice()


@prepared
def _member(number: Any) -> Any:
    return Member.objects.filter(pk=number)


def member_at(number: int) -> Member | None:
    """Whoever it is; whether she may be here is not asked."""
    return next(iter(_member(number)), None)


def zone_of(member: Member) -> ZoneInfo:
    """The clock she lives by: her own, else the practice's."""
    try:
        return ZoneInfo(member.timezone or practice().timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def today_here() -> date:
    """By this desk's own clock. What somebody sees ends with a day of it, whatever clock she has set for herself."""
    return timezone.localdate(timezone=zone_of(Member()))


def members_for(member: Member) -> QuerySet[Member]:
    """An owner sees everybody, the others themselves."""
    everybody = Member.objects.order_by("name", "email")
    return everybody if member.is_owner else everybody.filter(pk=member.pk)


def members_who_can_return() -> QuerySet[Member]:
    """Members with a password or a passkey: who does not need a link to come in."""
    passkey = Authenticator.objects.filter(user_id=OuterRef("pk"), type=Authenticator.Type.WEBAUTHN)
    has_password = ~Q(email="") & ~Q(password="") & ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return Member.objects.filter(has_password | Exists(passkey), is_active=True)


@prepared
def _who_can_return(number: Any) -> Any:
    return members_who_can_return().filter(pk=number).values_list("pk")


def can_return(member: Member) -> bool:
    return bool(_who_can_return(member.pk))


def owner() -> Member | None:
    """The owner who has been here longest."""
    return Member.objects.filter(role=Role.OWNER, is_active=True).order_by("id").first()


def usable_links(token: str) -> QuerySet[SignInLink]:
    """The link with this token, if it would sign its member in now; it is not spent by looking."""
    now = timezone.now()
    is_here = Q(member__cover_ends_at=None) | Q(member__cover_ends_at__gt=now)
    return SignInLink.objects.filter(
        is_here, member__is_active=True, token_hash=token_hash(token), used_at=None, expires_at__gt=now
    )


def usable_link(token: str) -> SignInLink | None:
    return usable_links(token).select_related("member").first()
