"""Checks a member's password, and with every request that the member may still be here."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.accounts.rules import may_sign_in


class MemberBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Django asks this again for each request of a session, so cover that has ended is out at once."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, Member) and may_sign_in(
            is_active=user.is_active, cover_ends_at=user.cover_ends_at, now=timezone.now()
        )
