"""Whoever counts hours, and a client for which she works."""

from __future__ import annotations

import pytest

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from tests.making import owner


@pytest.fixture
def me() -> Member:
    return owner()


@pytest.fixture
def harlow(me: Member) -> Client:
    return add_client("Harlow & Sons", by=me)
