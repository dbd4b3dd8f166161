"""What is ready to be told of a booked call, after she herself moved, changed or called it off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from msgspec.structs import replace

from alongside.channels.calendar.parse import parse
from alongside.clients.actions import add_client
from alongside.clients.models import Client
from alongside.diary import actions
from alongside.diary.confirming import tell_anew_of
from alongside.diary.models import Appointment, BookingNotice
from alongside.diary.queries import to_confirm_for
from alongside.outbox.letters import send
from alongside.outbox.models import Draft, Letter
from tests.diary.bookings import ADA, booked, link_to, told
from tests.making import owner
from tests.outbox.desk import sending_mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def harlow() -> Client:
    sending_mailbox()
    made = add_client("Harlow", addresses=[(ADA, "Ada Harlow")], by=owner())
    made.timezone = "America/New_York"
    made.save()
    return made


def told_anew(row: Appointment) -> BookingNotice | None:
    """As the worker does after she changed it: asked again it writes nothing."""
    from django_tasks_db.models import DBTaskResult

    asked = DBTaskResult.objects.filter(task_path="alongside.diary.jobs.confirm_anew").latest("enqueued_at")
    number, is_news = asked.args_kwargs["args"]
    assert number == row.pk
    notice = tell_anew_of(number, is_news=is_news, now=timezone.now())
    assert tell_anew_of(number, is_news=is_news, now=timezone.now()) is None
    return notice


def to_send(row: Appointment) -> list[Draft]:
    waiting = to_confirm_for(owner(), now=timezone.now())
    return list(Draft.objects.filter(pk__in=[one.draft_id for one in waiting if one.planned.id == row.pk]))


def test_ready_letter_says_the_time_that_she_moved_it_to(harlow):
    row = booked(link_to(harlow))
    told(row)
    actions.move(owner(), row.pk, starts_at=row.starts_at + timedelta(days=1), now=timezone.now())
    told_anew(row)
    row.refresh_from_db()
    (draft,) = to_send(row)
    (event,) = parse(bytes(draft.files.get().content))
    assert event.starts == row.starts_at.replace(tzinfo=None)
    assert draft.subject == "New time: Prices"
    actions.undo(owner(), row.pk, now=timezone.now())
    told_anew(row)
    (draft,) = to_send(row)
    assert draft.subject == "Prices"


def test_ready_letter_goes_when_she_calls_it_off_and_is_there_again_by_undo(harlow):
    row = booked(link_to(harlow))
    told(row)
    actions.cancel(owner(), row.pk, by="ours", now=timezone.now())
    assert told_anew(row) is None
    assert to_send(row) == []
    actions.undo(owner(), row.pk, now=timezone.now())
    told_anew(row)
    assert len(to_send(row)) == 1


def test_ready_letter_has_the_link_that_she_gave_it_since(harlow):
    row = booked(link_to(harlow))
    told(row)
    link = "https://us02web.zoom.us/j/86412345678"
    facts = replace(actions.facts_of(row), way="link", join_url=link)
    actions.change(owner(), row.pk, facts, now=timezone.now())
    told_anew(row)
    (draft,) = to_send(row)
    assert link in draft.text


@pytest.mark.parametrize("by_itself", [True, False])
def test_of_what_they_were_told_she_writes_herself(harlow, by_itself):
    row = booked(link_to(harlow, by_itself=by_itself))
    draft = told(row).draft
    if not by_itself:
        send(owner(), draft.pk, revision=draft.revision, now=timezone.now())
    actions.move(owner(), row.pk, starts_at=row.starts_at + timedelta(days=1), now=timezone.now())
    assert told_anew(row) is None
    assert to_send(row) == []
    assert Letter.objects.filter(is_to_herself=False).count() == 1
