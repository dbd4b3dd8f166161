"""What somebody sees ends with a day of this desk's clock, whatever clock she has set for herself."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from alongside.accounts.models import Member
from alongside.clients.actions import add_client
from alongside.clients.models import Assignment, Client

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 29)


@pytest.fixture
def harlow(owner: Member, assistant: Member) -> Client:
    """Looked after until the end of a Sunday."""
    client = add_client("Harlow", by=owner)
    Assignment.objects.create(member=assistant, client=client, until_on=LAST)
    return client


@pytest.mark.parametrize(
    ("zone", "now", "status"),
    [
        # At five on Monday morning in London it is still Sunday evening for her.
        ("Pacific/Pago_Pago", datetime(2026, 11, 30, 5, tzinfo=UTC), 404),
        # At noon on Sunday in London it is Monday for her.
        ("Pacific/Kiritimati", datetime(2026, 11, 29, 12, tzinfo=UTC), 200),
        ("", datetime(2026, 11, 29, 23, 59, tzinfo=UTC), 200),
        ("", datetime(2026, 11, 30, 0, 1, tzinfo=UTC), 404),
    ],
)
def test_last_day_ends_when_it_ends_at_the_desk(signed_in, assistant, harlow, monkeypatch, zone, now, status):
    Member.objects.filter(pk=assistant.pk).update(timezone=zone)
    monkeypatch.setattr(timezone, "now", lambda: now)
    desk = signed_in(assistant)

    assert desk.get(f"/clients/{harlow.pk}/").status_code == status
    assert ("Harlow" in desk.get("/clients/").content.decode()) == (status == 200)
