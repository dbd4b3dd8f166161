"""A call that was prepared for an appointment, when the appointment is another by then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from alongside.accounts.models import Member
from alongside.calls import actions as calls
from alongside.calls.actions import How, begin, set_how, start, start_planned
from alongside.calls.errors import NotesClosed
from alongside.calls.keeping import Outcome, keep
from alongside.calls.models import Call
from alongside.calls.queries import find_call
from alongside.clients.actions import add_client
from alongside.diary import actions
from alongside.diary.models import Appointment
from alongside.diary.rules import Facts
from alongside.intake import filing
from alongside.processes.follow_ups import DIARY
from alongside.timeline.changes import follow
from alongside.timeline.models import Filing, Interaction
from tests.diary.calendar import TOM, calendar, event, mail
from tests.making import MONDAY, arrive_raw, mailbox, owner

ZOOM, OTHER = (f"https://us02web.zoom.us/j/{number}" for number in (86412345678, 86487654321))
NOW = MONDAY - timedelta(days=1)


@pytest.fixture
def harlow(db):
    return add_client("Harlow", by=owner())


@pytest.fixture
def planned(harlow) -> Appointment:
    facts = Facts(MONDAY, MONDAY + timedelta(minutes=30), way="zoom", join_url=ZOOM)
    return actions.plan(owner(), harlow, facts, now=NOW)


def changed(row: Appointment, **more: object) -> None:
    row.refresh_from_db()
    actions.change(owner(), row.pk, replace(actions.facts_of(row), **more), now=NOW)


def test_call_that_was_prepared_leads_to_the_link_of_now(planned):
    call = start_planned(owner(), planned.pk, now=NOW)
    changed(planned, join_url=OTHER, people=(("Tom", "tom@harlow.example"),))
    call.refresh_from_db()
    assert (call.way, call.join_url, call.people) == ("zoom", OTHER, [["Tom", "tom@harlow.example"]])
    actions.undo(owner(), planned.pk, now=NOW)
    call.refresh_from_db()
    assert (call.join_url, call.people) == (ZOOM, [])


def test_call_by_phone_has_the_number_of_now(planned):
    call = start_planned(owner(), planned.pk, now=NOW)
    changed(planned, way="mobile", join_url="", place="+44 20 7946 0018")
    call.refresh_from_db()
    assert (call.way, call.join_url, call.number) == ("mobile", "", "+442079460018")


def test_what_she_chose_for_the_call_stays_when_something_else_changes(planned):
    call = start_planned(owner(), planned.pk, now=NOW)
    set_how(owner(), call.pk, How(way="mobile", number="+15550100"), now=NOW)
    changed(planned, title="Prices")
    call.refresh_from_db()
    assert (call.way, call.number) == ("mobile", "+15550100")


def test_call_that_has_begun_goes_on_as_it_is(planned):
    call = begin(owner(), start_planned(owner(), planned.pk, now=NOW).pk, now=NOW)
    changed(planned, join_url=OTHER)
    call.refresh_from_db()
    assert call.join_url == ZOOM


def asked(link: str, *, number: int, name: str) -> bytes:
    lines = event(f"DESCRIPTION:Join {link}", f"SEQUENCE:{number}")
    return mail(calendar(lines), sent=MONDAY + timedelta(hours=number), name=name)


def test_link_of_a_newer_invitation_is_that_of_the_call(db):
    add_client("Harlow", addresses=[(TOM, "Tom Harlow")], by=owner())
    box = mailbox()
    arrive_raw(box, asked(ZOOM, number=0, name="asked"))
    follow(DIARY)
    call = start_planned(owner(), Appointment.objects.get().pk, now=NOW)
    arrive_raw(box, asked(OTHER, number=1, name="again"))
    follow(DIARY)
    call.refresh_from_db()
    assert call.join_url == OTHER


def test_invitation_that_was_another_clients_takes_its_call_along(db):
    harlow = add_client("Harlow", addresses=[(TOM, "Tom Harlow")], by=owner())
    arrive_raw(mailbox(), asked(ZOOM, number=0, name="asked"))
    follow(DIARY)
    call = start_planned(owner(), Appointment.objects.get().pk, now=NOW)
    penrose, entries = add_client("Penrose", by=owner()), [Interaction.objects.get().pk]
    filing.file_under(owner(), entries, penrose)
    filing.unfile(owner(), entries, harlow)
    follow(DIARY)
    call.refresh_from_db()
    assert call.client == penrose
    kept = keep(owner(), call.pk, Outcome("held", 20), now=MONDAY + timedelta(days=60))
    assert [one.client for one in Filing.objects.filter(interaction=kept.entry)] == [penrose]


def test_call_that_was_kept_in_another_window_is_not_begun_again(harlow, monkeypatch):
    call = start(owner(), harlow, How(way="mobile"), now=NOW)

    def kept_meanwhile(member: Member, number: int) -> Call:
        found = find_call(member, number)
        keep(owner(), call.pk, Outcome("held", 5), now=NOW)
        return found

    monkeypatch.setattr(calls, "_open_call", kept_meanwhile)
    with pytest.raises(NotesClosed):
        begin(owner(), call.pk, now=NOW)
    assert not call.spans.exists()
