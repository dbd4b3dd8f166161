"""A Cookie header in, the member whom it signs in out; for what stands before Django."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from alongside.accounts.models import Member


def is_member(cookie_header: str) -> bool:
    return member_of(cookie_header) is not None


def member_of(cookie_header: str) -> Member | None:
    try:
        cookies = SimpleCookie(cookie_header)
    except CookieError:
        return None
    key = cookies[settings.SESSION_COOKIE_NAME].value if settings.SESSION_COOKIE_NAME in cookies else ""
    if not key or "\0" in key:
        return None
    request = HttpRequest()
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(key)
    user = get_user(request)
    return user if isinstance(user, Member) else None
