"""A client and a mailbox; time stands at one Friday noon, so that what is expected can be written down as it reads."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.models import Client
from alongside.connections.models import Connection
from tests.handover.making import NOW, box_of, harlow_of


@pytest.fixture(autouse=True)
def _friday_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def harlow(owner: Member) -> Client:
    return harlow_of(owner)


@pytest.fixture
def box(owner: Member) -> Connection:
    return box_of(owner)
