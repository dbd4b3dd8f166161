"""Planning by hand, moving, cancelling, saying that it took place; each seen by her own clients' members alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from alongside.channels.calendar.events import Event
from alongside.channels.calendar.parse import parse
from alongside.clients.actions import add_client
from alongside.clients.joining import join
from alongside.clients.models import Assignment
from alongside.diary import actions
from alongside.diary.errors import DiaryError, NotThere
from alongside.diary.models import Appointment
from alongside.diary.queries import (
    appointment_for,
    between_for,
    history_for,
    last_way_for,
    next_for,
    parts_touched_for,
    unaccounted_for,
)
from alongside.diary.rules import Facts
from alongside.diary.telling import write_to_client
from tests.making import MONDAY, assistant, owner
from tests.outbox.desk import sending_mailbox

FACTS = Facts(
    MONDAY,
    MONDAY + timedelta(minutes=30),
    "Europe/London",
    title="Plans",
    people=(("Tom", "tom@harlow.example"),),
)
ZOOM = "https://us02web.zoom.us/j/86412345678"
DAY = timedelta(days=1)


@pytest.fixture
def harlow(db):
    return add_client("Harlow")


def planned(client, **changes) -> Appointment:
    return actions.plan(owner(), client, replace(FACTS, **changes), now=MONDAY - DAY)


def test_planned_call_stands_with_all_its_facts(harlow):
    row = planned(harlow)
    found = appointment_for(owner(), row.pk)
    assert actions.facts_of(found.row) == FACTS
    assert (found.row.state, found.row.kind, found.client.name, found.who) == (
        "planned",
        "call",
        "Harlow",
        ("Tom",),
    )


def test_pasted_zoom_link_makes_it_a_zoom_meeting(harlow):
    row = planned(harlow, way="link", join_url=f" {ZOOM} ")
    assert (row.way, row.kind, row.join_url) == ("zoom", "meeting", ZOOM)


def test_link_that_is_none_is_refused(harlow):
    with pytest.raises(DiaryError, match="https://"):
        planned(harlow, join_url="javascript:alert(1)")
    assert not Appointment.objects.exists()


def test_moving_keeps_its_length_and_the_day_before_in_its_history(harlow):
    row = planned(harlow)
    actions.move(owner(), row.pk, starts_at=MONDAY + DAY, now=MONDAY)
    row.refresh_from_db()
    assert (row.starts_at, row.ends_at - row.starts_at) == (MONDAY + DAY, timedelta(minutes=30))
    assert (row.times_moved, row.sequence) == (1, 1)
    assert [one.word for one in history_for(owner(), row.pk)] == ["moved", "planned"]


def test_cancelled_twice_is_cancelled_once_and_can_be_undone(harlow):
    row = planned(harlow)
    for _ in range(2):
        actions.cancel(owner(), row.pk, by="theirs", now=MONDAY)
    row.refresh_from_db()
    assert (row.state, row.cancelled_by, row.said.count()) == ("cancelled", "theirs", 2)
    actions.undo(owner(), row.pk, now=MONDAY)
    row.refresh_from_db()
    assert (row.state, row.cancelled_by) == ("planned", "")


def test_undoing_what_was_only_just_planned_leaves_nothing(harlow):
    row = planned(harlow)
    actions.undo(owner(), row.pk, now=MONDAY)
    assert not Appointment.objects.exists()


def test_what_took_place_knows_the_entry_that_it_became(harlow):
    row = planned(harlow)
    actions.held(owner(), row.pk, now=MONDAY, entry_key=b"k" * 16)
    row.refresh_from_db()
    assert (row.state, bytes(row.held_as)) == ("held", b"k" * 16)


def test_stranger_neither_sees_nor_changes_it(harlow):
    row, ann = planned(harlow), assistant()
    assert appointment_for(ann, row.pk) is None
    assert between_for(ann, since=MONDAY - DAY, until=MONDAY + DAY) == []
    assert (next_for(ann, harlow.pk, now=MONDAY), history_for(ann, row.pk)) == (None, [])
    assert parts_touched_for(ann, str(row.pk)) == set()
    with pytest.raises(NotThere):
        actions.cancel(ann, row.pk, by="ours", now=MONDAY)
    with pytest.raises(NotThere):
        actions.plan(ann, harlow, FACTS, now=MONDAY)


def test_colleague_sees_it_at_the_client_and_not_among_her_own(harlow):
    row, ann = planned(harlow), assistant()
    Assignment.objects.create(member=ann, client=harlow)
    assert between_for(ann, since=MONDAY - DAY, until=MONDAY + DAY) == []
    assert [
        one.id for one in between_for(ann, since=MONDAY - DAY, until=MONDAY + DAY, client_id=harlow.pk)
    ] == [row.pk]
    assert parts_touched_for(ann, str(row.pk)) == {"diary", f"client:{harlow.pk}"}


def test_only_what_is_over_and_not_accounted_for_is_asked_about(harlow):
    over, to_come = planned(harlow), planned(harlow, starts_at=MONDAY + DAY, ends_at=MONDAY + DAY)
    accounted = planned(harlow)
    actions.not_held(owner(), accounted.pk, now=MONDAY)
    now = MONDAY + timedelta(hours=1)
    assert [one.id for one in unaccounted_for(owner(), now=now)] == [over.pk]
    assert next_for(owner(), harlow.pk, now=now).id == to_come.pk
    assert unaccounted_for(owner(), now=MONDAY + timedelta(days=30)) == []


def test_last_way_is_the_default_for_the_next_time(harlow):
    assert last_way_for(owner(), harlow.pk) == ("mobile", "")
    planned(harlow, way="link", join_url=ZOOM)
    assert last_way_for(owner(), harlow.pk) == ("zoom", ZOOM)


def test_appointment_follows_its_client_when_two_become_one(harlow):
    row, other = planned(harlow), add_client("Harlow & Sons")
    join(other, harlow, by=owner())
    assert appointment_for(owner(), row.pk).client.name == "Harlow & Sons"
    assert next_for(owner(), other.pk, now=MONDAY - DAY).id == row.pk


def calendar_file(draft) -> Event:
    (event,) = parse(bytes(draft.files.get().content))
    return event


def test_each_letter_of_a_date_counts_higher_than_the_one_before(harlow):
    sending_mailbox()
    row = planned(harlow)

    def written() -> tuple[str, int]:
        draft = write_to_client(owner(), appointment_for(owner(), row.pk), now=MONDAY - DAY)
        event = calendar_file(draft)
        return event.method, event.sequence

    found = [written()]
    actions.cancel(owner(), row.pk, by="ours", now=MONDAY - DAY)
    found.append(written())
    actions.reopen(owner(), row.pk, now=MONDAY - DAY)
    found.append(written())
    actions.move(owner(), row.pk, starts_at=MONDAY + DAY, now=MONDAY - DAY)
    found.append(written())
    actions.undo(owner(), row.pk, now=MONDAY - DAY)
    found.append(written())
    assert found == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2), ("REQUEST", 3), ("REQUEST", 4)]


def test_letter_begun_before_a_change_is_not_the_letter_of_what_holds_now(harlow):
    row = planned(harlow)
    before = write_to_client(owner(), appointment_for(owner(), row.pk), now=MONDAY - DAY)
    facts = replace(
        actions.facts_of(row), ends_at=row.ends_at + timedelta(minutes=30), place="+44 20 7946 0018"
    )
    actions.change(owner(), row.pk, facts, now=MONDAY - DAY)
    again = [write_to_client(owner(), appointment_for(owner(), row.pk), now=MONDAY - DAY) for _ in range(2)]
    assert again[0] == again[1] != before
    assert "+44 20 7946 0018" in again[0].text
    event = calendar_file(again[0])
    assert event.ends - event.starts == timedelta(minutes=60)
