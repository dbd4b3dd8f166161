"""Checks a member's password, and with every request that the member may still be here."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.accounts.queries import member_at
from alongside.accounts.rules import may_sign_in
from alongside.prepared import remembering


class MemberBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Django asks this again for each request of a session, so cover that has ended is out at once."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, Member) and may_sign_in(
            is_active=user.is_active, cover_ends_at=user.cover_ends_at, now=timezone.now()
        )

    def get_user(self, user_id: Any) -> Member | None:
        """Of a request's session. As Django does it, from a query that is built once."""
        with remembering():
            member = member_at(user_id)
        return member if self.user_can_authenticate(member) else None
