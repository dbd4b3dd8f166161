"""Lets members in: the first owner, an invitation, a link that signs in once, a password."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.accounts import queries
from alongside.accounts.errors import AddressTaken, LinkSpent, NoLongerHere, NotAllowed
from alongside.accounts.models import Member, Practice, Role, SignInLink
from alongside.accounts.rules import INVITATION_LIVES, SIGN_IN_LINK_LIVES, new_token, token_hash


def ensure_owner() -> Member:
    """The owner; made, with the practice, at the first start."""
    with transaction.atomic():
        if not Practice.objects.exists():
            Practice.objects.create()
        return queries.owner() or Member.objects.create_member("", role=Role.OWNER)


def make_sign_in_link(member: Member, *, lives: timedelta = SIGN_IN_LINK_LIVES) -> str:
    """The address of a new link; links of the member that were not used yet stop working."""
    token, now = new_token(), timezone.now()
    with transaction.atomic():
        SignInLink.objects.filter(member=member, used_at=None).delete()
        SignInLink.objects.create(
            token_hash=token_hash(token), member=member, made_at=now, expires_at=now + lives
        )
    return str(settings.BASE_URL) + reverse("sign_in_link", args=[token])


def spend_sign_in_link(token: str) -> Member:
    """The member whom the link signs in; raises LinkSpent the second time, and when it is too old."""
    if queries.usable_links(token).update(used_at=timezone.now()) != 1:
        raise LinkSpent
    return SignInLink.objects.select_related("member").get(token_hash=token_hash(token)).member


def invite(
    email: str, *, by: Member, role: str, name: str = "", cover_ends_at: datetime | None = None
) -> tuple[Member, str]:
    """The new member and the address that lets them in within a week. Inviting again makes a new address."""
    if not by.is_owner:
        raise NotAllowed("Only an owner invites.")
    if (role == Role.COVER) != (cover_ends_at is not None):
        raise NotAllowed("Cover, and only cover, has a last day.")
    member = _new_or_waiting_member(email.strip().lower(), role=role, name=name)
    Member.objects.filter(pk=member.pk).update(role=role, cover_ends_at=cover_ends_at, is_active=True)
    member.refresh_from_db()
    return member, make_sign_in_link(member, lives=INVITATION_LIVES)


def _new_or_waiting_member(email: str, *, role: str, name: str) -> Member:
    waiting = Member.objects.filter(email=email).first()
    if waiting is None:
        return Member.objects.create_member(email, role=role, name=name)
    if not waiting.is_active and waiting.last_login is not None:
        raise NoLongerHere
    if queries.can_return(waiting) or waiting.last_login is not None:
        raise AddressTaken
    return waiting


def set_up_sign_in(member: Member, *, email: str, name: str, password: str) -> None:
    """How the member comes in from now on; raises ValidationError for a weak password, AddressTaken."""
    member.email, member.name = email.strip().lower(), name.strip()
    validate_password(password, user=member)
    member.set_password(password)
    try:
        with transaction.atomic():
            member.save(update_fields=["email", "name", "password"])
    except IntegrityError as error:
        raise AddressTaken from error
