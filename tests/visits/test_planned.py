"""A visit that was prepared for an invitation, when its letter turns out to be another client's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.clients.actions import add_client
from alongside.diary.models import Appointment
from alongside.intake import filing
from alongside.processes.follow_ups import DIARY
from alongside.timeline.changes import follow
from alongside.timeline.models import Interaction
from alongside.visits.actions import prepare
from tests.diary.calendar import TOM, calendar, event, mail
from tests.making import MONDAY, arrive_raw, mailbox, owner


@pytest.mark.django_db
def test_invitation_that_was_another_clients_takes_its_visit_along():
    harlow = add_client("Harlow", addresses=[(TOM, "Tom Harlow")], by=owner())
    arrive_raw(mailbox(), mail(calendar(event("LOCATION:14 Mill Lane, Leeds")), sent=MONDAY, name="asked"))
    follow(DIARY)
    visit = prepare(owner(), Appointment.objects.get().pk, now=MONDAY - timedelta(days=1))
    penrose, entries = add_client("Penrose", by=owner()), [Interaction.objects.get().pk]
    filing.file_under(owner(), entries, penrose)
    filing.unfile(owner(), entries, harlow)
    follow(DIARY)
    visit.refresh_from_db()
    assert visit.client == penrose
