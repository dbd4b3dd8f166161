"""A whole day is the same day for everybody: on her pages, in her letters, on the page that a client far away reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser
from django.utils import timezone

from alongside.accounts.models import Practice
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.diary.actions import plan
from alongside.diary.models import Appointment
from alongside.diary.queries import appointment_for
from alongside.diary.rules import Facts, begins_by
from alongside.diary.telling import answer_invitation
from alongside.handover.sections import About, next_call
from alongside.pages.diary.words import moment_words
from alongside.processes.follow_ups import DIARY
from alongside.sharing.actions import make
from alongside.timeline.changes import follow
from tests.diary.calendar import TOM, calendar, event, mail
from tests.making import MONDAY, arrive_raw, mailbox, owner
from tests.outbox.desk import sending_mailbox

LONDON = ZoneInfo("Europe/London")
FAR = ["Pacific/Auckland", "America/New_York", "Pacific/Honolulu", "Europe/London"]
pytestmark = pytest.mark.django_db


@pytest.fixture(params=FAR)
def harlow(request) -> Client:
    Practice.objects.create(timezone="Europe/London")
    made = add_client("Harlow", addresses=[(TOM, "Tom Harlow")], by=owner())
    made.timezone = request.param
    made.save()
    return made


def planned(harlow: Client) -> Appointment:
    at = datetime(2031, 3, 10, tzinfo=LONDON)
    facts = Facts(at, at + timedelta(days=1), "Europe/London", is_all_day=True, way="visit")
    return plan(owner(), harlow, facts, now=timezone.now())


def test_day_is_the_one_it_was_planned_for_by_every_clock(harlow):
    row = planned(harlow)
    for name in FAR:
        at = begins_by(row, ZoneInfo(name))
        assert (at.day, at.hour) == (10, 0)
        assert "10 Mar" in moment_words(row, now=MONDAY, zone=ZoneInfo(name))
    row.is_all_day = False
    assert begins_by(row, ZoneInfo("America/New_York")).day == 9


def test_weekly_note_and_the_clients_page_say_that_day(harlow):
    planned(harlow)
    now = timezone.now()
    about = About(owner(), harlow, now - timedelta(days=7), now, ZoneInfo(harlow.timezone))
    assert "10 March" in next_call(about)[0].words
    made = make(owner(), kind="client", client_id=harlow.pk, now=now, choices={"sections": ["next"]})
    page = Browser().get(made.address.removeprefix("http://localhost:8000")).content.decode()
    assert "10 March" in page


def test_answer_to_an_invitation_says_that_day(harlow):
    box = mailbox()
    sending_mailbox()
    lines = ("DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260311")
    arrive_raw(box, mail(calendar(event(*lines)), sent=MONDAY))
    follow(DIARY)
    row = Appointment.objects.get()
    assert row.starts_at == datetime(2026, 3, 10, tzinfo=UTC)
    draft = answer_invitation(owner(), appointment_for(owner(), row.pk), "accepted", now=MONDAY)
    assert "Spring prices, Tuesday 10 March.\n" in draft.text
