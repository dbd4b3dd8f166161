"""Time stands at one Friday noon, so that what is expected can be written down as it reads."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.handover.making import NOW


@pytest.fixture(autouse=True)
def _friday_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
