"""What allauth asks about this practice: nobody signs up, and cover that has ended stays out."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.accounts.rules import may_sign_in


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Members are invited by an owner."""
        return False

    def pre_login(self, request: HttpRequest, user: Member, **rest: Any) -> HttpResponse | None:
        """Every way in passes here, password or passkey. allauth itself asks for `is_active` only."""
        if not may_sign_in(is_active=user.is_active, cover_ends_at=user.cover_ends_at, now=timezone.now()):
            response: HttpResponse = self.respond_user_inactive(request, user)
            return response
        answer: HttpResponse | None = super().pre_login(request, user, **rest)
        return answer
