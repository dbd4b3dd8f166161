"""What is done for a client: added once, kept when it ends, seen by whoever works for the client alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alongside.agreements.actions import be_away
from alongside.clients.actions import add_client
from alongside.clients.joining import join, part
from alongside.clients.models import Assignment, Client
from alongside.support import actions
from alongside.support.due import due_for
from alongside.support.errors import NotThere, Refused
from alongside.support.models import Aspect, CatalogueAspect, Duty, DutyDay
from alongside.support.queries import aspects_for, catalogue, duties_done_for
from alongside.support.rules import COMMON
from tests.making import assistant, owner

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
NOW = timezone.now()


@pytest.fixture
def harlow():
    return add_client("Harlow & Sons", by=owner())


def add(client, name="Inbox", *, by=None, **facts) -> Aspect:
    return actions.add_own(by or owner(), client.pk, actions.Facts(name, **facts))


def weekly(aspect, *, starts_on=TODAY, name="Report", by=None) -> Duty:
    when = actions.When("weeks", starts_on, 1, starts_on.weekday())
    return actions.add_duty(by or owner(), aspect.pk, name, when)


def due(member, today=TODAY, **more) -> list[tuple[str, str]]:
    return [(one.duty.name, one.due_on.isoformat()) for one in due_for(member, today=today, **more)]


def test_common_kinds_are_offered_before_there_is_a_catalogue_and_nothing_is_written():
    assert [one.name for one in catalogue()] == [name for name, _ in COMMON]
    assert not CatalogueAspect.objects.exists()


def test_one_press_adds_a_kind_once_and_the_catalogue_is_hers_from_then_on(harlow):
    for _ in range(2):
        actions.add_from_catalogue(owner(), harlow.pk, "Inbox", today=TODAY)
    (made,) = aspects_for(owner(), harlow.pk)
    assert (made.name, made.since_on, made.what) == ("Inbox", TODAY, dict(COMMON)["Inbox"])
    assert CatalogueAspect.objects.count() == len(COMMON)


def test_kind_that_was_renamed_leaves_clients_their_own_words(harlow):
    actions.add_from_catalogue(owner(), harlow.pk, "Inbox", today=TODAY)
    actions.keep_in_catalogue("Inbox", name="Mail", what="All of it.")
    assert [one.name for one in aspects_for(owner(), harlow.pk)] == ["Inbox"]
    assert "Mail" in [one.name for one in catalogue()]
    with pytest.raises(Refused):
        actions.add_from_catalogue(owner(), harlow.pk, "Inbox", today=TODAY)


def test_kind_that_is_taken_out_can_be_put_back_under_its_name(harlow):
    actions.offer("Travel", is_offered=False)
    assert "Travel" not in [one.name for one in catalogue() if one.is_offered]
    actions.keep_in_catalogue("", name="travel", what="Trains.")
    assert [(one.name, one.what) for one in catalogue() if one.name.lower() == "travel"] == [
        ("travel", "Trains.")
    ]


@pytest.mark.parametrize("name", ["", "   ", "\0"])
def test_aspect_without_a_name_is_refused(harlow, name):
    with pytest.raises(Refused):
        add(harlow, name)
    assert not Aspect.objects.exists()


def test_what_has_ended_stays_with_its_days_and_can_go_on(harlow):
    one = add(harlow, since_on=TODAY - timedelta(days=400))
    actions.end(owner(), one.pk, TODAY)
    with pytest.raises(Refused):
        actions.end(owner(), one.pk, TODAY - timedelta(days=401))
    assert [row.until_on for row in aspects_for(owner(), harlow.pk)] == [TODAY]
    actions.go_on(owner(), one.pk)
    assert [row.until_on for row in aspects_for(owner(), harlow.pk)] == [None]


def test_taking_an_added_aspect_back_spares_what_hangs_on_it(harlow):
    one, two = add(harlow), add(harlow, "Diary")
    weekly(two)
    actions.take_away(owner(), one.pk)
    actions.take_away(owner(), two.pk)
    assert [row.name for row in aspects_for(owner(), harlow.pk)] == ["Diary"]


def test_order_is_hers(harlow):
    for name in ("Inbox", "Diary", "Travel"):
        add(harlow, name)
    actions.move(owner(), Aspect.objects.get(name="Travel").pk, by=-1)
    actions.move(owner(), Aspect.objects.get(name="Inbox").pk, by=-1)
    assert [row.name for row in aspects_for(owner(), harlow.pk)] == ["Inbox", "Travel", "Diary"]


def test_stranger_sees_and_changes_nothing(harlow):
    one = add(harlow)
    duty = weekly(one)
    ann = assistant()
    assert aspects_for(ann, harlow.pk) == []
    assert due(ann) == []
    assert duties_done_for(ann, harlow.pk, TODAY, TODAY) == []
    facts = actions.Facts("Mine")
    for attempt in (
        lambda: actions.add_own(ann, harlow.pk, facts),
        lambda: actions.add_from_catalogue(ann, harlow.pk, "Inbox", today=TODAY),
        lambda: actions.change(ann, one.pk, facts),
        lambda: actions.end(ann, one.pk, TODAY),
        lambda: actions.see_to(ann, duty.pk, TODAY, "done", now=NOW, today=TODAY),
        lambda: actions.write_new(ann, one.pk, "T", "", now=NOW),
        lambda: actions.rate(ann, one.pk, 3, now=NOW),
        lambda: actions.add_improvement(ann, harlow.pk, actions.Idea("x"), now=NOW),
    ):
        with pytest.raises(NotThere):
            attempt()


def test_nobody_looks_after_it_who_does_not_work_for_the_client(harlow):
    ann = assistant()
    with pytest.raises(Refused):
        add(harlow, covered_by=ann.pk)
    Assignment.objects.create(member=ann, client=harlow)
    assert add(harlow, covered_by=ann.pk).covered_by_id == ann.pk


def test_duty_is_due_on_its_day_and_stays_until_it_is_ticked_or_left_out(harlow):
    duty = weekly(add(harlow), starts_on=TODAY - timedelta(days=14))
    days = [(TODAY - timedelta(days=n)).isoformat() for n in (14, 7, 0)]
    assert due(owner()) == [("Report", day) for day in days]
    actions.see_to(owner(), duty.pk, TODAY - timedelta(days=7), "left_out", now=NOW, today=TODAY)
    actions.see_to(owner(), duty.pk, TODAY, "done", now=NOW, today=TODAY)
    assert due(owner()) == [("Report", days[0])]
    actions.see_to(owner(), duty.pk, TODAY - timedelta(days=14), "done", now=NOW, today=TODAY)
    assert due(owner()) == []
    done = duties_done_for(owner(), harlow.pk, TODAY - timedelta(days=10), TODAY)
    assert [(one.due_on, one.by) for one in done] == [(TODAY, owner())]


def test_two_presses_tick_once_and_the_first_holds(harlow):
    duty = weekly(add(harlow))
    for outcome in ("done", "left_out"):
        actions.see_to(owner(), duty.pk, TODAY, outcome, now=NOW, today=TODAY)
    assert [one.outcome for one in DutyDay.objects.all()] == ["done"]


def test_tick_taken_back_is_due_again(harlow):
    duty = weekly(add(harlow))
    actions.see_to(owner(), duty.pk, TODAY, "done", now=NOW, today=TODAY)
    actions.not_yet(owner(), duty.pk, TODAY)
    assert due(owner()) == [("Report", TODAY.isoformat())]


@pytest.mark.parametrize("days", [1, 7 * 9])
def test_day_on_which_it_is_not_due_cannot_be_ticked(harlow, days):
    duty = weekly(add(harlow))
    with pytest.raises(Refused):
        actions.see_to(owner(), duty.pk, TODAY + timedelta(days=days), "done", now=NOW, today=TODAY)
    assert not DutyDay.objects.exists()


def test_nothing_is_due_of_what_has_ended_or_stopped_and_undo_brings_it_back(harlow):
    one = add(harlow)
    duty = weekly(one)
    actions.end(owner(), one.pk, TODAY - timedelta(days=1))
    assert due(owner()) == []
    actions.go_on(owner(), one.pk)
    assert len(due(owner())) == 1
    actions.stop(owner(), duty.pk)
    assert due(owner()) == []
    actions.start_again(owner(), duty.pk, None)
    assert len(due(owner())) == 1


def test_other_day_makes_nothing_of_the_past_missed(harlow):
    duty = weekly(add(harlow), starts_on=TODAY - timedelta(days=70))
    monday = actions.When("weeks", TODAY - timedelta(days=70), 1, 0)
    actions.change_duty(owner(), duty.pk, "Report", monday, today=TODAY)
    assert due(owner()) == []
    assert due(owner(), TODAY + timedelta(days=3)) == [("Report", "2026-11-30")]


def test_duty_of_a_day_off_is_told_of_on_the_working_day_before(harlow):
    sunday = date(2026, 11, 29)
    weekly(add(harlow), starts_on=sunday)
    assert due(owner(), sunday - timedelta(days=3)) == []
    assert due(owner(), sunday - timedelta(days=2)) == [("Report", "2026-11-29")]


def test_duty_of_days_away_is_told_of_before_them(harlow):
    weekly(add(harlow), starts_on=date(2026, 12, 9))
    be_away(owner(), starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 11))
    assert due(owner(), date(2026, 12, 3)) == []
    assert due(owner(), date(2026, 12, 4)) == [("Report", "2026-12-09")]


def test_colleagues_duty_stands_on_her_own_list_and_on_the_others_when_she_is_away_or_gone(harlow):
    ann = assistant()
    Assignment.objects.create(member=ann, client=harlow)
    weekly(add(harlow, covered_by=ann.pk))
    assert (due(owner()), len(due(ann))) == ([], 1)
    assert len(due(owner(), everybody=True)) == 1
    be_away(ann, starts_on=TODAY, ends_on=TODAY)
    assert len(due(owner())) == 1
    assert due(owner(), TODAY + timedelta(days=1)) == []
    Assignment.objects.filter(member=ann).delete()
    assert len(due(owner(), TODAY + timedelta(days=1))) == 1


def test_what_nobody_saw_to_for_long_is_told_as_a_number(harlow):
    weekly(add(harlow), starts_on=TODAY - timedelta(days=70))
    found = due_for(owner(), today=TODAY)
    assert (len(found), found[0].earlier, found[-1].earlier) == (5, 6, 0)


def test_joined_client_brings_its_aspects_along_and_takes_them_back(harlow):
    other = add_client("Harlow Print", by=owner())
    weekly(add(other, "Events"))
    joined = join(harlow, other, by=owner())
    assert [one.name for one in aspects_for(owner(), harlow.pk)] == ["Events"]
    assert [one.client for one in due_for(owner(), today=TODAY, client_id=harlow.pk)] == ["Harlow & Sons"]
    part(joined)
    assert aspects_for(owner(), harlow.pk) == []
    assert [one.name for one in aspects_for(owner(), other.pk)] == ["Events"]


@pytest.mark.parametrize(("ended", "many"), [("Harlow & Sons", 0), ("Harlow Print", 1)])
def test_what_is_done_for_a_client_that_was_joined_ends_with_the_one_that_it_is(harlow, ended, many):
    other = add_client("Harlow Print", by=owner())
    weekly(add(other, "Events"))
    join(harlow, other, by=owner())
    Client.objects.filter(name=ended).update(ended_on=date(2026, 3, 2))
    assert len(due_for(owner(), today=TODAY)) == many
