"""Who may send much, told from a Cookie header alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from alongside.accounts.sessions import is_member

pytestmark = pytest.mark.django_db


def header_of(client) -> str:
    return f"theme=dark; {settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def test_member_is_known_by_the_session(signed_in, assistant):
    assert is_member(header_of(signed_in(assistant)))


def test_cover_that_has_ended_is_not(signed_in, make_cover):
    assert not is_member(header_of(signed_in(make_cover(-timedelta(hours=1)))))


@pytest.mark.parametrize("header", ["", "session=", "session=nonsense", "=;=", "a" * 9000, "session=\x00"])
def test_anything_else_is_a_stranger(header):
    assert not is_member(header)
